// SPDX-License-Identifier: MIT
// A request and an answer as plain values, so that whatever decides about them needs no HTTP library and no socket.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace northstar::net {

struct http_field {
  std::string name;
  std::string value;
};

struct http_request {
  std::string method;              // "GET"
  std::string target;              // as sent: "/api/v1/cells?unit=east"
  std::vector<http_field> fields;  // names in lower case, in the order sent
  std::string body;
  boost::asio::ip::address from;

  // The first field of that (lower-case) name; empty: none.
  std::string_view field(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  bool from_loopback() const;
};

struct http_response {
  unsigned status = 200;
  std::string content_type;        // empty: no body
  std::vector<http_field> fields;  // beside those every answer has
  std::shared_ptr<const std::string> body;
};

http_response text_response(std::string content_type, std::string body);

// What goes out before the body: status line, the given fields, and those every answer has (length, date, safety).
struct head_options {
  bool keep_alive = true;
  std::int64_t now_s = 0;  // Unix seconds, for the Date
};
void append_head(std::string& out, const http_response& r, const head_options& options);
std::string head_text(const http_response& r, const head_options& options);

std::string_view reason_phrase(unsigned status);
// "Sat, 21 Nov 2026 09:42:00 GMT"; written anew once a second.
std::string_view http_date(std::int64_t unix_s);

// "Application/JSON" is "application/json": ASCII letters alone, in no locale.
bool equals_ignoring_case(std::string_view a, std::string_view b);

// Whether a list field ("keep-alive, Upgrade") holds the word, in any case.
bool has_list_item(std::string_view list, std::string_view word);

}  // namespace northstar::net
