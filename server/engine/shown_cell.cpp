// SPDX-License-Identifier: MIT
#include "engine/shown_cell.hpp"

#include "wire/cell_text.hpp"

namespace northstar::engine {

core::cell shown_cell::cell(const core::compiled_plan& plan) const {
  if (wide_) return *wide_;
  core::cell out;
  out.key = key_;
  core::put_figures(out, plan.plan().metrics[key_.metric], figures_);
  return out;
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
