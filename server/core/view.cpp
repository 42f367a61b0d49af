// SPDX-License-Identifier: MIT
#include "core/view.hpp"

#include <algorithm>
#include <utility>

#include "core/exact.hpp"
#include "core/forecast.hpp"
#include "core/judging.hpp"
#include "core/reading_memo.hpp"
#include "core/scale.hpp"
#include "core/short_cell.hpp"
#include "core/target_table.hpp"

namespace northstar::core {

namespace {

constexpr std::uint8_t ratio_digits = 6;

using maybe = std::optional<rational>;

// Everything a cell is judged from, gathered once.
struct judged_cell {
  const board& b;
  judging_plan judge;
  const metric& m;
  cell_key key;
  instant_ms now;
  weight_micro weight = 0;  // W(P)
  rational elapsed;         // W(elapsed)
  maybe actual, target, expected, pace;

  const calendar& cal() const { return judge.plan->calendar(); }
  bool begun() const { return now >= b.plan().calendar().start(key.period); }
  bool past() const { return now >= b.plan().calendar().end(key.period); }
  bool running() const { return begun() && !past(); }
  bool is_ratio() const { return m.kind == metric_kind::ratio; }
};

// Of a sum, a count or different texts.
__int128 total_of(const board& b, const cell_key& key) { return b.long_total(key.unit, key.metric, key.slice, key.period.first, key.period.last); }

maybe actual_of(const board& b, const cell_key& key) {
  const auto& metrics = b.plan().plan().metrics;
  const metric& m = metrics[key.metric];
  const auto total = [&](metric_index of) {
    return scaled(total_of(b, {key.unit, of, key.slice, key.period}), metrics[of].digits);
  };
  if (m.kind != metric_kind::ratio) return total(key.metric);
  const rational below = total(m.denominator);
  if (below.num == 0) return std::nullopt;
  return total(m.numerator) / below;
}

maybe exact(const std::optional<judged_target>& target) {
  if (!target) return std::nullopt;
  return scaled(target->value, target->digits);
}

maybe expected_of(const judged_cell& c) {
  if (!c.target || c.is_ratio()) return c.target;
  if (c.weight == 0) return rational{};
  return *c.target * c.elapsed / rational(c.weight);
}

maybe needed_today_of(const judged_cell& c) {
  if (!c.running() || !c.target || c.is_ratio()) return std::nullopt;
  const calendar& cal = c.cal();
  const day_number today = cal.day_of(c.now);
  const leave_days& leave = c.judge.leave();
  const weight_micro due = cal.weight(today, leave);
  if (due == 0) return rational{};
  const weight_micro left = cal.weight(period{c.key.period.kind, today, c.key.period.last}, leave);
  const __int128 before = c.b.long_total(c.key.unit, c.key.metric, c.key.slice, c.key.period.first, today - 1);
  const rational open = *c.target - scaled(before, c.m.digits);
  if (open.num <= 0) return rational{};
  return open * rational(due) / rational(left);
}

maybe forecast_of(const judged_cell& c) {
  if (!c.begun()) return std::nullopt;
  if (c.past() || c.is_ratio()) return c.actual;
  if (c.elapsed.num == 0) return std::nullopt;
  return *c.actual * rational(c.weight) / c.elapsed;
}

light light_of(const judged_cell& c, const view_moment& moment) {
  const light_rules& rules = c.judge.plan->plan().lights;
  if (!c.target || !c.begun()) return light::grey;
  if (moment.stale && c.running()) return light::grey;
  if (c.expected->num == 0) return light::green;
  if (!c.actual) return light::grey;
  const auto at_least = [&](share_nano threshold) { return compare(*c.pace, {threshold, whole_share}) >= 0; };
  if (at_least(rules.green)) return light::green;
  if (at_least(rules.yellow)) return light::yellow;
  const rational passed = c.weight == 0 ? rational{} : c.elapsed / rational(c.weight);
  return compare(passed, {rules.grace, whole_share}) <= 0 ? light::yellow : light::red;
}

// The ends of the range around a forecast.
std::pair<rational, rational> ends_of(const forecast_range& range, const rational& forecast, std::uint8_t digits) {
  const rational half = rational(range.half, 1000) * scaled(1, digits);
  rational low = forecast - half;
  if (range.least) {
    const rational least = scaled(*range.least, digits);
    if (compare(low, least) < 0) low = compare(least, forecast) < 0 ? least : forecast;
  }
  return {low, forecast + half};
}

std::optional<figure> given_out(const maybe& exact, std::uint8_t digits) {
  if (!exact) return std::nullopt;
  return to_figure(*exact, digits);
}

judged_cell judge_cell(const board& b, const cell_key& key, instant_ms now) {
  const judging_plan judge = judge_of(b.plan(), key);
  const calendar& cal = judge.plan->calendar();
  // The judging version may cut its weeks or years otherwise: its own days weigh.
  const period days = judge.key ? judge.key->period : key.period;
  judged_cell c{b, judge, b.plan().plan().metrics[key.metric], key, now, cal.weight(days, judge.leave()), {}, {}, {}, {}, {}};
  c.elapsed = cal.elapsed(days, judge.leave(), now);
  c.actual = actual_of(b, key);
  c.target = exact(target_at(judge));
  c.expected = expected_of(c);
  if (c.actual && c.expected && c.expected->num != 0) c.pace = *c.actual / *c.expected;
  return c;
}

}  // namespace

light light_at(const board& b, const cell_key& key, const view_moment& moment) {
  return light_of(judge_cell(b, key, moment.now), moment);
}

namespace {

cell exact_cell(const board& b, const cell_key& key, const view_moment& moment, reading_memo& memo) {
  const judged_cell c = judge_cell(b, key, moment.now);
  const metric& m = c.m;
  const maybe forecast = forecast_of(c);

  const std::uint8_t own = own_digits(m);
  const std::uint8_t judged = judged_digits(m);
  cell out;
  out.actual = given_out(c.actual, own);
  out.target = given_out(c.target, own);
  out.expected = given_out(c.expected, judged);
  if (c.actual && c.target && c.target->num != 0) out.attainment = to_figure(*c.actual / *c.target, ratio_digits);
  out.pace = given_out(c.pace, ratio_digits);
  if (c.actual && c.target) out.gap = to_figure(*c.target - *c.actual, own);
  out.needed_today = given_out(needed_today_of(c), judged);
  out.forecast = given_out(forecast, judged);
  if (forecast && c.past()) out.forecast_low = out.forecast_high = out.forecast;
  else if (forecast && !c.is_ratio())
    if (const auto range = forecast_range_of(b, key, memo.clock_of(key).at, total_of(b, key), memo)) {
      const auto [low, high] = ends_of(*range, *forecast, m.digits);
      out.forecast_low = to_figure(low, judged);
      out.forecast_high = to_figure(high, judged);
    }
  out.unallocated = given_out(exact(unallocated_at(c.judge)), own);
  out.light = light_of(c, moment);
  return out;
}

cell with_moment(cell c, const cell_key& key, const view_moment& moment) {
  c.key = key;
  c.as_of = moment.now;
  c.source_age_s = moment.source_age_s;
  return c;
}

}  // namespace

cell_reader::cell_reader(const board& b, const view_moment& moment) : board_(b), memo_(std::make_unique<reading_memo>(b)) { move_to(moment); }
cell_reader::~cell_reader() = default;

void cell_reader::move_to(const view_moment& moment) {
  moment_ = moment;
  memo_->move_to(moment.now);
}

plan_terms target_terms_of(const compiled_plan& plan, const cell_key& key) {
  plan_terms out;
  out.own = plan.plan().metrics[key.metric].kind != metric_kind::ratio && &plan.in_force_at_end(key.period) == &plan;
  if (out.own) out.target = plan.targets().find(key);
  return out;
}

plan_terms terms_of(const compiled_plan& plan, const cell_key& key) {
  plan_terms out = target_terms_of(plan, key);
  if (out.target) out.unallocated = plan.targets().unallocated(key);
  return out;
}

cell cell_reader::at(const cell_key& key) {
  const plan_terms terms = terms_of(board_.plan(), key);
  const auto quick = terms.own ? figures_by_short_numbers(board_, key, terms, moment_, *memo_) : std::nullopt;
  cell out;
  if (quick) put_figures(out, board_.plan().plan().metrics[key.metric], *quick);
  else out = exact_cell(board_, key, moment_, *memo_);
  return with_moment(std::move(out), key, moment_);
}

std::optional<cell_figures> cell_reader::figures_at(const cell_key& key, const plan_terms& terms) {
  if (terms.own)
    if (const auto quick = figures_by_short_numbers(board_, key, terms, moment_, *memo_)) return quick;
  return to_figures(exact_cell(board_, key, moment_, *memo_));
}

light cell_reader::light_at(const cell_key& key, const plan_terms& terms) {
  if (terms.own)
    if (const auto quick = light_by_short_numbers(board_, key, terms, moment_, *memo_)) return *quick;
  return core::light_at(board_, key, moment_);
}

cell cell_at(const board& b, const cell_key& key, const view_moment& moment) { return cell_reader(b, moment).at(key); }

cell cell_by_wide_numbers(const board& b, const cell_key& key, const view_moment& moment) {
  reading_memo memo(b);
  memo.move_to(moment.now);
  return with_moment(exact_cell(b, key, moment, memo), key, moment);
}

std::optional<figure> actual_at(const board& b, const cell_key& key) {
  return given_out(actual_of(b, key), own_digits(b.plan().plan().metrics[key.metric]));
}

std::vector<period> running_periods(const compiled_plan& plan, instant_ms now) {
  std::vector<period> out;
  const day_number today = plan.calendar().day_of(now);
  for (const period_kind kind : all_period_kinds) out.push_back(plan.calendar().periods().containing(kind, today));
  return out;
}

std::vector<unit_index> scope_units(const compiled_plan& plan, unit_index scope, instant_ms now) {
  std::vector<unit_index> out{scope};
  if (scope == plan.unassigned()) return out;
  for (const unit_index m : plan.members(scope, plan.calendar().day_of(now))) out.push_back(m);
  if (scope == plan.plan().root) out.push_back(plan.unassigned());
  return out;
}

std::vector<unit_index> subtree(const compiled_plan& plan, unit_index top, instant_ms now) {
  std::vector<unit_index> out{top};
  const day_number today = plan.calendar().day_of(now);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == plan.unassigned()) continue;
    for (const unit_index m : plan.members(out[i], today)) out.push_back(m);
  }
  if (top == plan.plan().root) out.push_back(plan.unassigned());
  return out;
}

}  // namespace northstar::core
