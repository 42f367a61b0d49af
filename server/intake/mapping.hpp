// SPDX-License-Identifier: MIT
// How the records of one source become events: which are passed over and why, and a rule for each
// field. Plain values, read from a source file (intake/source_file.hpp); map_record() is pure, and
// the same for files and for what is posted.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/event.hpp"
#include "core/zone.hpp"
#include "intake/record.hpp"

namespace northstar::intake {

// The texts of these record fields, in this order: the first that holds something wins.
using field_names = std::vector<std::string>;

// An instant's text: one of three fixed forms, or a pattern of strptime's letters.
struct time_form {
  enum class kind { rfc3339, unix_s, unix_ms, pattern };
  kind form = kind::rfc3339;
  std::string pattern;
  bool has_offset = false;         // the pattern reads an offset; else the mapping's zone holds
  std::int64_t time_of_day_s = 0;  // added where the pattern reads dates only
};

// 12.345,60 has the mark ',' and the group '.'.
struct decimal_form {
  char mark = '.';
  char group = 0;  // 0: digits are not grouped
};

// Where a field of the event comes from. Without constant and names it is left out.
struct field_rule {
  std::optional<std::string> constant;
  field_names at;
  std::map<std::string, field_names>
      at_by_type;  // instead of `at`: by the event's type; a type not named has none
  std::map<std::string, std::string, std::less<>> lookup;
  bool keeps_unlisted = false;           // a text that the lookup does not list stays as it is
  std::optional<std::string> otherwise;  // for a text that is missing, or not listed
  bool required = false;
  decimal_form decimal;
  std::optional<time_form> time;
};

// What a record's field must hold; an empty text does not exist.
struct condition {
  std::string at;
  std::vector<std::string> one_of;  // empty: any text
  bool negated = false;
};

// Records to which all of it applies take no part, and are counted under the reason.
struct skip_rule {
  std::vector<condition> when;
  std::string reason;
};

struct mapping {
  std::string source;
  std::vector<condition>
      select;  // a record to which not all of it applies is skipped, for select_reason
  std::string select_reason;
  std::vector<skip_rule> skips;
  field_rule id, type, occurred_at, version, owner, customer, segment, product, amount, currency,
      quantity;
};

// The event's fields by name, in the order in which faults are told.
struct named_rule {
  const char* name;
  field_rule mapping::*rule;
};
extern const std::vector<named_rule> named_rules;
// All names of record fields that the mapping looks at, each once.
std::vector<std::string> fields_used(const mapping& m);

// True when it reads local times: then the zone matters.
bool needs_zone(const mapping& m);

// Why a record is no event.
struct record_fault {
  std::string field;   // of the event: amount
  std::string column;  // of the record: close_value; empty when no one column is to blame
  std::string error;   // a fixed name: missing, unlisted, not_a_decimal, not_an_integer,
                       // not_an_instant, too_long, not_utf8
  std::string detail;
};

struct skipped {
  std::string reason;
};

using mapped = std::variant<core::event, skipped, std::vector<record_fault>>;

// The event's digests are left empty: whoever gives it to the ledger makes them.
mapped map_record(const mapping& m, const core::zone& zone, const record& r);

// Exactly one number or instant, as the rules above read them; nullopt: not of that form.
std::optional<core::decimal> read_decimal(const decimal_form& form, std::string_view text);
std::optional<core::instant_ms> read_time(const time_form& form, const core::zone& zone,
                                          const std::string& text);

}  // namespace northstar::intake
