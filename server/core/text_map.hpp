// SPDX-License-Identifier: MIT
// Look-ups by text without making a string of it first: a plan's ids, names and types, asked for by every event.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <string>
#include <string_view>

namespace northstar::core {

struct text_hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

template <class T>
using text_map = boost::unordered_flat_map<std::string, T, text_hash, std::equal_to<>>;

}  // namespace northstar::core
