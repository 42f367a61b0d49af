// SPDX-License-Identifier: MIT
#include "wire/cloud_event.hpp"

#include "wire/text.hpp"

namespace northstar::wire {

namespace {

// Where the fields of an event stand in a CloudEvent.
constexpr std::array<std::string_view, event_key_count> pointers{
    "/id",            "/source",        "/type",         "/data/occurred_at", "/data/owner",    "/data/amount",
    "/data/currency", "/data/customer", "/data/segment", "/data/product",     "/data/quantity", "/data/version"};

bool is_of_envelope(std::size_t index) { return index < 3; }

bool is_absent(const raw_value& v) { return v.kind == raw_kind::absent || v.kind == raw_kind::null; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// The HTTP binding writes what a header may not hold as %XX; anything else stands for itself.
std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace

std::optional<refusal> cloud_fields(const raw_row& row, event_fields& into) {
  const raw_value& version = row.own[row_key::specversion];
  if (is_absent(version)) return refusal{"/specversion", "missing", "a CloudEvent needs it"};
  if (version.kind != raw_kind::text || version.text != "1.0")
    return refusal{"/specversion", "unknown_specversion", json_text(excerpt(version.text)) + " is not 1.0"};
  if (is_absent(row.own[row_key::source])) return refusal{"/source", "missing", "a CloudEvent needs it"};
  if (!is_absent(row.own[row_key::data_base64])) return refusal{"/data_base64", "not_an_object", "data must be a JSON object"};
  const raw_value& data = row.own[row_key::data];
  if (!is_absent(data) && data.kind != raw_kind::object) return refusal{"/data", "not_an_object", "data must be a JSON object"};
  if (!row.data.doubled.empty()) return refusal{"/data/" + std::string(row.data.doubled), "duplicate_key", "stands twice"};

  into.pointers = &pointers;
  for (std::size_t i = 0; i < event_key_count; ++i) into.values[i] = &(is_of_envelope(i) ? row.own : row.data)[static_cast<row_key>(i)];
  into.occurred_at_is_time = is_absent(into[row_key::occurred_at]);
  if (into.occurred_at_is_time) into.values[static_cast<std::size_t>(row_key::occurred_at)] = &row.own[row_key::time];
  return std::nullopt;
}

raw_row cloud_row_of_headers(const raw_row& data, const std::map<std::string, std::string>& headers, row_texts& texts) {
  raw_row out;
  out.data = data.own;
  out.own.add(row_key::data).kind = data.state == row_state::object ? raw_kind::object : raw_kind::text;
  for (const row_key key : {row_key::id, row_key::source, row_key::type, row_key::specversion, row_key::time}) {
    const std::string name(name_of(key));
    const auto found = headers.find(name);
    if (found == headers.end()) continue;
    out.own.add(key) = {raw_kind::text, texts.keep(percent_decoded(found->second))};
  }
  return out;
}

}  // namespace northstar::wire
