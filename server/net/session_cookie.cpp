// SPDX-License-Identifier: MIT
#include "net/session_cookie.hpp"

namespace northstar::net {

namespace {

constexpr std::string_view fixed_attributes = "; Path=/; HttpOnly; SameSite=Strict";

// One "name=value" after the other.
std::string_view value_in(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const std::size_t end = cookies.find(';');
    std::string_view pair = cookies.substr(0, end);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    while (pair.ends_with(' ')) pair.remove_suffix(1);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') return pair.substr(name.size() + 1);
    if (end == std::string_view::npos) break;
    cookies.remove_prefix(end + 1);
  }
  return {};
}

// Who lies about it spoils his own cookie only.
bool came_by_https(const http_request& r) {
  return r.field("origin").starts_with("https://") || equals_ignoring_case(r.field("x-forwarded-proto"), "https");
}

http_field set_cookie(const http_request& asked, std::string_view value, std::int64_t life_s) {
  std::string text(session_cookie);
  text.append("=").append(value).append("; Max-Age=").append(std::to_string(life_s)).append(fixed_attributes);
  if (came_by_https(asked)) text += "; Secure";
  return {"Set-Cookie", std::move(text)};
}

}  // namespace

std::string_view cookie_secret(const http_request& head) {
  for (const http_field& f : head.fields)
    if (f.name == "cookie")
      if (const auto value = value_in(f.value, session_cookie); !value.empty()) return value;
  return {};
}

http_field keep_secret(const http_request& asked, std::string_view secret, std::int64_t life_s) { return set_cookie(asked, secret, life_s); }

http_field forget_secret(const http_request& asked) { return set_cookie(asked, "", 0); }

}  // namespace northstar::net
