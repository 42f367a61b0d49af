// SPDX-License-Identifier: MIT
#include "net/query.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace northstar::net {

namespace {

constexpr std::size_t parameters_max = 1024;

bool holds(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// A path that stands for itself: nothing to decode, no dots to look at, no parameters.
bool is_plain_path(std::string_view target) {
  if (target.find("//") != std::string_view::npos || target.find("/.") != std::string_view::npos) return false;
  return std::all_of(target.begin(), target.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '-' || c == '_';
  });
}

}  // namespace

std::vector<std::string> parameters::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : all_)
    if (key == name) values.push_back(value);
  return values;
}

std::optional<std::string> parameters::one(std::string_view name) const {
  const auto values = all(name);
  if (values.size() != 1) return std::nullopt;
  return values.front();
}

std::optional<std::string> parameters::fault(std::initializer_list<std::string_view> repeatable,
                                             std::initializer_list<std::string_view> single) const {
  for (const auto& [key, value] : all_) {
    if (holds(repeatable, key)) continue;
    if (!holds(single, key)) return "unknown parameter: " + key;
    if (all(key).size() > 1) return "parameter given twice: " + key;
  }
  return std::nullopt;
}

std::optional<request_target> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  if (is_plain_path(target)) return request_target{std::string(target), {}};
  // Browsers leave | and the like as they are in a query; a URL must have them escaped.
  std::string strict;
  strict.reserve(target.size());
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    const bool left_plain = byte >= 0x80 || std::string_view("|\"<>^`{}[]\\").find(c) != std::string_view::npos;
    if (!left_plain) {
      strict += c;
      continue;
    }
    strict += '%';
    strict += hex[byte >> 4];
    strict += hex[byte & 15];
  }
  // "//host" would be read as an authority: a path is asked for, so it is put behind one.
  strict.insert(0, "http://northstar");
  const auto url = boost::urls::parse_uri(strict);
  if (!url) return std::nullopt;

  request_target out;
  out.path = url->path();
  if (out.path.find('\0') != std::string::npos) return std::nullopt;
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& p : url->params()) {
    if (all.size() == parameters_max) return std::nullopt;
    all.emplace_back(p.key, p.value);
  }
  out.query = parameters(std::move(all));
  return out;
}

}  // namespace northstar::net
