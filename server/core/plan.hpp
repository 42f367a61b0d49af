// SPDX-License-Identifier: MIT
// The plan as values: what wire/plan_json.hpp has read and found whole. Texts are resolved to indexes; order is the
// order of the plan's text, because ties are broken by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/calendar.hpp"
#include "core/decimal.hpp"
#include "core/event.hpp"
#include "core/ids.hpp"
#include "core/period.hpp"

namespace northstar::core {

struct membership {
  unit_index parent = no_index;
  day_number from = first_day_supported - 1;
  day_number to = last_day_supported + 1;  // inclusive
};

struct unit {
  std::string id;
  std::string name;
  std::string kind;                      // company, region, team, rep, … free text
  std::vector<membership> memberships;   // none: the root; in date order, not overlapping
  std::vector<std::string> aliases;
  leave_days leave;
};

enum class metric_kind : std::uint8_t { sum, count, distinct, ratio };
enum class event_field : std::uint8_t { amount, quantity, customer, owner, product, segment, currency, id };

struct metric {
  std::string id;
  std::string name;
  metric_kind kind = metric_kind::count;
  event_field of = event_field::amount;
  bool money = false;
  std::uint8_t digits = 0;  // of actual, target and gap: minor digits of the currency; `decimals`; 0 for count and distinct; 6 for ratio
  std::vector<std::string> types;
  std::vector<std::string> minus;
  metric_index numerator = no_index;    // of a ratio
  metric_index denominator = no_index;
};

// A slice's name is "" for the whole, else "segment:new", "product:GTX Pro", "segment:other".
struct slice_list {
  std::vector<std::string> names{""};
  slice_index segment_first = no_index;  // index of the first segment slice; its "other" is the last of the run
  slice_index segment_other = no_index;
  slice_index product_first = no_index;
  slice_index product_other = no_index;
};

// Shares and thresholds are billionths.
using share_nano = std::int64_t;
inline constexpr share_nano whole_share = 1'000'000'000;

enum class period_split : std::uint8_t { workdays, even, shares };

struct target {
  unit_index unit = 0;
  metric_index metric = 0;
  slice_index slice = 0;
  core::period period;
  // In units of 10^-digits of the metric; for a ratio in billionths.
  std::int64_t value = 0;
  period_split split = period_split::workdays;
  std::vector<std::pair<core::period, share_nano>> period_shares;  // all parts of the level below, summing to one
  std::vector<std::pair<unit_index, share_nano>> unit_shares;
};

struct rate {
  std::string currency;
  day_number from = 0;
  std::int64_t nano = 0;  // plan currency per one of `currency`, × 10^9
};

struct light_rules {
  share_nano green = 1'000'000'000;
  share_nano yellow = 850'000'000;
  share_nano grace = 50'000'000;
  std::optional<std::int64_t> stale_after_ms;
};

struct funnel_stage {
  metric_index metric = 0;
};

struct milestone {
  unit_index unit = 0;
  metric_index metric = 0;
  slice_index slice = 0;
  std::optional<core::period> period;     // one period, or
  std::optional<period_kind> every;       // the running one of a kind
  share_nano at = 0;
  std::string reward;
};

struct bonus_tier {
  share_nano from = 0;
  share_nano rate = 0;
};
struct bonus_rule {
  std::string units;  // the kind of unit it is for
  metric_index metric = 0;
  period_kind period = period_kind::month;
  std::vector<bonus_tier> tiers;
};

struct contest {
  std::string id;
  std::string name;
  metric_index metric = 0;
  slice_index slice = 0;
  core::period period;
  std::vector<unit_index> units;
};

// Periods of a kind close themselves this long after they end.
struct close_rule {
  period_kind periods = period_kind::month;
  std::int64_t after_ms = 0;
};

// What every screen is told of at the same instant (docs/plan.md, `celebrate`).
struct celebrate_rules {
  bool deals = true;
  bool milestones = true;
  std::vector<std::string> types;     // event types the north star counts; none when it is a ratio
  // What a deal must bring to the north star, in 10^-digits of it; empty: a two-hundredth of the scope's target of the month.
  std::optional<std::int64_t> from;
};

enum class history_rule : std::uint8_t { kept, rejudged };

struct plan {
  std::string organisation;
  std::string currency;
  std::uint8_t minor_digits = 2;
  std::string locale = "zh-CN";
  calendar_rules calendar;
  std::vector<rate> rates;
  std::vector<unit> units;
  unit_index root = 0;
  slice_list slices;
  std::vector<metric> metrics;
  metric_index north_star = 0;
  std::vector<target> targets;
  light_rules lights;
  std::int64_t alert_after_ms = 120'000;
  std::vector<funnel_stage> funnel;
  std::vector<milestone> milestones;
  std::vector<bonus_rule> bonus;
  std::vector<contest> contests;
  std::vector<close_rule> closing;  // at most one a kind
  celebrate_rules celebrate;
  history_rule history = history_rule::kept;
};

// Limits, each refused as a fault of the plan.
inline constexpr std::size_t units_max = 20'000;
inline constexpr std::size_t metrics_max = 64;
inline constexpr std::size_t slices_max = 512;
inline constexpr std::size_t targets_max = 250'000;
// (units + 1) × metrics × slices: how many counters a board may hold (a header of 32 bytes each).
inline constexpr std::size_t series_max = 4'000'000;
// Amounts, targets and quantities: 10^15 smallest units.
inline constexpr std::int64_t amount_max = 1'000'000'000'000'000;

// Minor digits of an ISO 4217 currency: 2 unless the list says 0, 3 or 4. nullopt: not three capital letters.
std::optional<std::uint8_t> currency_minor_digits(std::string_view code);

}  // namespace northstar::core
