// SPDX-License-Identifier: MIT
// Bodies of events → core::event_view, row by row: a bad row becomes a named rejection and never loses the good ones.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.hpp"
#include "wire/finding.hpp"

namespace northstar::wire {

// 128-bit key of the SipHash that makes digests; the ledger keeps it, so digests hold across restarts.
using digest_key = std::array<std::uint8_t, 16>;

// Digest of a business key.
core::digest key_digest(const digest_key& key, std::string_view source, std::string_view id);

enum class body_form {
  json,           // one object or an array; an object with "specversion" is a structured CloudEvent
  ndjson,         // a row a line, empty lines skipped; a line that is no JSON is that row's rejection `not_json`
  cloud_event,    // application/cloudevents+json
  cloud_batch,    // application/cloudevents-batch+json
  cloud_binary,   // ce-* headers, the body is the event's data
};

class row_texts;

struct event_reading {
  std::vector<core::event_view> events;  // the good rows, in order; their texts lie in `texts`
  std::vector<std::size_t> rows;         // events[i] stood in row rows[i]
  std::vector<rejection> rejected;       // in order of rows
  enum class failure { none, not_json, too_many_rows } failed = failure::none;  // the body as a whole
  std::string detail;
  std::shared_ptr<row_texts> texts;
};

struct event_context {
  digest_key key{};
  std::string source;                    // taken when the row names none
  std::string only_source;               // not empty: a row that names another is rejected `source_not_allowed`
  std::size_t rows_max = 65'536;
  std::map<std::string, std::string> cloud_headers;  // of cloud_binary: lower-case names without "ce-"
};

// Takes a copy of the body. CloudEvents: id, source, type, time are the envelope's (`time` = occurred_at unless data has its own), `data` holds the rest.
event_reading read_events(std::string_view body, body_form form, const event_context& context);

// An event as one JSON object by contracts §3 (for quarantine lists, import and tests).
std::string write_event(const core::event_view& e);

}  // namespace northstar::wire
