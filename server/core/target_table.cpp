// SPDX-License-Identifier: MIT
#include "core/target_table.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/compiled_plan.hpp"

namespace northstar::core {

namespace {

// quota_i = total × parts_i ÷ whole; the floors, and one more for the largest remainders until `sum` is reached.
std::vector<std::int64_t> largest_remainder(__int128 total, const std::vector<std::int64_t>& parts, __int128 whole, __int128 sum) {
  std::vector<std::int64_t> out(parts.size());
  std::vector<std::pair<__int128, std::size_t>> remainders;
  __int128 given = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const __int128 quota = total * parts[i];
    out[i] = static_cast<std::int64_t>(quota / whole);
    given += out[i];
    remainders.emplace_back(quota % whole, i);
  }
  std::stable_sort(remainders.begin(), remainders.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; i < remainders.size() && given < sum; ++i, ++given) ++out[remainders[i].second];
  return out;
}

void negate(std::vector<std::int64_t>& v) {
  for (std::int64_t& x : v) x = -x;
}

std::size_t combine(std::size_t seed, std::size_t v) { return (seed ^ v) * 0x9e3779b97f4a7c15ull; }

}  // namespace

std::vector<std::int64_t> split_by_weight(std::int64_t total, const std::vector<std::int64_t>& weights) {
  const __int128 magnitude = total < 0 ? -__int128{total} : __int128{total};
  const __int128 whole = std::accumulate(weights.begin(), weights.end(), __int128{0});
  auto out = largest_remainder(magnitude, weights, whole, magnitude);
  if (total < 0) negate(out);
  return out;
}

std::vector<std::int64_t> split_by_share(std::int64_t total, const std::vector<share_nano>& shares) {
  const __int128 magnitude = total < 0 ? -__int128{total} : __int128{total};
  const __int128 named = std::accumulate(shares.begin(), shares.end(), __int128{0});
  const __int128 sum = (magnitude * named + whole_share / 2) / whole_share;
  auto out = largest_remainder(magnitude, shares, whole_share, sum);
  if (total < 0) negate(out);
  return out;
}

std::size_t target_table::key_hash::operator()(const cell_key& k) const {
  std::size_t h = combine(k.unit, k.metric);
  h = combine(h ^ (h >> 32), k.slice);
  h = combine(h ^ (h >> 32), static_cast<std::size_t>(k.period.first));
  return combine(h ^ (h >> 32), static_cast<std::size_t>(k.period.kind));
}

target_table::target_table(const compiled_plan& plan) : plan_(plan) {
  const auto& p = plan.plan();
  spoken_of_.resize(p.metrics.size() * p.slices.names.size());
  for (const target& t : p.targets) {
    explicit_.emplace(cell_key{t.unit, t.metric, t.slice, t.period}, &t);
    spoken_of_[t.metric * p.slices.names.size() + t.slice] = true;
    set_periods_[{t.unit, t.metric, t.slice, {}}].push_back(t.period);
    for (const auto& share : t.unit_shares) set_periods_[{share.first, t.metric, t.slice, {}}].push_back(t.period);
  }
  member_changes_.resize(plan.unit_count());
  for (const unit& u : p.units)
    for (const membership& m : u.memberships) member_changes_[m.parent].insert(member_changes_[m.parent].end(), {m.from, m.to + 1});
  for (auto& days : member_changes_) std::sort(days.begin(), days.end());
}

target_table::answer* target_table::answer_of(const cell_key& key) const {
  if (!spoken_of_[key.metric * plan_.plan().slices.names.size() + key.slice] || key.unit == plan_.unassigned()) return nullptr;
  if (const auto known = remembered_.find(key); known != remembered_.end()) return &known->second;
  const auto found = compute(key);
  return &remembered_.emplace(key, answer{found, std::nullopt, false}).first->second;
}

std::optional<std::int64_t> target_table::find(const cell_key& key) const {
  const answer* known = answer_of(key);
  return known ? known->target : std::nullopt;
}

std::optional<std::int64_t> target_table::unallocated(const cell_key& key) const {
  if (plan_.plan().metrics[key.metric].kind == metric_kind::ratio) return std::nullopt;
  answer* known = answer_of(key);
  if (!known || !known->target) return std::nullopt;
  // A screen asks for it with every change of the cell, and a unit has tens of members.
  if (!std::exchange(known->knows_unallocated, true))
    if (const auto below = from_members(key)) known->unallocated = *known->target - *below;
  return known->unallocated;
}

std::optional<std::int64_t> target_table::compute(const cell_key& key) const {
  if (plan_.plan().metrics[key.metric].kind == metric_kind::ratio) return ratio_target(key);
  if (key.period.kind == period_kind::week) {
    if (const target* own = explicit_target(key)) return own->value;
  } else if (const auto from = nearest_origin(key)) {
    return descend(*from, key);
  } else if (is_steady(key)) {
    return from_members(key);
  }
  if (const auto parts = from_parts(key)) return parts;
  return from_members(key);
}

const target* target_table::explicit_target(const cell_key& key) const {
  const auto found = explicit_.find(key);
  return found == explicit_.end() ? nullptr : found->second;
}

std::optional<target_table::origin> target_table::origin_at(const cell_key& key) const {
  if (const target* own = explicit_target(key)) return origin{own, own->value};
  const day_number last = key.period.last;
  const auto parent = plan_.parent(key.unit, last);
  if (!parent) return std::nullopt;
  const target* of_parent = explicit_target({*parent, key.metric, key.slice, key.period});
  if (!of_parent || of_parent->period.kind == period_kind::week) return std::nullopt;
  std::vector<std::pair<unit_index, share_nano>> named;  // members of that day, in plan order
  for (const auto& [unit, share] : of_parent->unit_shares)
    if (plan_.parent(unit, last) == parent) named.emplace_back(unit, share);
  std::sort(named.begin(), named.end());
  const auto mine = std::find_if(named.begin(), named.end(), [&](const auto& n) { return n.first == key.unit; });
  if (mine == named.end()) return std::nullopt;
  if (plan_.plan().metrics[key.metric].kind == metric_kind::ratio) return origin{of_parent, of_parent->value};
  std::vector<share_nano> shares;
  for (const auto& n : named) shares.push_back(n.second);
  return origin{of_parent, split_by_share(of_parent->value, shares)[static_cast<std::size_t>(mine - named.begin())]};
}

std::optional<target_table::origin> target_table::nearest_origin(const cell_key& key) const {
  cell_key above = key;
  for (std::optional<period> p = key.period; p; p = plan_.calendar().periods().enclosing(*p)) {
    above.period = *p;
    if (const auto from = origin_at(above)) return from;
  }
  return std::nullopt;
}

bool target_table::is_steady(const cell_key& key) const {
  if (key.period.kind == period_kind::day) return true;
  if (const auto set = set_periods_.find({key.unit, key.metric, key.slice, {}}); set != set_periods_.end())
    for (const period& p : set->second)
      if (key.period.holds(p) && p != key.period) return false;
  if (nearest_origin(key)) return true;
  const auto& changes = member_changes_[key.unit];
  const auto change = std::upper_bound(changes.begin(), changes.end(), key.period.first);
  if (change != changes.end() && *change <= key.period.last) return false;
  const auto members = plan_.members(key.unit, key.period.first);
  return std::all_of(members.begin(), members.end(), [&](unit_index m) { return is_steady({m, key.metric, key.slice, key.period}); });
}

std::int64_t target_table::descend(const origin& from, const cell_key& key) const {
  std::int64_t value = from.value;
  period at = from.from->period;
  while (at != key.period) {
    const auto parts = plan_.calendar().periods().parts(at);
    const auto mine = std::find_if(parts.begin(), parts.end(), [&](const period& p) { return p.holds(key.period); });
    value = split_by_weight(value, part_weights(*from.from, at, key.unit))[static_cast<std::size_t>(mine - parts.begin())];
    at = *mine;
  }
  return value;
}

std::vector<std::int64_t> target_table::part_weights(const target& t, const period& whole, unit_index u) const {
  std::vector<std::int64_t> weights;
  if (t.split == period_split::shares && t.period == whole) {
    for (const auto& share : t.period_shares) weights.push_back(share.second);
    return weights;
  }
  const auto parts = plan_.calendar().periods().parts(whole);
  for (const period& p : parts) weights.push_back(plan_.calendar().weight(p, plan_.leave(u)));
  const bool all_off = std::all_of(weights.begin(), weights.end(), [](std::int64_t w) { return w == 0; });
  if (t.split == period_split::even || all_off) std::fill(weights.begin(), weights.end(), 1);
  return weights;
}

std::optional<std::int64_t> target_table::from_parts(const cell_key& key) const {
  const auto parts = plan_.calendar().periods().parts(key.period);
  if (parts.empty()) return std::nullopt;
  std::int64_t sum = 0;
  for (const period& p : parts) {
    const auto part = find({key.unit, key.metric, key.slice, p});
    if (!part) return std::nullopt;
    sum += *part;
  }
  return sum;
}

std::optional<std::int64_t> target_table::from_members(const cell_key& key) const {
  std::optional<std::int64_t> sum;
  for (const unit_index m : plan_.members(key.unit, key.period.last))
    if (const auto one = find({m, key.metric, key.slice, key.period})) sum = sum.value_or(0) + *one;
  return sum;
}

std::optional<std::int64_t> target_table::ratio_target(const cell_key& key) const {
  const auto& periods = plan_.calendar().periods();
  std::vector<period> holding{key.period};
  for (const period_kind kind : {period_kind::month, period_kind::quarter, period_kind::year})
    if (const period p = periods.containing(kind, key.period.first); p.holds(key.period) && p != key.period) holding.push_back(p);
  for (const period& p : holding)
    if (const auto from = origin_at({key.unit, key.metric, key.slice, p})) return from->value;
  return std::nullopt;
}

}  // namespace northstar::core
