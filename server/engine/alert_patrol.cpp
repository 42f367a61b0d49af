// SPDX-License-Identifier: MIT
#include "engine/alert_patrol.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/judging.hpp"
#include "wire/table_text.hpp"

namespace northstar::engine {

namespace {

using place = std::tuple<std::string, std::string, std::string>;  // unit, metric, period

place place_of(const core::compiled_plan& plan, const core::cell_key& key) {
  return {std::string(plan.unit_id(key.unit)), plan.plan().metrics[key.metric].id, plan.calendar().periods().name(key.period)};
}

}  // namespace

// The running cells with a target; what is known of a cell is kept across periods' and plans' changes by its name.
void alert_patrol::begin_round(const core::board& board, core::instant_ms now) {
  round_begun_at_ = now;
  next_ = 0;
  const core::compiled_plan& plan = board.plan();
  auto periods = core::running_periods(plan, now);
  if (plan_.get() == &plan && periods == periods_) return;
  std::map<place, watched_cell> known;
  for (const watched_cell& c : cells_) known.emplace(place_of(*plan_, c.key), c);
  plan_ = board.shared_plan();
  periods_ = std::move(periods);
  cells_.clear();
  for (const core::unit_index u : core::subtree(plan, plan.plan().root, now))
    for (core::metric_index m = 0; m < plan.plan().metrics.size(); ++m)
      for (const core::period& p : periods_) {
        const core::cell_key key{u, m, 0, p};
        const core::plan_terms terms = core::target_terms_of(plan, key);
        if (terms.own ? !terms.target : !core::target_at(core::judge_of(plan, key))) continue;
        const auto before = known.find(place_of(plan, key));
        if (before == known.end()) cells_.push_back({key, terms, {}, 0});
        else cells_.push_back({key, terms, before->second.watch, before->second.touches});
      }
}

std::vector<raised_alert> alert_patrol::look(const core::board& board, const core::view_moment& moment, const backfill& imports) {
  const bool round_over = next_ >= cells_.size();
  const bool another_plan = plan_.get() != &board.plan();
  if (another_plan || (round_over && (moment.now - round_begun_at_ >= round_every_ms || moment.now < round_begun_at_)))
    begin_round(board, moment.now);
  std::vector<raised_alert> out;
  if (next_ >= cells_.size()) return out;
  core::cell_reader from(board, moment);
  const std::size_t end = std::min(cells_.size(), next_ + cells_a_look);
  for (; next_ < end; ++next_) {
    watched_cell& c = cells_[next_];
    if (const std::uint32_t touches = imports.touches(c.key.unit); touches != std::exchange(c.touches, touches)) c.watch = {};
    const auto alert = c.watch.step(from.light_at(c.key, c.terms), moment.now, board.plan().plan().alert_after_ms);
    if (!alert) continue;
    auto [unit, metric, period] = place_of(board.plan(), c.key);
    out.push_back({std::move(unit), std::move(metric), std::move(period), *alert, moment.now, ++raised_total_, {}, 0});
  }
  for (const raised_alert& a : out) raised_.push_back(a);
  while (raised_.size() > alerts_max) raised_.pop_front();
  return out;
}

const raised_alert* alert_patrol::acknowledge(std::string_view id, const std::string& by, core::instant_ms at) {
  const auto found = std::find_if(raised_.begin(), raised_.end(), [&](const raised_alert& a) { return a.id() == id; });
  if (found == raised_.end()) return nullptr;
  if (found->acknowledged_by.empty()) found->acknowledged_by = by, found->acknowledged_at = at;
  return &*found;
}

std::string alerts_text(const core::compiled_plan& plan, const std::deque<raised_alert>& alerts) {
  wire::table_text out(wire::table_form::json, {"unit", "metric", "period", "from", "to", "since", "raised_at", "id", "acknowledged_by", "acknowledged_at"});
  const core::zone& zone = plan.calendar().rules().zone;
  for (auto a = alerts.rbegin(); a != alerts.rend(); ++a) {
    out.row();
    out.text(a->unit);
    out.text(a->metric);
    out.text(a->period);
    out.text(core::to_text(a->alert.from));
    out.text(core::to_text(a->alert.to));
    out.text(core::to_rfc3339(zone, a->alert.since));
    out.text(core::to_rfc3339(zone, a->raised_at));
    out.text(a->id());
    if (a->acknowledged_by.empty()) {
      out.null();
      out.null();
      continue;
    }
    out.text(a->acknowledged_by);
    out.text(core::to_rfc3339(zone, a->acknowledged_at));
  }
  return out.take();
}

}  // namespace northstar::engine
