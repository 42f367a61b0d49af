// SPDX-License-Identifier: MIT
// What Redis answers, as a value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace northstar::redis {

struct reply {
  enum class kind { nil, status, error, integer, text, array };

  kind is = kind::nil;
  std::int64_t integer = 0;
  std::string text;  // of a status, an error ("WRONGTYPE Operation …") and a text: any bytes
  std::vector<reply> items;  // of an array

  bool is_error() const { return is == kind::error; }
  bool is_text() const { return is == kind::text || is == kind::status; }
  bool is_array(std::size_t size) const { return is == kind::array && items.size() == size; }
  // An error's first word: "WRONGTYPE". Empty for anything else.
  std::string_view error_word() const;
};

}  // namespace northstar::redis
