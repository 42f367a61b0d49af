// SPDX-License-Identifier: MIT
#include "redis/address.hpp"

#include <charconv>
#include <optional>
#include <utility>

namespace northstar::redis {

namespace {

constexpr std::uint16_t server_port = 6379;
constexpr std::uint16_t sentinel_port = 26379;
constexpr std::size_t endpoints_max = 64;

template <class Number>
std::optional<Number> whole(std::string_view text) {
  Number value{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

result<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (text.size() - i < 3) return errc::bad_escape;
    const int high = digit(text[i + 1]), low = digit(text[i + 2]);
    if (high < 0 || low < 0) return errc::bad_escape;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

// What stands before the first `mark`, which is cut off with it; all when there is none.
std::string_view take_until(std::string_view& text, char mark) {
  const auto at = text.find(mark);
  const auto head = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return head;
}

result<endpoint> parse_endpoint(std::string_view text, std::uint16_t port) {
  std::string_view host = text, after;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return errc::no_host;
    host = text.substr(1, end - 1);
    after = text.substr(end + 1);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    after = text.substr(colon);
  }
  if (host.empty()) return errc::no_host;
  if (!after.empty()) {
    const auto number = after.front() == ':' ? whole<std::uint16_t>(after.substr(1)) : std::nullopt;
    if (!number || *number == 0) return errc::not_a_port;
    port = *number;
  }
  auto name = decoded(host);
  if (name.has_error()) return name.error();
  if (name->empty() || name->find('\0') != std::string::npos) return errc::no_host;
  return endpoint{std::move(*name), port};
}

error_code set_login(login& to, std::string_view text) {
  const bool with_user = text.find(':') != std::string_view::npos;
  auto user = with_user ? decoded(take_until(text, ':')) : result<std::string>(std::string{});
  auto password = decoded(text);
  if (user.has_error()) return user.error();
  if (password.has_error()) return password.error();
  to = {std::move(*user), std::move(*password)};
  return {};
}

error_code set_database(address& a, std::string_view text) {
  const auto number = whole<std::uint16_t>(text);
  if (!number) return errc::not_a_database;
  a.database = *number;
  return {};
}

error_code set_option(address& a, std::string_view key, std::string_view text) {
  auto value = decoded(text);
  if (value.has_error()) return value.error();
  if (key == "db") return set_database(a, *value);
  std::string* const to = key == "user"                ? &a.server_login.user
                          : key == "password"          ? &a.server_login.password
                          : key == "ca" && a.tls       ? &a.ca_file
                          : a.master.empty()           ? nullptr
                          : key == "sentinel_user"     ? &a.sentinel_login.user
                          : key == "sentinel_password" ? &a.sentinel_login.password
                                                       : nullptr;
  if (to == nullptr) return errc::unknown_option;
  *to = std::move(*value);
  return {};
}

error_code set_options(address& a, std::string_view text) {
  while (!text.empty()) {
    auto pair = take_until(text, '&');
    const auto key = take_until(pair, '=');
    if (const auto ec = set_option(a, key, pair)) return ec;
  }
  return {};
}

error_code set_hosts(address& a, std::string_view text, std::uint16_t port) {
  do {
    auto one = parse_endpoint(take_until(text, ','), port);
    if (one.has_error()) return one.error();
    if (a.endpoints.size() == endpoints_max) return errc::too_many_hosts;
    a.endpoints.push_back(std::move(*one));
  } while (!text.empty());
  return {};
}

error_code set_local(address& a, std::string_view path) {
  auto name = decoded(path);
  if (name.has_error()) return name.error();
  if (!name->starts_with('/') || name->find('\0') != std::string::npos) return errc::no_path;
  a.endpoints.push_back({std::move(*name), 0});
  return {};
}

error_code set_network(address& a, std::string_view rest, bool sentinel) {
  auto authority = take_until(rest, '/');
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    if (const auto ec = set_login(a.server_login, authority.substr(0, at))) return ec;
    authority = authority.substr(at + 1);
  }
  if (const auto ec = set_hosts(a, authority, sentinel ? sentinel_port : server_port)) return ec;
  if (!sentinel && a.endpoints.size() > 1) return errc::too_many_hosts;
  if (sentinel) {
    auto name = decoded(take_until(rest, '/'));
    if (name.has_error()) return name.error();
    if (name->empty()) return errc::no_master;
    a.master = std::move(*name);
  }
  return rest.empty() ? error_code{} : set_database(a, rest);
}

}  // namespace

result<address> parse_address(std::string_view url) {
  const auto colon = url.find("://");
  if (colon == std::string_view::npos) return errc::unknown_scheme;
  const auto scheme = url.substr(0, colon);
  auto options = url.substr(colon + 3);
  const auto rest = take_until(options, '?');

  address a;
  a.tls = scheme.starts_with("rediss");
  error_code ec = errc::unknown_scheme;
  if (scheme == "unix") ec = set_local(a, rest);
  if (scheme == "redis" || scheme == "rediss") ec = set_network(a, rest, false);
  if (scheme == "redis-sentinel" || scheme == "rediss-sentinel") ec = set_network(a, rest, true);
  if (!ec) ec = set_options(a, options);
  if (ec) return ec;
  return a;
}

std::string shown(const endpoint& e) {
  if (e.port == 0) return e.host;
  const bool v6 = e.host.find(':') != std::string::npos;
  return (v6 ? '[' + e.host + ']' : e.host) + ':' + std::to_string(e.port);
}

std::string shown(const address& a) {
  std::string text = a.endpoints.front().port == 0 ? "unix://" : a.tls ? "rediss" : "redis";
  if (a.endpoints.front().port != 0) text += a.master.empty() ? "://" : "-sentinel://";
  for (const auto& e : a.endpoints) {
    if (&e != &a.endpoints.front()) text += ',';
    text += shown(e);
  }
  if (!a.master.empty()) text += '/' + a.master;
  if (a.database != 0) text += '/' + std::to_string(a.database);
  return text;
}

}  // namespace northstar::redis
