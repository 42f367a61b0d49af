// SPDX-License-Identifier: MIT
// One row of a body of events before it means anything: its known fields as raw values, digits of numbers as sent. simdjson
// does the reading (event_row.cpp), walks every value, known or not, and so refuses all that is not JSON.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace northstar::wire {

enum class raw_kind : std::uint8_t {
  absent,
  null,
  text,         // unescaped
  broken_text,  // escapes that stand for no character: half a surrogate pair
  number,       // its digits
  boolean,
  object,
  array,
};

// The texts of a body's rows: a copy of the body, with room behind it for the parser, and what could not stay as it was written there (escapes).
// Views of both hold as long as it lives.
class row_texts {
 public:
  explicit row_texts(std::string_view body);
  row_texts(const row_texts&) = delete;
  row_texts& operator=(const row_texts&) = delete;

  std::string_view body() const { return {bytes_.get(), size_}; }
  // A copy that holds as long.
  std::string_view keep(std::string_view text) { return kept_.emplace_back(text); }

  // Readable bytes behind the body: line ends.
  static constexpr std::size_t padding = 64;

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
  std::deque<std::string> kept_;
};

// The text lies in the row_texts that the row was read from.
struct raw_value {
  raw_kind kind = raw_kind::absent;
  std::string_view text;
};

// The keys an event or a CloudEvent may have; others are walked over.
enum class row_key : std::uint8_t {
  id, source, type, occurred_at, owner, amount, currency, customer, segment, product, quantity, version,
  specversion, time, data, data_base64,
};
inline constexpr std::size_t event_key_count = 12;  // those of an event itself come first
inline constexpr std::size_t row_key_count = 16;
std::string_view name_of(row_key key);
// Number of the key as a row_key; -1: it is none of them.
int row_key_of(std::string_view key);
// RFC 8259 §6.
bool is_json_number(std::string_view token);

// Cheap to empty, for a body has a great many rows: a value counts only when its bit is set.
class raw_fields {
 public:
  const raw_value& operator[](row_key key) const { return has(key) ? values_[static_cast<std::size_t>(key)] : absent_; }
  bool has(row_key key) const { return (present_ >> static_cast<unsigned>(key) & 1U) != 0; }
  // A fresh value under the key, to be filled in place: copies of what has just been written are what costs time here.
  raw_value& add(row_key key) {
    present_ |= 1U << static_cast<unsigned>(key);
    raw_value& value = values_[static_cast<std::size_t>(key)];
    value = {};
    return value;
  }
  void clear() {
    present_ = 0;
    doubled = {};
  }

  std::string_view doubled;  // a known key that stands twice

 private:
  static constexpr raw_value absent_{};

  std::uint32_t present_ = 0;
  std::array<raw_value, row_key_count> values_;
};

enum class row_state : std::uint8_t { object, not_an_object, not_json, invalid_utf8 };

struct raw_row {
  row_state state = row_state::object;
  raw_fields own;
  raw_fields data;  // when own[data] is an object

  void clear() {
    state = row_state::object;
    own.clear();
    data.clear();
  }
};

struct row_reading {
  bool is_json = true;     // the body as a whole; false: rows handed over so far are void
  bool was_array = false;
  bool stopped = false;    // the taker wanted no more
  std::string detail;
};

// Takes a row; false: no more.
using row_taker = std::function<bool(const raw_row& row)>;

// One JSON document: each item of an array, or the one value itself.
row_reading read_document_rows(row_texts& texts, const row_taker& take);
// One JSON document a line; lines without anything are no rows.
row_reading read_line_rows(row_texts& texts, const row_taker& take);

}  // namespace northstar::wire
