// SPDX-License-Identifier: MIT
#include "core/naive_targets.hpp"

#include <algorithm>

namespace northstar::core::test {

namespace {

period_kind level_below(period_kind kind) {
  if (kind == period_kind::year) return period_kind::quarter;
  return kind == period_kind::quarter ? period_kind::month : period_kind::day;
}

}  // namespace

unit_index parent_on(const core::plan& plan, unit_index u, day_number day) {
  for (const membership& m : plan.units[u].memberships)
    if (m.from <= day && day <= m.to) return m.parent;
  return no_index;
}

std::optional<integer> naive_targets::find(unit_index u, metric_index m, slice_index s,
                                           const period& p) const {
  if (u >= plan_.units.size()) return std::nullopt;
  const auto key = std::tuple(u, m, s, p.kind, p.first);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  return known_[key] = work_out({u, m, s}, p);
}

// "Explicit; else from above …; else rolled up: the sum of the parts …; else the sum of the direct
// members …; else none."
std::optional<integer> naive_targets::work_out(const question& q, const period& p) const {
  if (is_ratio(q.metric)) {
    const auto from = smallest_source(q, p);
    return from ? std::optional(from->value) : std::nullopt;
  }
  if (const target* own = set_for(q, p)) return own->value;
  if (p.kind != period_kind::week)
    if (const auto from = smallest_source(q, p)) return go_down(*from, q.unit, p);
  if (const auto sum = sum_of_parts(q, p)) return sum;
  return sum_of_members(q, p);
}

const target* naive_targets::set_for(const question& q, const period& p) const {
  for (const target& t : plan_.targets)
    if (t.unit == q.unit && t.metric == q.metric && t.slice == q.slice && t.period == p) return &t;
  return nullptr;
}

// "an explicit target or a share in `split.units` of an explicit target of its parent at exactly P"
std::optional<naive_targets::source> naive_targets::source_at(const question& q,
                                                              const period& p) const {
  if (const target* own = set_for(q, p)) return source{own, own->value};
  const unit_index parent = parent_on(plan_, q.unit, p.last);
  const target* given = parent == no_index || p.kind == period_kind::week
                            ? nullptr
                            : set_for({parent, q.metric, q.slice}, p);
  if (!given) return std::nullopt;
  std::vector<number_q> parts;
  std::optional<std::size_t> mine;
  number_q all = 0;
  for (unit_index u = 0; u < plan_.units.size(); ++u)  // in plan order
    for (const auto& [named, share] : given->unit_shares) {
      if (named != u || parent_on(plan_, u, p.last) != parent) continue;
      if (u == q.unit) mine = parts.size();
      parts.push_back(number_q(integer(integer(given->value) * share), integer(whole_share)));
      all += parts.back();
    }
  if (!mine) return std::nullopt;
  return source{given, is_ratio(q.metric) ? integer(given->value)
                                          : by_largest_remainder(parts, nearest(all))[*mine]};
}

std::optional<naive_targets::source> naive_targets::smallest_source(const question& q,
                                                                    const period& p) const {
  if (p.kind == period_kind::week)
    if (const auto own = source_at(q, p)) return own;
  for (const period_kind kind :
       {period_kind::day, period_kind::month, period_kind::quarter, period_kind::year}) {
    const period around = calendar_.containing(kind, p.first);
    if (around.first > p.first || around.last < p.last) continue;
    if (const auto from = source_at(q, around)) return from;
  }
  return std::nullopt;
}

integer naive_targets::go_down(const source& from, unit_index u, const period& p) const {
  integer value = from.value;
  for (period at = from.from->period; at != p;) {
    const auto parts = calendar_.cut(at, level_below(at.kind));
    const auto values = by_largest_remainder(quotas(*from.from, value, parts, u), value);
    std::size_t i = 0;
    while (parts[i].last < p.first) ++i;
    value = values[i];
    at = parts[i];
  }
  return value;
}

std::vector<number_q> naive_targets::quotas(const target& t, const integer& value,
                                            const std::vector<period>& parts, unit_index u) const {
  const bool by_share = t.split == period_split::shares && parts.front().first == t.period.first &&
                        parts.back().last == t.period.last;
  std::vector<number_q> weights;
  for (const period& part : parts) {
    number_q weight = t.split == period_split::even
                          ? number_q(1)
                          : calendar_.weight(part.first, part.last, plan_.units[u].leave);
    if (by_share)
      for (const auto& [named, share] : t.period_shares)
        if (named == part) weight = share;
    weights.push_back(weight);
  }
  number_q all = 0;
  for (const number_q& w : weights) all += w;
  for (number_q& w : weights)
    w = all == 0 ? number_q(value, integer(parts.size())) : number_q(value) * w / all;
  return weights;
}

std::optional<integer> naive_targets::sum_of_parts(const question& q, const period& p) const {
  if (p.kind == period_kind::day) return std::nullopt;
  integer sum = 0;
  for (const period& part : calendar_.cut(p, level_below(p.kind))) {
    const auto one = find(q.unit, q.metric, q.slice, part);
    if (!one) return std::nullopt;
    sum += *one;
  }
  return sum;
}

std::optional<integer> naive_targets::sum_of_members(const question& q, const period& p) const {
  std::optional<integer> sum;
  for (unit_index u = 0; u < plan_.units.size(); ++u) {
    if (parent_on(plan_, u, p.last) != q.unit) continue;
    if (const auto one = find(u, q.metric, q.slice, p)) sum = integer(sum.value_or(0) + *one);
  }
  return sum;
}

std::optional<integer> naive_targets::unallocated(unit_index u, metric_index m, slice_index s,
                                                  const period& p) const {
  const auto own = find(u, m, s, p);
  if (!own || is_ratio(m)) return std::nullopt;
  const auto members = sum_of_members({u, m, s}, p);
  return members ? std::optional<integer>(*own - *members) : std::nullopt;
}

}  // namespace northstar::core::test
