// SPDX-License-Identifier: MIT
// The body of a small command: one JSON object of texts and numbers. Whoever reads one names the keys it knows; anything else is refused by name.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "net/router.hpp"

namespace northstar::net {

// By key; a number as its digits. Keys that are null or absent are not there.
using small_body = std::map<std::string, std::string, std::less<>>;

inline constexpr std::size_t small_body_bytes_max = 8 * 1024;

// The error is the refusal: 415 no JSON by its type, 413, 400.
boost::system::result<small_body, http_response> read_small_body(const call& c, std::initializer_list<std::string_view> required,
                                                                 std::initializer_list<std::string_view> optional = {});

// The value, or "".
std::string text_of(const small_body& body, std::string_view key);

}  // namespace northstar::net
