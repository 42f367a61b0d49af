// SPDX-License-Identifier: MIT
// A JSON text as a tree that keeps numbers as their digits, so that a decimal never passes through a double. For plans and
// other small texts; events have a faster way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace northstar::wire {

enum class json_type : std::uint8_t { null, boolean, number, text, array, object };

struct json_member;

struct json_value {
  json_type type = json_type::null;
  std::uint32_t order = 0;           // grows along the text: findings are told in this order
  std::string text;                  // of a text; a number's digits as written; "true" or "false"
  std::vector<json_member> members;  // of an object, also twice the same key; of an array, with empty keys
};

struct json_member {
  std::string key;
  json_value value;
};

struct json_reading {
  std::optional<json_value> root;
  std::string fault;  // why there is no root: "line 3, column 7: …"
};

// Deeper nesting and more values than these are refused.
inline constexpr std::size_t json_depth_max = 64;
inline constexpr std::uint32_t json_values_max = 6'000'000;

// Comments (// and /* */) are allowed.
json_reading read_json(std::string_view text);

// The value in a few words, for a finding: "\"eats\"", "12.5", "a list".
std::string describe(const json_value& value);
// One step of a JSON Pointer: "/" and the key, with ~ and / escaped.
std::string pointer_step(std::string_view key);

}  // namespace northstar::wire
