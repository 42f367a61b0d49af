// SPDX-License-Identifier: MIT
// What the engine answers about the board, without changing it.
#include <algorithm>
#include <utility>

#include "engine/engine.hpp"
#include "engine/turn.hpp"
#include "wire/cell_text.hpp"

namespace northstar::engine {

namespace {

constexpr std::size_t listed_max = 1000;

template <class T>
void add_once(std::vector<T>& to, const T& v) {
  if (std::find(to.begin(), to.end(), v) == to.end()) to.push_back(v);
}

// The asked-for texts as indexes, or `otherwise` when none is asked for.
template <class Index, class Find>
result<std::vector<Index>> resolve(const std::vector<std::string>& texts, std::vector<Index> otherwise, Find find, errc unknown) {
  if (texts.empty()) return otherwise;
  std::vector<Index> out;
  for (const std::string& text : texts) {
    const auto found = find(text);
    if (!found) return unknown;
    add_once(out, *found);
  }
  return out;
}

std::optional<core::period> named_period(const core::compiled_plan& plan, const std::string& text, core::instant_ms now) {
  const auto& periods = plan.calendar().periods();
  if (const auto kind = core::parse_period_kind(text)) return periods.containing(*kind, plan.calendar().day_of(now));
  return periods.parse(text);
}

std::vector<core::metric_index> all_metrics(const core::compiled_plan& plan) {
  std::vector<core::metric_index> out;
  for (core::metric_index m = 0; m < plan.plan().metrics.size(); ++m) out.push_back(m);
  return out;
}

}  // namespace

result<std::vector<core::cell>> engine::cells(const cell_query& query) const {
  const core::compiled_plan& p = plan();
  const core::view_moment at = moment();
  auto units = resolve<core::unit_index>(query.units, {p.plan().root}, [&](const auto& t) { return p.unit(t); }, errc::unknown_unit);
  if (units.has_error()) return units.error();
  const auto metrics = resolve<core::metric_index>(query.metrics, all_metrics(p), [&](const auto& t) { return p.metric(t); }, errc::unknown_metric);
  if (metrics.has_error()) return metrics.error();
  const auto periods = resolve<core::period>(query.periods, core::running_periods(p, at.now),
                                             [&](const auto& t) { return named_period(p, t, at.now); }, errc::unknown_period);
  if (periods.has_error()) return periods.error();
  const auto slices = resolve<core::slice_index>(query.slices, {0}, [&](const auto& t) { return p.slice(t); }, errc::unknown_slice);
  if (slices.has_error()) return slices.error();

  std::vector<core::unit_index> all = *units;
  if (query.descend) {
    all.clear();
    std::vector<char> seen(p.unit_count(), 0);
    for (const core::unit_index top : *units)
      for (const core::unit_index u : core::subtree(p, top, at.now))
        if (!std::exchange(seen[u], 1)) all.push_back(u);
  }
  if (all.size() * metrics->size() * periods->size() * slices->size() > limits_.cells_max) return errc::too_many_cells;
  std::vector<core::cell> out;
  for (const core::unit_index u : all)
    for (const core::metric_index m : *metrics)
      for (const core::slice_index s : *slices)
        for (const core::period& period : *periods) out.push_back(core::cell_at(board(), {u, m, s, period}, at));
  return out;
}

result<std::vector<core::daily_row>> engine::daily(const std::string& unit, const std::string& metric, const std::string& slice,
                                                   const std::string& period) const {
  const core::compiled_plan& p = plan();
  const core::instant_ms now = clock_.now();
  const auto u = unit.empty() ? std::optional(p.plan().root) : p.unit(unit);
  if (!u) return errc::unknown_unit;
  const auto m = metric.empty() ? std::optional(p.plan().north_star) : p.metric(metric);
  if (!m) return errc::unknown_metric;
  const auto s = p.slice(slice);
  if (!s) return errc::unknown_slice;
  const auto when = named_period(p, period.empty() ? "month" : period, now);
  if (!when) return errc::unknown_period;
  return core::daily_rows(board(), {*u, *m, *s, *when}, now);
}

std::string engine::quarantine_json() const {
  std::string out = "[";
  std::size_t listed = 0;
  const auto& all = state_->quarantine.all();
  for (auto w = all.rbegin(); w != all.rend() && listed < listed_max; ++w, ++listed) {
    if (listed != 0) out += ',';
    out += R"({"offset":)" + std::to_string(w->first) + R"(,"reason":)" + wire::json_text(w->second.reason) + R"(,"received_at":)" +
           wire::json_text(core::to_rfc3339(plan().plan().calendar.zone, w->second.received_at)) + R"(,"event":)" +
           wire::write_event(w->second.event) + '}';
  }
  return out + "]";
}

std::string engine::unmatched_json() const {
  std::vector<std::pair<std::string, unmatched_owner>> rows(state_->unmatched.owners().begin(), state_->unmatched.owners().end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second.events > b.second.events; });
  if (rows.size() > listed_max) rows.resize(listed_max);
  std::string out = "[";
  for (const auto& [owner, o] : rows) {
    if (out.size() > 1) out += ',';
    out += R"({"owner":)" + wire::json_text(owner) + R"(,"reason":)" + wire::json_text(o.reason) + R"(,"events":)" +
           std::to_string(o.events) + R"(,"last_source":)" + wire::json_text(o.last_source) + R"(,"last_id":)" +
           wire::json_text(o.last_id) + R"(,"last_occurred_at":)" +
           wire::json_text(core::to_rfc3339(plan().plan().calendar.zone, o.last_occurred_at)) + '}';
  }
  return out + "]";
}

bool engine::within(const std::string& id, const std::string& scope) const {
  const core::compiled_plan& p = plan();
  const auto u = p.unit(id);
  const auto top = scope.empty() ? std::optional(p.plan().root) : p.unit(scope);
  return u && top && p.within(*u, *top, p.calendar().day_of(clock_.now()));
}

}  // namespace northstar::engine
