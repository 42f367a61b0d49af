// SPDX-License-Identifier: MIT
// Flat rows as a JSON array of objects, or as CSV (RFC 4180, a header line, CRLF; null is an empty field): one description of the columns serves both.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/figure.hpp"

namespace northstar::wire {

enum class table_form : std::uint8_t { json, csv };

class table_text {
 public:
  // The names must outlive the table.
  table_text(table_form form, std::initializer_list<std::string_view> columns);

  // Begins a row; then each column once, in order.
  void row();
  void text(std::string_view value);
  void integer(long long value);
  void figure(const std::optional<core::figure>& value);
  void null();
  // JSON as it is; in CSV the same text, quoted.
  void json(std::string_view value);

  std::string take();

 private:
  void column();

  table_form form_;
  std::vector<std::string_view> columns_;
  std::size_t next_ = 0;
  std::size_t rows_ = 0;
  std::string out_;
};

}  // namespace northstar::wire
