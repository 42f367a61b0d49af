// SPDX-License-Identifier: MIT
#include "core/funnel.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>

#include "core/judging.hpp"

namespace northstar::core {

namespace {

// A chain of divisions outgrows any fixed width.
using integer = boost::multiprecision::cpp_int;
using exact = boost::multiprecision::cpp_rational;
using maybe = std::optional<exact>;

constexpr std::uint8_t six_digits = 6;

integer power_of_ten(std::uint8_t digits) {
  integer p = 1;
  while (digits-- > 0) p *= 10;
  return p;
}

exact value_of(const figure& f) { return exact(integer(f.value), power_of_ten(f.digits)); }

// Half away from zero; `v` is at most funnel_need_max, or a quotient of two counters.
figure rounded(const exact& v, std::uint8_t digits) {
  const integer num = numerator(v) * power_of_ten(digits), den = denominator(v);
  const integer magnitude = (abs(num) * 2 + den) / (den * 2);
  return {static_cast<__int128>(num < 0 ? integer(-magnitude) : magnitude), digits};
}

// `v` is not negative.
figure rounded_up(const exact& v, std::uint8_t digits) {
  const integer num = numerator(v) * power_of_ten(digits), den = denominator(v);
  return {static_cast<__int128>(integer((num + den - 1) / den)), digits};
}

struct goal {
  metric_index metric = 0;
  exact open;  // target − actual, at least 0
};

// One asked-for funnel, with what all its stages share.
class funnel {
 public:
  funnel(const board& b, const cell_key& cell, instant_ms now)
      : b_(b), plan_(b.plan()), cell_(cell), today_(plan_.calendar().day_of(now)) {
    histories_ = plan_.line(cell.unit, today_).units;
    // A line that breaks ends with the root and `unassigned`, whose history is no ancestor's.
    if (cell.unit != plan_.unassigned() && histories_.back() == plan_.unassigned()) histories_.pop_back();
  }

  std::vector<funnel_row> rows() const {
    const auto& stages = plan_.plan().funnel;
    std::vector<funnel_row> out(stages.size());
    if (stages.empty()) return out;
    const auto aim = find_goal(stages.back().metric);
    maybe need;
    if (aim) need = aim->open;
    for (std::size_t i = stages.size(); i-- > 0;) {
      const bool is_last = i + 1 == stages.size();
      std::optional<metric_index> next;
      if (!is_last) next = stages[i + 1].metric;
      else if (aim && aim->metric != stages[i].metric) next = aim->metric;
      out[i] = row(stages[i].metric, next, need);
      if (aim) out[i].goal = aim->metric;
    }
    return out;
  }

 private:
  const metric& of(metric_index m) const { return plan_.plan().metrics[m]; }

  figure total(unit_index u, metric_index m, day_number from, day_number to) const {
    return {b_.long_total(u, m, cell_.slice, from, to), of(m).digits};
  }
  figure actual(metric_index m) const { return total(cell_.unit, m, cell_.period.first, cell_.period.last); }

  std::optional<goal> goal_of(metric_index m) const {
    if (of(m).kind == metric_kind::ratio) return std::nullopt;
    const auto target = target_at(judge_of(plan_, {cell_.unit, m, cell_.slice, cell_.period}));
    if (!target) return std::nullopt;
    const exact open = value_of({target->value, target->digits}) - value_of(actual(m));
    return goal{m, open < 0 ? exact(0) : open};
  }

  std::optional<goal> find_goal(metric_index last_stage) const {
    if (const auto own = goal_of(last_stage)) return own;
    if (const auto star = goal_of(plan_.plan().north_star)) return star;
    for (metric_index m = 0; m < plan_.plan().metrics.size(); ++m)
      if (of(m).kind == metric_kind::sum)
        if (const auto sum = goal_of(m)) return sum;
    return std::nullopt;
  }

  std::optional<funnel_rate> rate(metric_index stage, metric_index next) const {
    for (const unit_index u : histories_) {
      const figure den = total(u, stage, today_ - funnel_window_days, today_ - 1);
      if (value_of(den) < funnel_floor) continue;
      const figure num = total(u, next, today_ - funnel_window_days, today_ - 1);
      return funnel_rate{rounded(value_of(num) / value_of(den), six_digits), u, num, den};
    }
    return std::nullopt;
  }

  // `need` comes in as that of the next stage and leaves as that of this one.
  funnel_row row(metric_index stage, std::optional<metric_index> next, maybe& need) const {
    funnel_row out;
    out.key = {cell_.unit, stage, cell_.slice, cell_.period};
    out.actual = actual(stage);
    if (next) {
      out.rate = rate(stage, *next);
      need = need_before(need, out.rate);
    }
    if (!need) return out;
    out.needed = rounded_up(*need, of(stage).digits);
    out.needed_exact = rounded(*need, six_digits);
    out.needed_today = today_share(*need);
    return out;
  }

  static maybe need_before(const maybe& need, const std::optional<funnel_rate>& rate) {
    if (!need || *need == 0) return need;
    if (!rate || rate->num.value <= 0) return std::nullopt;
    const exact before = *need * value_of(rate->den) / value_of(rate->num);
    if (before > funnel_need_max) return std::nullopt;
    return before;
  }

  std::optional<figure> today_share(const exact& need) const {
    const calendar& cal = plan_.calendar();
    const period& p = cell_.period;
    if (!p.holds(today_)) return std::nullopt;
    const leave_days& leave = plan_.leave(cell_.unit);
    const weight_micro due = cal.weight(today_, leave);
    if (due == 0) return figure{0, six_digits};
    const weight_micro left = cal.weight(period{p.kind, today_, p.last}, leave);
    return rounded(need * exact(due, left), six_digits);
  }

  const board& b_;
  const compiled_plan& plan_;
  cell_key cell_;
  day_number today_;
  std::vector<unit_index> histories_;  // the unit first, the root last
};

}  // namespace

std::vector<funnel_row> funnel_at(const board& b, unit_index unit, slice_index slice, const period& p, instant_ms now) {
  return funnel(b, {unit, 0, slice, p}, now).rows();
}

}  // namespace northstar::core
