// SPDX-License-Identifier: MIT
#include "engine/board_query.hpp"

#include <algorithm>
#include <utility>

#include "core/judging.hpp"

namespace northstar::engine {

namespace {

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

std::vector<core::unit_index> all_units(const core::compiled_plan& plan) {
  std::vector<core::unit_index> out;
  for (core::unit_index u = 0; u < plan.unit_count(); ++u) out.push_back(u);
  return out;
}

std::vector<core::period> months_of_year(const core::compiled_plan& plan, core::instant_ms now) {
  const auto& periods = plan.calendar().periods();
  std::vector<core::period> months;
  for (const core::period& quarter : periods.parts(periods.containing(core::period_kind::year, plan.calendar().day_of(now))))
    for (const core::period& month : periods.parts(quarter)) months.push_back(month);
  return months;
}

// What is asked for, as indexes; a row is a choice of one of each, the last list moving fastest.
struct grid {
  std::vector<core::unit_index> units;
  std::vector<core::metric_index> metrics;
  std::vector<core::slice_index> slices;
  std::vector<core::period> periods;

  std::size_t size() const { return units.size() * metrics.size() * slices.size() * periods.size(); }
  core::cell_key at(std::size_t row) const {
    const auto take = [&](const auto& list) {
      const auto& chosen = list[row % list.size()];
      row /= list.size();
      return chosen;
    };
    core::cell_key key;
    key.period = take(periods);
    key.slice = take(slices);
    key.metric = take(metrics);
    key.unit = take(units);
    return key;
  }
};

result<grid> resolve_grid(const board_view& view, const cell_query& query, grid otherwise) {
  const core::compiled_plan& p = view.board->plan();
  const core::instant_ms now = view.moment.now;
  auto units = resolve<core::unit_index>(query.units, std::move(otherwise.units), [&](const auto& t) { return p.unit(t); }, errc::unknown_unit);
  if (units.has_error()) return units.error();
  auto metrics =
      resolve<core::metric_index>(query.metrics, std::move(otherwise.metrics), [&](const auto& t) { return p.metric(t); }, errc::unknown_metric);
  if (metrics.has_error()) return metrics.error();
  auto periods = resolve<core::period>(query.periods, std::move(otherwise.periods), [&](const auto& t) { return named_period(p, t, now); },
                                       errc::unknown_period);
  if (periods.has_error()) return periods.error();
  auto slices =
      resolve<core::slice_index>(query.slices, std::move(otherwise.slices), [&](const auto& t) { return p.slice(t); }, errc::unknown_slice);
  if (slices.has_error()) return slices.error();
  grid out{std::move(*units), std::move(*metrics), std::move(*slices), std::move(*periods)};
  if (!query.descend) return out;
  std::vector<char> seen(p.unit_count(), 0);
  std::vector<core::unit_index> all;
  for (const core::unit_index top : out.units)
    for (const core::unit_index u : core::subtree(p, top, now))
      if (!std::exchange(seen[u], char{1})) all.push_back(u);
  out.units = std::move(all);
  return out;
}

template <class Wanted>
result<cell_page> page_of(const board_view& view, const cell_query& query, const page_query& page, Wanted wanted) {
  const core::compiled_plan& p = view.board->plan();
  auto all = resolve_grid(view, query, {all_units(p), all_metrics(p), {0}, months_of_year(p, view.moment.now)});
  if (all.has_error()) return all.error();
  cell_page out;
  core::cell_reader from(*view.board, view.moment);
  std::size_t row = page.after;
  for (; row < all->size() && row - page.after < page.limit; ++row)
    if (const core::cell_key key = all->at(row); wanted(key)) out.cells.push_back(from.at(key));
  if (row < all->size()) out.next = row;
  return out;
}

}  // namespace

result<std::vector<core::cell>> find_cells(const board_view& view, const cell_query& query, std::size_t cells_max) {
  const core::compiled_plan& p = view.board->plan();
  const auto all = resolve_grid(view, query, {{p.plan().root}, all_metrics(p), {0}, core::running_periods(p, view.moment.now)});
  if (all.has_error()) return all.error();
  if (all->size() > cells_max) return errc::too_many_cells;
  std::vector<core::cell> out;
  out.reserve(all->size());
  core::cell_reader from(*view.board, view.moment);
  for (std::size_t row = 0; row < all->size(); ++row) out.push_back(from.at(all->at(row)));
  return out;
}

result<cell_page> find_cell_rows(const board_view& view, const cell_query& query, const page_query& page) {
  return page_of(view, query, page, [](const core::cell_key&) { return true; });
}

result<cell_page> find_target_rows(const board_view& view, const cell_query& query, const page_query& page) {
  const core::compiled_plan& p = view.board->plan();
  return page_of(view, query, page, [&](const core::cell_key& key) { return core::target_at(core::judge_of(p, key)).has_value(); });
}

result<core::cell_key> find_key(const core::compiled_plan& p, const cell_name& name, core::instant_ms now) {
  const auto u = name.unit.empty() ? std::optional(p.plan().root) : p.unit(name.unit);
  if (!u) return errc::unknown_unit;
  const auto m = name.metric.empty() ? std::optional(p.plan().north_star) : p.metric(name.metric);
  if (!m) return errc::unknown_metric;
  const auto s = p.slice(name.slice);
  if (!s) return errc::unknown_slice;
  const auto when = named_period(p, name.period.empty() ? "month" : name.period, now);
  if (!when) return errc::unknown_period;
  return core::cell_key{*u, *m, *s, *when};
}

result<std::vector<core::daily_row>> find_days(const board_view& view, const cell_name& name) {
  const auto key = find_key(view.board->plan(), name, view.moment.now);
  if (key.has_error()) return key.error();
  return core::daily_rows(*view.board, *key, view.moment.now);
}

result<std::vector<core::funnel_row>> find_funnel(const board_view& view, const cell_name& name) {
  const auto key = find_key(view.board->plan(), name, view.moment.now);
  if (key.has_error()) return key.error();
  return core::funnel_at(*view.board, key->unit, key->slice, key->period, view.moment.now);
}

}  // namespace northstar::engine
