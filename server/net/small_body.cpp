// SPDX-License-Identifier: MIT
#include "net/small_body.hpp"

#include <algorithm>

#include "net/problem.hpp"
#include "wire/json_tree.hpp"

namespace northstar::net {

namespace {

bool is_json(std::string_view content_type) { return equals_ignoring_case(content_type.substr(0, content_type.find(';')), "application/json"); }

}  // namespace

boost::system::result<small_body, http_response> read_small_body(const call& c, std::initializer_list<std::string_view> required,
                                                                 std::initializer_list<std::string_view> optional) {
  if (!is_json(c.request.field("content-type"))) return problem(415, "this comes as application/json");
  if (c.request.body.size() > small_body_bytes_max) return problem(413, "a body of at most 8 KiB");
  const wire::json_reading read = wire::read_json(c.request.body);
  if (!read.root || read.root->type != wire::json_type::object) return problem(400, "the body is one JSON object");
  small_body out;
  const auto knows = [](const auto& keys, std::string_view key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
  for (const wire::json_member& m : read.root->members) {
    if (!knows(required, m.key) && !knows(optional, m.key)) return problem(400, "there is no key " + m.key + " here");
    if (m.value.type == wire::json_type::null) continue;
    if (m.value.type != wire::json_type::text && m.value.type != wire::json_type::number) return problem(400, m.key + " is a text");
    if (!out.emplace(m.key, m.value.text).second) return problem(400, m.key + " stands twice");
  }
  for (const std::string_view key : required)
    if (!out.contains(key)) return problem(400, std::string(key) + " is needed");
  return out;
}

std::string text_of(const small_body& body, std::string_view key) {
  const auto at = body.find(key);
  return at == body.end() ? std::string() : at->second;
}

}  // namespace northstar::net
