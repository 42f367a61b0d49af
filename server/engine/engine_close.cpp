// SPDX-License-Identifier: MIT
// Closing periods: on demand, or when the plan says so. The figures are frozen in a turn of their own order: before any row of that turn.
#include <algorithm>
#include <utility>

#include "core/judging.hpp"
#include "engine/delivery_chain.hpp"
#include "engine/engine.hpp"
#include "engine/shared_side.hpp"
#include "engine/turn.hpp"
#include "log/log.hpp"

namespace northstar::engine {

namespace {

constexpr core::instant_ms look_every_ms = 1000;
// After a close that failed: what stands against it does not go away by itself.
constexpr core::instant_ms try_again_after_ms = 3'600'000;
// Half of what a record of the ledger may hold.
constexpr std::size_t frozen_bytes_max = std::size_t{32} << 20;
// How many periods back a rule reaches when it comes new into a plan, or the server was away.
constexpr int periods_back_max = 24;

std::string text_of(const std::optional<core::figure>& f) { return f ? core::to_text(*f) : std::string(); }

bool is_nothing(const core::board& b, const core::cell_key& key) {
  const auto actual = core::actual_at(b, key);
  return (!actual || actual->value == 0) && !core::target_at(core::judge_of(b.plan(), key));
}

}  // namespace

void engine::close_period(const std::string& period, const std::string& by, close_answer then) {
  if (failed_) return then(errc::ledger_failed);
  if (stopping_ || !ready_) return then(errc::stopping);
  const auto named = plan().calendar().periods().parse(period);
  if (!named) return then(errc::unknown_period);
  if (clock_.now() < plan().calendar().end(*named)) return then(errc::not_over);
  const bool asked = std::any_of(closing_.begin(), closing_.end(), [&](const asked_close& c) { return c.period == period; });
  if (asked || state_->closes.find(period)) return then(errc::closed_already);
  if (state_->closes.all().size() + closing_.size() >= closing_book::closed_max) return then(errc::too_many_cells);
  if (shared_) return shared_->offer_close({period, by, std::move(then), 0});
  closing_.push_back({period, by, std::move(then), 0});
  schedule_turn();
}

void engine::take_closes(turn& t) {
  for (asked_close& c : std::exchange(closing_, {})) take_close(t, std::move(c));
}

void engine::take_close(turn& t, asked_close c) {
  auto frozen = freeze(c.period, c.by, t.begun_at);
  if (state_->closes.find(c.period)) frozen = errc::closed_already;
  if (frozen.has_error()) return c.then(frozen.error());
  const std::string bytes = ledger::encode(*frozen);
  if (bytes.size() > frozen_bytes_max) return c.then(errc::too_many_cells);
  c.at = t.records.add(ledger::record_kind::closed, bytes);
  t.closing.push_back(std::move(c));
}

result<ledger::period_close> engine::freeze(const std::string& period, const std::string& by, core::instant_ms now) const {
  const core::compiled_plan& p = plan();
  const auto named = p.calendar().periods().parse(period);
  if (!named) return errc::unknown_period;
  const std::size_t slices = p.plan().slices.names.size();
  const std::size_t metrics = p.plan().metrics.size();
  const core::view_moment at{now, std::nullopt, false};
  ledger::period_close out{period, by, state_->plan.version, {}};
  for (core::unit_index u = 0; u < p.unit_count(); ++u)
    for (core::metric_index m = 0; m < metrics; ++m)
      for (core::slice_index s = 0; s < slices; ++s) {
        const core::cell_key key{u, m, s, *named};
        if (is_nothing(state_->board, key)) continue;
        if (out.cells.size() == limits_.cells_max) return errc::too_many_cells;
        const core::cell c = core::cell_at(state_->board, key, at);
        out.cells.push_back({std::string(p.unit_id(u)), p.plan().metrics[m].id, p.plan().slices.names[s], text_of(c.actual), text_of(c.target),
                             text_of(c.attainment), std::string(core::to_text(c.light))});
      }
  return out;
}

void engine::apply_closes(turn& t) {
  for (const asked_close& c : t.closing) {
    state_->closes.add({c.period, {}, c.at, t.begun_at, state_->plan.version, c.by, 0, {}});
    log::write(log::level::info, "period_closed", "period=" + c.period + " by=" + log::quoted(c.by));
    c.then(state_->closes.all().at(c.at));
  }
}

void engine::close_due(core::instant_ms now) {
  if (state_->compiled().plan().closing.empty() || now - closes_looked_at_ < look_every_ms) return;
  closes_looked_at_ = now;
  const core::calendar& cal = plan().calendar();
  const core::instant_ms since = state_->plan.versions.front().recorded_at;
  for (const core::close_rule& rule : plan().plan().closing) {
    core::period p = cal.periods().containing(rule.periods, cal.day_of(now));
    for (int back = 0; back < periods_back_max && p.first > core::first_day_supported; ++back) {
      p = cal.periods().containing(rule.periods, p.first - 1);
      const core::instant_ms due = cal.end(p) + rule.after_ms;
      const std::string name = cal.periods().name(p);
      if (due <= since) break;
      if (due <= now && !state_->closes.find(name)) 
        close_period(name, "plan", [this, name](const result<closed_period>& c) {
          if (c.has_value() || c.error() == errc::closed_already) return;  // another node's clock was there first
          closes_looked_at_ = clock_.now() + try_again_after_ms;
          log::write(log::level::warning, "period_not_closed", "period=" + name + " error=" + log::quoted(c.error().message()));
        });
    }
  }
}

result<ledger::period_close> engine::frozen(const std::string& period) const {
  const closed_period* closed = state_->closes.find(period);
  if (!closed) return errc::unknown_period;
  const auto stored = ledger_.read(closed->at);
  if (stored.has_error()) return stored.error();
  auto close = ledger::decode_close(stored->record.body);
  if (!close) return errc::damaged;
  return std::move(*close);
}

result<std::vector<move>> engine::adjustments(const std::string& period, const page_query& page, std::optional<ledger::offset>& next) const {
  const closed_period* closed = state_->closes.find(period);
  if (!closed) return errc::unknown_period;
  std::vector<move> out;
  for (const ledger::offset at : closed->adjustments) {
    if (at <= page.after) continue;
    if (out.size() == page.limit) {
      next = out.back().at;
      break;
    }
    const auto stored = ledger_.read(at);
    if (stored.has_error()) return stored.error();
    auto d = delivery_in(stored->record.kind, stored->record.body);
    if (d.has_error() || !*d) return errc::damaged;
    auto replaced = counted_before(ledger_, **d);
    if (replaced.has_error()) return replaced.error();
    const bool released = stored->record.kind == ledger::record_kind::released;
    out.push_back({at, stored->received_at, std::move(*replaced), std::move((**d).event), released, std::nullopt, std::nullopt});
  }
  return out;
}

}  // namespace northstar::engine
