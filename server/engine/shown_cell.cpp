// SPDX-License-Identifier: MIT
#include "engine/shown_cell.hpp"

#include "wire/cell_text.hpp"

namespace northstar::engine {

namespace {

using core::figure;
using maybe = std::optional<figure>;

constexpr __int128 visible_steps = 1000;

__int128 magnitude(__int128 v) { return v < 0 ? -v : v; }

// value × 10^(digits wanted − digits had); only ever to more digits.
__int128 widen(const figure& f, std::uint8_t digits) {
  __int128 v = f.value;
  for (std::uint8_t d = f.digits; d < digits; ++d) v *= 10;
  return v;
}

bool moved_visibly(const maybe& before, const maybe& now, const maybe& whole) {
  if (before.has_value() != now.has_value()) return true;
  if (!now || *before == *now) return false;
  if (!whole || whole->value == 0) return true;
  return magnitude(now->value - before->value) * visible_steps >= magnitude(widen(*whole, now->digits));
}

// What the clock moves of a cell, and what that is measured by.
struct clockwork {
  core::light light;
  maybe whole, expected, forecast;
  bool needs_today;
};

clockwork clockwork_of(const core::cell& c) { return {c.light, c.target ? c.target : c.actual, c.expected, c.forecast, c.needed_today.has_value()}; }

clockwork clockwork_of(const core::cell_figures& f, const core::figure_digits& digits) {
  using of = core::cell_figures;
  const auto at = [&](std::size_t field) { return f.has(field) ? maybe(figure{f.values[field], digits[field]}) : std::nullopt; };
  return {f.light, at(f.has(of::target) ? of::target : of::actual), at(of::expected), at(of::forecast), f.has(of::needed_today)};
}

bool drifted(const clockwork& before, const clockwork& now) {
  return before.light != now.light || moved_visibly(before.expected, now.expected, now.whole) || moved_visibly(before.forecast, now.forecast, now.whole) ||
         before.needs_today != now.needs_today;
}

}  // namespace

core::cell shown_cell::cell(const core::compiled_plan& plan) const {
  if (wide_) return *wide_;
  core::cell out;
  out.key = key_;
  core::put_figures(out, plan.plan().metrics[key_.metric], figures_);
  return out;
}

bool shown_cell::has_drifted(core::cell_reader& from, const core::compiled_plan& plan) const {
  const auto now = wide_ ? std::nullopt : from.figures_at(key_, terms_);
  if (!now) return drifted(clockwork_of(cell(plan)), clockwork_of(from.at(key_)));
  const core::figure_digits digits = core::digits_of(plan.plan().metrics[key_.metric]);
  return drifted(clockwork_of(figures_, digits), clockwork_of(*now, digits));
}

void shown_cell::take(core::cell_reader& from) {
  const auto now = from.figures_at(key_, terms_);
  wide_ = now ? nullptr : std::make_unique<core::cell>(from.at(key_));
  if (now) figures_ = *now;
}

bool shown_cell::take(core::cell_reader& from, const core::compiled_plan& plan, std::string& delta, std::size_t n) {
  const core::metric& metric = plan.plan().metrics[key_.metric];
  const auto number = static_cast<long long>(n);
  const auto now = from.figures_at(key_, terms_);
  if (now && !wide_) {
    if (!wire::append_cell_changes(delta, number, core::digits_of(metric), figures_, *now)) return false;
    figures_ = *now;
    return true;
  }
  core::cell before = cell(plan);
  take(from);
  const core::cell after = cell(plan);
  before.source_age_s = after.source_age_s;  // ages go out with the beat
  return wire::append_cell_changes(delta, number, before, after);
}

}  // namespace northstar::engine
