// SPDX-License-Identifier: MIT
// The board against the plain second implementation: by chance made plans and histories must give
// the same digits in every cell. NORTHSTAR_SEED repeats one run from its first plan on;
// NORTHSTAR_RUN_MS says how long to go on (default 4000).
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>

#include "catch.hpp"
#include "core/board.hpp"
#include "core/bytes.hpp"
#include "core/daily.hpp"
#include "core/judge.hpp"
#include "core/naive_board.hpp"
#include "core/random_history.hpp"
#include "core/view.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

using stopwatch = std::chrono::steady_clock;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::string text(const std::optional<figure>& f) { return f ? to_text(*f) : "null"; }

naive_cell in_words(const cell& c) {
  return {text(c.actual),       text(c.target),
          text(c.expected),     text(c.attainment),
          text(c.pace),         text(c.gap),
          text(c.needed_today), text(c.forecast),
          text(c.unallocated),  std::string(to_text(c.light))};
}

// Feeds a board as the engine does: each delivery judged against those of its record before it.
class fed_board {
 public:
  explicit fed_board(std::shared_ptr<const compiled_plan> plan) : b(std::move(plan)) {}

  void receive(const event& e) {
    if (find_obstacle(b.plan(), e) != obstacle::none) return;
    record& r = records_[{e.source, e.id}];
    for (const event& o : r.deliveries)
      if (same_content(o, e)) return;
    const bool counts = r.deliveries.empty() || wins(e, r.winner);
    if (counts) {
      const event before = r.winner;
      b.apply(r.deliveries.empty() ? nullptr : &before, &e);
      r.winner = e;
    }
    r.deliveries.push_back(e);
  }

  board b;

 private:
  struct record {
    std::vector<event> deliveries;
    event winner;
  };
  std::map<std::pair<std::string, std::string>, record> records_;
};

// One plan with one history.
class trial {
 public:
  explicit trial(std::uint64_t seed)
      : chance_(seed),
        plan_(chance_),
        ready_(plan_.ready()),
        history_(chance_, plan_, ready_->calendar()),
        naive_(plan_) {}

  // What differs, in words; empty: nothing.
  std::string run() {
    fed_board fed(ready_);
    for (const event& e : history_.deliveries) {
      if (naive_.is_kept_out(e) != (find_obstacle(*ready_, e) != obstacle::none))
        return "one keeps " + e.id + " of " + e.source + " out";
      naive_.receive(e);
      fed.receive(e);
      save_along(fed.b);
    }
    while (to_be_saved_) save_along(fed.b);
    for (int moments = 0; moments < 2 && difference_.empty(); ++moments)
      compare_at(fed.b, choose_instant(chance_, plan_, ready_->calendar()), chance_.chance(10));
    if (difference_.empty() && history_.is_free_of_ties) compare_orders(fed.b.save());
    return difference_;
  }

  std::size_t cells = 0;

 private:
  void compare_at(const board& b, instant_ms now, bool stale) {
    const calendar& cal = ready_->calendar();
    std::vector<period> periods = running_periods(*ready_, now);
    const auto other_day = plan_.center + static_cast<day_number>(chance_.between(-100, 100));
    periods.push_back(cal.periods().containing(all_period_kinds[chance_.below(5)], other_day));
    for (unit_index u = 0; u < ready_->unit_count(); ++u)
      for (metric_index m = 0; m < plan_.metrics.size(); ++m)
        for (slice_index s = 0; s < plan_.slices.names.size(); ++s)
          for (const period& p : periods) compare_cell(b, {u, m, s, p}, {now, std::nullopt, stale});
    compare_days(b,
                 {static_cast<unit_index>(chance_.below(ready_->unit_count())),
                  static_cast<metric_index>(chance_.below(plan_.metrics.size())), 0, periods[2]},
                 now);
  }

  void compare_cell(const board& b, const cell_key& key, const view_moment& moment) {
    ++cells;
    const cell shown = cell_at(b, key, moment);
    const std::string ours = in_words(shown).text();
    const std::string theirs =
        naive_.cell(key.unit, key.metric, key.slice, key.period, moment.now, moment.stale).text();
    if (!difference_.empty()) return;
    if (light_at(b, key, moment) != shown.light) difference_ = "the light alone: " + name(key);
    if (!(cell_by_wide_numbers(b, key, moment) == shown)) difference_ = "short numbers and wide ones: " + name(key);
    if (ours == theirs) return;
    difference_ = name(key) + " at " + to_rfc3339(plan_.calendar.zone, moment.now) +
                  "\n  board: " + ours + "\n  naive: " + theirs;
  }

  // A month's rows against the naive day cells, and its running sums.
  void compare_days(const board& b, const cell_key& key, instant_ms now) {
    for (const daily_row& row : daily_rows(b, key, now)) {
      const day_number d = row.day.period.first;
      const std::string theirs =
          naive_.cell(key.unit, key.metric, key.slice, row.day.period, now, false).text();
      const std::string run =
          now < ready_->calendar().day_start(d)
              ? "null"
              : naive_.actual(key.unit, key.metric, key.slice, key.period.first, d);
      const bool same =
          theirs.starts_with("actual " + text(row.actual) + ", target " + text(row.target) + ",") &&
          text(row.cumulative) == run;
      if (!same && difference_.empty())
        difference_ = "daily row " + name(row.day) + " at " + to_rfc3339(plan_.calendar.zone, now);
    }
  }

  // Saves the board in pieces while it goes on counting: they are to be what it was when that began.
  void save_along(board& b) {
    if (!to_be_saved_) {
      if (!chance_.chance(10)) return;
      to_be_saved_ = b.save();
      pieces_ = {};
      pieces_.text("in front of it");
      before_ = pieces_.bytes().size();
      b.begin_saving();
    } else if (chance_.chance(50) && b.save_some(pieces_, 1 + chance_.below(600))) {
      if (pieces_.bytes().substr(before_) != *to_be_saved_) difference_ = "saved in pieces it is another board";
      to_be_saved_.reset();
    }
  }

  void compare_orders(const std::string& bytes) {
    for (int n = 0; n < 2; ++n) {
      auto shuffled = history_.deliveries;
      for (std::size_t i = shuffled.size(); i > 1; --i)
        std::swap(shuffled[i - 1], shuffled[chance_.below(i)]);
      fed_board other(ready_);
      for (const event& e : shuffled) other.receive(e);
      if (other.b.save() != bytes) difference_ = "another order of arrival gives another board";
    }
    board again(ready_);
    if (!again.load(bytes) || again.save() != bytes) difference_ = "the board does not read back";
  }

  std::string name(const cell_key& k) const {
    return std::string(ready_->unit_id(k.unit)) + " " + plan_.metrics[k.metric].id + " [" +
           plan_.slices.names[k.slice] + "] " + ready_->calendar().periods().name(k.period);
  }

  dice chance_;
  random_plan plan_;
  std::shared_ptr<const compiled_plan> ready_;
  random_history history_;
  naive_board naive_;
  std::string difference_;
  std::optional<std::string> to_be_saved_;
  byte_writer pieces_;
  std::size_t before_ = 0;
};

}  // namespace

TEST_CASE(
    "the board and a plain second implementation give the same digits, in any order of arrival",
    "[core][property]") {
  const std::uint64_t seed = setting("NORTHSTAR_SEED", std::random_device{}());
  const auto end = stopwatch::now() + std::chrono::milliseconds(setting("NORTHSTAR_RUN_MS", 4000));
  std::size_t trials = 0, cells = 0;
  do {
    trial t(seed + trials++);
    const std::string difference = t.run();
    cells += t.cells;
    if (!difference.empty()) FAIL("NORTHSTAR_SEED=" << seed + trials - 1 << ": " << difference);
  } while (stopwatch::now() < end);
  std::cout << "two boards: NORTHSTAR_SEED=" << seed << ", " << trials << " plans, " << cells
            << " cells\n";
  CHECK(cells > 0);
}
