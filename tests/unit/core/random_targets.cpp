// SPDX-License-Identifier: MIT
// The targets of a plan by chance: of all periods, split in all ways, handed to members and to
// others.
#include <algorithm>

#include "core/random_plan.hpp"

namespace northstar::core::test {

namespace {

constexpr unsigned targets_many = 14;

// The shares of so many parts, whole together.
std::vector<share_nano> whole_cut(dice& d, std::size_t parts) {
  std::vector<share_nano> cuts{0, whole_share};
  for (std::size_t i = 1; i < parts; ++i)
    cuts.push_back(d.chance(50) ? d.between(0, 10) * (whole_share / 10)
                                : d.between(0, whole_share));
  std::sort(cuts.begin(), cuts.end());
  std::vector<share_nano> shares;
  for (std::size_t i = 0; i < parts; ++i) shares.push_back(cuts[i + 1] - cuts[i]);
  return shares;
}

}  // namespace

bool random_plan::is_target_set(const target& t) const {
  return std::any_of(targets.begin(), targets.end(), [&](const target& o) {
    return o.unit == t.unit && o.metric == t.metric && o.slice == t.slice && o.period == t.period;
  });
}

bool random_plan::gets_share(const target& t, unit_index u) const {
  return std::any_of(targets.begin(), targets.end(), [&](const target& o) {
    return o.metric == t.metric && o.slice == t.slice && o.period == t.period &&
           std::any_of(o.unit_shares.begin(), o.unit_shares.end(),
                       [&](const auto& share) { return share.first == u; });
  });
}

void random_plan::choose_targets(dice& d) {
  const std::vector<period_kind> kinds{period_kind::day,   period_kind::week,    period_kind::month,
                                       period_kind::month, period_kind::quarter, period_kind::year,
                                       period_kind::year};
  for (std::uint64_t n = d.below(targets_many); n > 0; --n) {
    target t;
    t.unit = d.chance(40) ? root : static_cast<unit_index>(d.below(units.size()));
    t.metric = static_cast<metric_index>(d.below(metrics.size()));
    t.slice = d.chance(70) ? 0 : static_cast<slice_index>(d.below(slices.names.size()));
    t.period = calendar.periods.containing(
        d.pick(kinds), center + static_cast<day_number>(d.chance(60) ? 0 : d.between(-90, 90)));
    t.value = d.pick(std::vector<std::int64_t>{0, 1, 7, 100, d.between(0, 1000),
                                               d.between(0, 100'000'000), d.between(0, amount_max),
                                               amount_max});
    if (metrics[t.metric].kind == metric_kind::ratio) t.value = d.between(0, 2'000) * 1'000'000;
    if (is_target_set(t)) continue;
    choose_split(d, t);
    targets.push_back(t);
  }
}

void random_plan::choose_split(dice& d, target& t) {
  t.split = d.pick(std::vector<period_split>{period_split::workdays, period_split::workdays,
                                             period_split::even, period_split::shares});
  const auto parts = calendar.periods.parts(t.period);
  if (parts.empty() || t.period.kind == period_kind::week) t.split = period_split::workdays;
  if (t.split == period_split::shares) {
    const auto shares = whole_cut(d, parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i)
      t.period_shares.emplace_back(parts[i], shares[i]);
  }
  if (d.chance(40)) return;
  const auto shares = d.chance(50)
                          ? whole_cut(d, units.size())
                          : std::vector<share_nano>(
                                units.size(), whole_share / static_cast<share_nano>(units.size()));
  for (unit_index u = 0; u < units.size(); ++u)
    if (u != t.unit && d.chance(70) && !gets_share(t, u))
      t.unit_shares.emplace_back(u, d.chance(80) ? shares[u] : d.between(0, whole_share));
}

}  // namespace northstar::core::test
