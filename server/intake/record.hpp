// SPDX-License-Identifier: MIT
// One record of a source after decoding, whatever it came in: field names with their texts, in
// order. A row of CSV names its fields by the header; a tree (JSON, XML, a form) is one by the JSON
// Pointers of its leaves.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace northstar::intake {

struct record {
  std::shared_ptr<const std::vector<std::string>> names;  // shared by all rows of a table
  std::vector<std::string> texts;                         // as many as names

  // The text of the first field of that name; empty when there is none or it holds nothing. The two
  // are one on purpose: a form or a table has no other way to leave something out.
  std::string_view text(std::string_view name) const {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if ((*names)[i] == name) return texts[i];
    }
    return {};
  }
};

}  // namespace northstar::intake
