// SPDX-License-Identifier: MIT
#include "engine/counter_writer.hpp"

#include <algorithm>
#include <chrono>
#include <map>

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
  to_.on_watermark([this](const cache::watermark& w) { stands_ = w; });
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
    std::map<core::unit_index, std::vector<core::day_number>> days;
    for (const auto& [line, day] : std::exchange(changed_, {}))
      for (const core::unit_index u : line->units) days[u].push_back(day);
    std::vector<cache::cell> cells;
    for (const auto& [u, of_unit] : days) add_unit(*at.board, u, of_unit, cells);
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
  for (; next_unit_ < at.board->plan().unit_count() && out.cells.size() < cache::counter_cache::piece_cells; ++next_unit_)
    add_unit(*at.board, next_unit_, at.board->counted_days(next_unit_), out.cells);
  return out;
}

void counter_writer::add_unit(const core::board& b, core::unit_index u, const std::vector<core::day_number>& days, std::vector<cache::cell>& into) const {
  std::vector<core::period> periods;
  for (const core::day_number day : days)
    for (const core::period_kind k : core::all_period_kinds) periods.push_back(b.plan().calendar().periods().containing(k, day));
  std::sort(periods.begin(), periods.end(), comes_before);
  periods.erase(std::unique(periods.begin(), periods.end()), periods.end());
  for (const core::period& p : periods) add_cells(b, u, p, into);
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
