// SPDX-License-Identifier: MIT
#include "engine/counter_writer.hpp"

#include <algorithm>
#include <chrono>

namespace northstar::engine {

namespace {

core::instant_ms steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

bool comes_before(const core::period& a, const core::period& b) {
  return std::pair(a.first, a.kind) < std::pair(b.first, b.kind);
}

}  // namespace

counter_writer::counter_writer(cache::counter_cache& to, std::function<standing()> where) : to_(to), where_(std::move(where)) {
  to_.on_needs_whole([this] { wants_whole_ = true; });
}

void counter_writer::note(const core::facts* f) {
  if (!f || !f->feeds()) return;
  const std::pair of{f->line, f->day};
  if (of == last_) return;
  last_ = of;
  changed_.insert(of);
}

void counter_writer::begin_anew() {
  changed_.clear();
  last_ = {nullptr, 0};
  wants_whole_ = true;
}

void counter_writer::flush(core::instant_ms now) {
  if (now < flush_at_ && flush_at_ - now < 60'000) return;
  const standing at = where_();
  if (!at.board) return;
  const core::instant_ms begun = steady_ms();
  if (at.epoch != epoch_) wants_whole_ = true;
  epoch_ = at.epoch;
  if (std::exchange(wants_whole_, false)) {
    changed_.clear();
    next_unit_ = 0;
    to_.put_whole(at.epoch, at.offset, [this] { return next_piece(); });
  } else if (at.offset != from_) {
    std::set<std::pair<core::unit_index, core::day_number>> touched;
    for (const auto& [line, day] : changed_)
      for (const core::unit_index u : line->units) touched.insert({u, day});
    changed_.clear();
    std::vector<cache::cell> cells;
    const core::period_rules& periods = at.board->plan().calendar().periods();
    core::unit_index unit = 0;
    std::vector<core::period> of_unit;
    const auto give = [&] {
      std::sort(of_unit.begin(), of_unit.end(), comes_before);
      of_unit.erase(std::unique(of_unit.begin(), of_unit.end()), of_unit.end());
      for (const core::period& p : of_unit) add_cells(*at.board, unit, p, cells);
      of_unit.clear();
    };
    for (const auto& [u, day] : touched) {
      if (u != unit) give();
      unit = u;
      for (const core::period_kind k : core::all_period_kinds) of_unit.push_back(periods.containing(k, day));
    }
    give();
    to_.put(std::move(cells), at.epoch, from_, at.offset);
  }
  last_ = {nullptr, 0};
  from_ = at.offset;
  flush_at_ = now + std::max<core::instant_ms>(every_ms, 20 * (steady_ms() - begun));
}

cache::piece counter_writer::next_piece() {
  const standing at = where_();
  cache::piece out;
  out.at = at.offset;
  const core::compiled_plan& plan = at.board->plan();
  for (; next_unit_ < plan.unit_count() && out.cells.size() < cache::counter_cache::piece_cells; ++next_unit_) {
    std::vector<core::period> all;
    for (const core::day_number day : at.board->counted_days(next_unit_))
      for (const core::period_kind k : core::all_period_kinds) all.push_back(plan.calendar().periods().containing(k, day));
    std::sort(all.begin(), all.end(), comes_before);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    for (const core::period& p : all) add_cells(*at.board, next_unit_, p, out.cells);
  }
  return out;
}

void counter_writer::add_cells(const core::board& b, core::unit_index u, const core::period& p, std::vector<cache::cell>& into) const {
  const core::compiled_plan& plan = b.plan();
  const std::string period = plan.calendar().periods().name(p);
  for (core::metric_index m = 0; m < plan.plan().metrics.size(); ++m) {
    if (plan.plan().metrics[m].kind == core::metric_kind::ratio) continue;
    for (core::slice_index s = 0; s < plan.plan().slices.names.size(); ++s) {
      std::string name(plan.unit_id(u));
      name.append("|").append(plan.plan().metrics[m].id).append("|").append(plan.plan().slices.names[s]).append("|").append(period);
      into.push_back({std::move(name), b.total(u, m, s, p.first, p.last)});
    }
  }
}

}  // namespace northstar::engine
