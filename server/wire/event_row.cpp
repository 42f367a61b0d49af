// SPDX-License-Identifier: MIT
#include "wire/event_row.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "wire/plain_row.hpp"

namespace northstar::wire {

namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

constexpr std::array<std::string_view, row_key_count> key_names{
    "id",      "source",  "type",     "occurred_at", "owner",       "amount", "currency", "customer",
    "segment", "product", "quantity", "version",     "specversion", "time",   "data",     "data_base64"};

// Deeper nesting is not walked; nobody sends it but to hurt.
constexpr int depth_max = 64;
// A body's parser keeps about nine bytes of scratch for each byte; a larger one is given back after use.
constexpr std::size_t kept_capacity_max = 1024 * 1024;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view token) {
  const auto end = token.find_last_not_of(" \t\r\n");
  return token.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

// simdjson reports a bad escape and half a surrogate pair alike; only the first is no JSON.
bool escapes_are_json(std::string_view quoted) {
  for (std::size_t i = 1; i + 1 < quoted.size() && quoted[i] != '"'; ++i) {
    if (quoted[i] != '\\') continue;
    const char c = quoted[++i];
    if (std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos) continue;
    if (c != 'u') return false;
    for (int digit = 0; digit < 4; ++digit)
      if (++i >= quoted.size() || std::string_view("0123456789abcdefABCDEF").find(quoted[i]) == std::string_view::npos) return false;
  }
  return true;
}

// A text without escapes stays where it is, in the body; others are unescaped, into the texts' keep.
error_code read_text(ondemand::value& value, row_texts& texts, raw_value& out) {
  std::string_view quoted = value.raw_json_token();
  if (quoted.back() != '"') quoted = trimmed(quoted);
  const std::string_view inner = quoted.size() < 2 ? std::string_view() : quoted.substr(1, quoted.size() - 2);
  if (quoted.size() >= 2 && inner.find('\\') == std::string_view::npos) {
    out.kind = raw_kind::text;
    out.text = inner;
    // Steps over it: a text that is not taken would be looked at as a key when a colon follows.
    ondemand::raw_json_string taken;
    return value.get_raw_json_string().get(taken);
  }
  std::string_view unescaped;
  const error_code error = value.get_string().get(unescaped);
  if (!error) {
    out.kind = raw_kind::text;
    out.text = texts.keep(unescaped);
    return error;
  }
  out.kind = raw_kind::broken_text;
  return escapes_are_json(quoted) ? simdjson::SUCCESS : error;
}

error_code read_scalar(ondemand::value& value, ondemand::json_type type, row_texts& texts, raw_value& out) {
  if (type == ondemand::json_type::string) return read_text(value, texts, out);
  out.text = trimmed(value.raw_json_token());
  switch (type) {
    case ondemand::json_type::number:
      out.kind = raw_kind::number;
      return is_json_number(out.text) ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
    case ondemand::json_type::boolean:
      out.kind = raw_kind::boolean;
      return out.text == "true" || out.text == "false" ? simdjson::SUCCESS : simdjson::T_ATOM_ERROR;
    default:
      out.kind = raw_kind::null;
      return out.text == "null" ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
  }
}

error_code read_value(ondemand::value& value, row_texts& texts, raw_value& out, int depth);

error_code walk_items(ondemand::array& items, row_texts& texts, int depth) {
  for (auto item : items) {
    ondemand::value inner;
    raw_value ignored;
    if (const auto error = item.get(inner)) return error;
    if (const auto error = read_value(inner, texts, ignored, depth)) return error;
  }
  return simdjson::SUCCESS;
}

// The known keys by their length: at most three share one, so a key is compared with at most three.
constexpr std::size_t key_length_max = 11;

// A key that is short and holds no escape, as all known ones are, where it stands; without data: look closer.
std::string_view plain_key(const char* written) {
  for (std::size_t i = 0; i <= key_length_max; ++i) {
    if (written[i] == '"') return {written, i};
    if (written[i] == '\\') break;
  }
  return {};
}

// Calls `take(key, value)` for each member.
template <class Take>
error_code walk_members(ondemand::object& members, Take take) {
  for (auto member : members) {
    ondemand::raw_json_string written;
    std::string_view key;
    ondemand::value value;
    if (const auto error = member.key().get(written)) return error;
    key = plain_key(written.raw());
    if (key.data() == nullptr)
      if (const auto error = member.unescaped_key().get(key)) return error;
    if (const auto error = member.value().get(value)) return error;
    if (const auto error = take(key, value)) return error;
  }
  return simdjson::SUCCESS;
}

error_code read_value(ondemand::value& value, row_texts& texts, raw_value& out, int depth) {
  if (depth > depth_max) return simdjson::DEPTH_ERROR;
  ondemand::json_type type{};
  if (const auto error = value.type().get(type)) return error;
  if (type == ondemand::json_type::array) {
    out.kind = raw_kind::array;
    ondemand::array items;
    const auto error = value.get_array().get(items);
    return error ? error : walk_items(items, texts, depth + 1);
  }
  if (type != ondemand::json_type::object) return read_scalar(value, type, texts, out);
  out.kind = raw_kind::object;
  ondemand::object members;
  if (const auto error = value.get_object().get(members)) return error;
  return walk_members(members, [&](std::string_view, ondemand::value& inner) {
    raw_value ignored;
    return read_value(inner, texts, ignored, depth + 1);
  });
}

constexpr auto keys_by_length = [] {
  std::array<std::array<std::int8_t, 3>, key_length_max + 1> table{};
  for (auto& candidates : table) candidates.fill(-1);
  for (std::size_t i = 0; i < row_key_count; ++i) {
    auto& candidates = table[key_names[i].size()];
    std::size_t free = 0;
    while (candidates[free] >= 0) ++free;
    candidates[free] = static_cast<std::int8_t>(i);
  }
  return table;
}();

error_code read_data(ondemand::value& member, row_texts& texts, raw_value& out, raw_fields& data, int depth);

// Fields of an object; of a row itself also those of its `data`.
error_code read_fields(ondemand::object& members, row_texts& texts, raw_fields& out, raw_fields* data, int depth) {
  return walk_members(members, [&](std::string_view key, ondemand::value& member) {
    raw_value ignored;
    const int index = row_key_of(key);
    if (index < 0) return read_value(member, texts, ignored, depth + 1);
    const auto known = static_cast<row_key>(index);
    if (out.has(known)) {
      out.doubled = name_of(known);
      return read_value(member, texts, ignored, depth + 1);
    }
    raw_value& value = out.add(known);
    if (known == row_key::data && data) return read_data(member, texts, value, *data, depth + 1);
    return read_value(member, texts, value, depth + 1);
  });
}

error_code read_data(ondemand::value& member, row_texts& texts, raw_value& out, raw_fields& data, int depth) {
  ondemand::json_type type{};
  if (const auto error = member.type().get(type)) return error;
  if (type != ondemand::json_type::object) return read_value(member, texts, out, depth);
  out.kind = raw_kind::object;
  ondemand::object members;
  if (const auto error = member.get_object().get(members)) return error;
  return read_fields(members, texts, data, nullptr, depth);
}

error_code read_item(ondemand::value& value, row_texts& texts, raw_row& row) {
  ondemand::json_type type{};
  ondemand::object members;
  if (const auto error = value.type().get(type)) return error;
  if (type != ondemand::json_type::object) {
    row.state = row_state::not_an_object;
    raw_value ignored;
    return read_value(value, texts, ignored, 1);
  }
  if (const auto error = value.get_object().get(members)) return error;
  return read_fields(members, texts, row.own, &row.data, 1);
}

// simdjson 3.0 says so only by refusing to name the place.
bool is_at_end(ondemand::document& document) {
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

error_code check_lone_scalar(ondemand::document& document, std::string_view text) {
  std::string_view token;
  if (const auto error = document.raw_json_token().get(token)) return error;
  token = trimmed(token);
  const bool is_literal = token == "true" || token == "false" || token == "null";
  const bool is_text = token.size() >= 2 && token.front() == '"' && token.back() == '"' && escapes_are_json(token);
  if (!is_literal && !is_text && !is_json_number(token)) return simdjson::TAPE_ERROR;
  // Whatever follows the token makes it no document.
  return token.data() + token.size() == text.data() + trimmed(text).size() ? simdjson::SUCCESS : simdjson::TRAILING_CONTENT;
}

struct document_outcome {
  error_code error = simdjson::SUCCESS;
  bool was_array = false;
  bool stopped = false;
};

document_outcome take_items(ondemand::array& items, row_texts& texts, const row_taker& take) {
  document_outcome out;
  out.was_array = true;
  raw_row row;
  for (auto item : items) {
    ondemand::value value;
    row.clear();
    if ((out.error = item.get(value))) return out;
    if ((out.error = read_item(value, texts, row))) return out;
    if (!take(row)) {
      out.stopped = true;
      return out;
    }
  }
  return out;
}

document_outcome take_one(ondemand::document& document, row_texts& texts, std::string_view text, ondemand::json_type type, const row_taker& take) {
  document_outcome out;
  raw_row row;
  if (type == ondemand::json_type::object) {
    ondemand::object members;
    out.error = document.get_object().get(members);
    if (!out.error) out.error = read_fields(members, texts, row.own, &row.data, 1);
    if (!out.error && !is_at_end(document)) out.error = simdjson::TRAILING_CONTENT;
  } else {
    row.state = row_state::not_an_object;
    out.error = check_lone_scalar(document, text);
  }
  if (!out.error) out.stopped = !take(row);
  return out;
}

// `text` is followed by readable bytes: SIMDJSON_PADDING of them. An array is one row where `arrays_are_rows` says so.
document_outcome read_text_rows(ondemand::parser& parser, row_texts& texts, std::string_view text, bool arrays_are_rows, const row_taker& take) {
  document_outcome out;
  ondemand::document document;
  ondemand::json_type type{};
  const simdjson::padded_string_view padded(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING);
  if ((out.error = parser.iterate(padded).get(document))) return out;
  if ((out.error = document.type().get(type))) return out;
  if (type != ondemand::json_type::array) return take_one(document, texts, text, type, take);
  ondemand::array items;
  if ((out.error = document.get_array().get(items))) return out;
  if (arrays_are_rows) {
    raw_row row;
    row.state = row_state::not_an_object;
    out.error = walk_items(items, texts, 1);
    if (!out.error && is_at_end(document)) out.stopped = !take(row);
  } else {
    out = take_items(items, texts, take);
  }
  if (!out.error && !out.stopped && !is_at_end(document)) out.error = simdjson::TRAILING_CONTENT;
  return out;
}

std::string_view without_byte_order_mark(std::string_view body) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return body.starts_with(mark) ? body.substr(mark.size()) : body;
}

// One parser a thread, so that small bodies allocate nothing.
class borrowed_parser {
 public:
  ~borrowed_parser() {
    if (kept().capacity() > kept_capacity_max) kept() = ondemand::parser();
  }
  ondemand::parser& operator*() const { return kept(); }

 private:
  static ondemand::parser& kept() {
    thread_local ondemand::parser parser;
    return parser;
  }
};

}  // namespace

std::string_view name_of(row_key key) { return key_names[static_cast<std::size_t>(key)]; }

int row_key_of(std::string_view key) {
  if (key.size() > key_length_max) return -1;
  for (const std::int8_t i : keys_by_length[key.size()])
    if (i >= 0 && key_names[static_cast<std::size_t>(i)] == key) return i;
  return -1;
}

// simdjson hands the token over unchecked.
bool is_json_number(std::string_view t) {
  std::size_t i = t.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < t.size() && is_digit(t[i])) ++i;
    return i - from;
  };
  const std::size_t first = i;
  const std::size_t whole = digits();
  if (whole == 0 || (whole > 1 && t[first] == '0')) return false;
  if (i < t.size() && t[i] == '.' && (++i, digits() == 0)) return false;
  if (i < t.size() && (t[i] == 'e' || t[i] == 'E')) {
    if (++i < t.size() && (t[i] == '+' || t[i] == '-')) ++i;
    if (digits() == 0) return false;
  }
  return i == t.size();
}

row_texts::row_texts(std::string_view body) : bytes_(std::make_unique_for_overwrite<char[]>(body.size() + padding)), size_(body.size()) {
  static_assert(padding >= simdjson::SIMDJSON_PADDING);
  if (!body.empty()) std::memcpy(bytes_.get(), body.data(), body.size());
  std::memset(bytes_.get() + size_, '\n', padding);
}

row_reading read_document_rows(row_texts& texts, const row_taker& take) {
  const borrowed_parser parser;
  const std::string_view text = without_byte_order_mark(texts.body());
  const bool arrays_are_rows = false;
  const document_outcome done = read_text_rows(*parser, texts, text, arrays_are_rows, take);
  row_reading out;
  out.was_array = done.was_array;
  out.stopped = done.stopped;
  out.is_json = !done.error;
  if (done.error) out.detail = simdjson::error_message(done.error);
  return out;
}

row_reading read_line_rows(row_texts& texts, const row_taker& take) {
  const borrowed_parser parser;
  std::string_view rest = without_byte_order_mark(texts.body());
  const bool is_utf8 = simdjson::validate_utf8(rest.data(), rest.size());
  plain_row_reader plain;
  row_reading out;
  raw_row row;
  while (!rest.empty() && !out.stopped) {
    row.clear();
    if (const auto size = is_utf8 ? plain.read(rest, row) : std::nullopt) {
      rest.remove_prefix(std::min(rest.size(), *size + 1));
      out.stopped = !take(row);
      continue;
    }
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (trimmed(line).empty()) continue;
    const bool arrays_are_rows = true;
    const document_outcome done = read_text_rows(*parser, texts, line, arrays_are_rows, take);
    out.stopped = done.stopped;
    if (!done.error) continue;
    row.clear();
    row.state = done.error == simdjson::UTF8_ERROR ? row_state::invalid_utf8 : row_state::not_json;
    out.stopped = !take(row);
  }
  return out;
}

}  // namespace northstar::wire
