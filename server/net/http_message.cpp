// SPDX-License-Identifier: MIT
#include "net/http_message.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address_v6.hpp>
#include <charconv>
#include <ctime>
#include <utility>

namespace northstar::net {

namespace {

// The pages load everything from here, run no inline code, and may be framed by pages of this server only.
constexpr std::string_view safety_fields =
    "Content-Security-Policy: default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: SAMEORIGIN\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_number(std::string& out, std::uint64_t n) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), n).ptr;
  out.append(digits.data(), end);
}

std::string written_date(std::int64_t unix_s) {
  // Written by hand: strftime would follow the locale.
  constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t at = unix_s;
  std::tm t{};
  ::gmtime_r(&at, &t);
  const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
  return std::string(days[static_cast<std::size_t>(t.tm_wday)]) + ", " + two(t.tm_mday) + " " +
         months[static_cast<std::size_t>(t.tm_mon)] + " " + std::to_string(1900 + t.tm_year) + " " + two(t.tm_hour) +
         ":" + two(t.tm_min) + ":" + two(t.tm_sec) + " GMT";
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// 204 and 304 have no body and say no length.
bool has_length(unsigned status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

std::string_view http_request::field(std::string_view name) const {
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const http_field& f) { return f.name == name; });
  return at == fields.end() ? std::string_view() : std::string_view(at->value);
}

std::size_t http_request::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(fields.begin(), fields.end(), [&](const http_field& f) { return f.name == name; }));
}

bool http_request::from_loopback() const {
  if (from.is_v6() && from.to_v6().is_v4_mapped())
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, from.to_v6()).is_loopback();
  return from.is_loopback();
}

http_response text_response(std::string content_type, std::string body) {
  http_response r;
  r.content_type = std::move(content_type);
  r.body = std::make_shared<const std::string>(std::move(body));
  return r;
}

void append_head(std::string& out, const http_response& r, const head_options& options) {
  out.append("HTTP/1.1 ");
  append_number(out, r.status);
  out.append(" ").append(reason_phrase(r.status)).append("\r\n");
  append_field(out, "Date", http_date(options.now_s));
  out.append("Server: northstar\r\n");
  if (!r.content_type.empty()) append_field(out, "Content-Type", r.content_type);
  if (has_length(r.status)) {
    out.append("Content-Length: ");
    append_number(out, r.body ? r.body->size() : 0);
    out.append("\r\n");
  }
  for (const http_field& f : r.fields) append_field(out, f.name, f.value);
  out.append(safety_fields);
  out.append(options.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

std::string head_text(const http_response& r, const head_options& options) {
  std::string out;
  append_head(out, r, options);
  return out;
}

std::string_view reason_phrase(unsigned status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
  }
}

std::string_view http_date(std::int64_t unix_s) {
  thread_local std::int64_t of = -1;
  thread_local std::string text;
  if (of != unix_s) text = written_date(of = unix_s);
  return text;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool has_list_item(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view item = list.substr(0, comma);
    while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
    while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
    if (equals_ignoring_case(item, word)) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace northstar::net
