// SPDX-License-Identifier: MIT
// The small change of writing text: JSON strings, CSV fields, figures, excerpts. All append, nothing is copied twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/exact.hpp"

namespace northstar::wire {

// A JSON string with its quotes.
std::string json_text(std::string_view text);
void append_json_text(std::string& out, std::string_view text);
// The same without quotes, a part of a string.
void append_escaped(std::string& out, std::string_view text);
// RFC 4180: in quotes where it must be.
void append_csv_text(std::string& out, std::string_view text);

void append_integer(std::string& out, long long value);
// Plain decimal digits, exactly figure::digits of them behind the point; the same text as core::to_text().
void append_figure(std::string& out, const core::figure& f);
// The same in place, of at most figure_digits_max digits: returns the end, figure_bytes_max behind `to` at most.
char* write_figure(char* to, std::int64_t value, std::uint8_t digits);
inline constexpr std::uint8_t figure_digits_max = 18;
inline constexpr std::size_t figure_bytes_max = 24;  // sign, 19 digits, point, a zero before it

// At most `bytes_max` bytes of a text, cut between characters and then marked with "…".
std::string excerpt(std::string_view text, std::size_t bytes_max = 60);

}  // namespace northstar::wire
