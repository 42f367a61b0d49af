// SPDX-License-Identifier: MIT
// What reading any part of a plan needs: where one stands in the text, the findings so far, and the reading of texts, decimals,
// dates and the like, each of which tells its own fault. Reading goes on after a fault, so that all are told at once.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "wire/finding.hpp"
#include "wire/json_tree.hpp"

namespace northstar::wire {

// A value and the way to it. Points to the place above, so it lives on the stack of the function that reads there.
struct place {
  const json_value* value = nullptr;
  const place* above = nullptr;
  std::string_view key = {};  // in an object; in an array `index` counts
  std::size_t index = 0;

  const json_value* operator->() const { return value; }
  std::string pointer() const;
};

class findings_log {
 public:
  void fault(const place& at, std::string expected) { fault(at, std::move(expected), describe(*at.value)); }
  void fault(const place& at, std::string expected, std::string found);
  void doubt(const place& at, std::string expected, std::string found);
  // A key that is not there, of the object `at`.
  void missing(const place& at, std::string_view key, std::string expected);

  // All, in the order of the text.
  std::vector<finding> take();

 private:
  void add(severity s, const place& at, std::string pointer, std::string expected, std::string found);

  std::vector<std::pair<std::uint32_t, finding>> found_;
};

// The keys of an object. Whoever reads one names all keys it knows; finish() makes faults of the others.
class object_keys {
 public:
  object_keys(findings_log& log, const place& at);
  object_keys(const object_keys&) = delete;
  object_keys& operator=(const object_keys&) = delete;

  // False: no object, which is told already; then every key is absent and none is missing.
  bool is_object() const { return is_object_; }
  std::optional<place> find(std::string_view key);
  // A fault when it is not there.
  std::optional<place> require(std::string_view key, std::string_view expected);
  void finish();
  const place& at() const { return at_; }

 private:
  findings_log& log_;
  const place at_;
  bool is_object_;
  std::vector<std::string_view> known_;
};

// Calls `read` for each item of a list; a fault when it is none.
void each_item(findings_log& log, const place& at, const std::function<void(const place&)>& read);
// Calls `read` for each member of an object, told as faults when a key stands twice.
void each_member(findings_log& log, const place& at, const std::function<void(const place&)>& read);

// Texts of people: not empty, at most core::event_text_max bytes.
std::optional<std::string> read_text(findings_log& log, const place& at, std::string_view expected = "a text");
// Ids stand in addresses, keys and tables: a text without '|' and control characters.
std::optional<std::string> read_id(findings_log& log, const place& at);
std::optional<bool> read_flag(findings_log& log, const place& at);
// The index of the text among the choices.
std::optional<std::size_t> read_choice(findings_log& log, const place& at, std::initializer_list<std::string_view> choices);

struct decimal_range {
  int digits = 9;  // behind the point; more are a fault
  std::int64_t min = 0;
  std::int64_t max = 0;  // both in units of 10^-digits
};
// The value in units of 10^-digits, exactly.
std::optional<std::int64_t> read_decimal(findings_log& log, const place& at, const decimal_range& range);
// In billionths, 0 … `max`.
std::optional<std::int64_t> read_share(findings_log& log, const place& at, std::int64_t max);

std::optional<core::day_number> read_date(findings_log& log, const place& at);
// "HH:MM" in seconds; "24:00" only where the end of a day is meant.
std::optional<std::int32_t> read_clock(findings_log& log, const place& at, bool may_be_24 = false);
// "500ms", "30s", "15m", "36h", "2d" in milliseconds; up to a year.
std::optional<std::int64_t> read_duration(findings_log& log, const place& at, std::int64_t min_ms);

}  // namespace northstar::wire
