// SPDX-License-Identifier: MIT
#include "core/compiled_plan.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include "core/target_table.hpp"

namespace northstar::core {

namespace {

constexpr std::string_view unassigned_id = "unassigned";
// No line of units is deeper; the plan reader refuses cycles, this ends a walk all the same.
constexpr int line_depth_max = 64;

template <class Map>
auto find_in(const Map& map, std::string_view text) -> std::optional<typename Map::mapped_type> {
  const auto found = map.find(text);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

}  // namespace

compiled_plan::compiled_plan(core::plan p) : plan_(std::move(p)), calendar_(plan_.calendar) {
  possible_members_.resize(unit_count());
  lines_.resize(unit_count() + 1);
  for (unit_index u = 0; u < plan_.units.size(); ++u) {
    const core::unit& one = plan_.units[u];
    unit_by_id_.emplace(one.id, u);
    for (const membership& m : one.memberships) {
      auto& list = possible_members_[m.parent];
      if (list.empty() || list.back() != u) list.push_back(u);
    }
  }
  for (unit_index u = 0; u < plan_.units.size(); ++u) owners_.add(plan_.units[u].id, u);
  for (unit_index u = 0; u < plan_.units.size(); ++u)
    for (const std::string& alias : plan_.units[u].aliases) owners_.add(alias, u);
  unit_by_id_.emplace(unassigned_id, unassigned());

  for (metric_index m = 0; m < plan_.metrics.size(); ++m) {
    const core::metric& one = plan_.metrics[m];
    metric_by_id_.emplace(one.id, m);
    for (const std::string& type : one.types) feeds_[type].push_back({m, +1});
    for (const std::string& type : one.minus) feeds_[type].push_back({m, -1});
  }

  const slice_list& slices = plan_.slices;
  for (slice_index s = 0; s < slices.names.size(); ++s) slice_by_name_.emplace(slices.names[s], s);
  const auto index_texts = [&](slice_index first, slice_index other, text_map<slice_index>& by_text) {
    if (first == no_index) return;
    for (slice_index s = first; s <= other; ++s) by_text.emplace(slices.names[s].substr(slices.names[s].find(':') + 1), s);
  };
  index_texts(slices.segment_first, slices.segment_other, segment_by_text_);
  index_texts(slices.product_first, slices.product_other, product_by_text_);

  targets_ = std::make_unique<target_table>(*this);
}

compiled_plan::~compiled_plan() = default;

const compiled_plan& compiled_plan::in_force_at_end(const period& p) const {
  if (earlier_.empty() || plan_.history == history_rule::rejudged) return *this;
  const instant_ms end = calendar_.end(p);
  const auto at = std::find_if(earlier_.begin(), earlier_.end(), [&](const earlier_plan& e) { return end <= e.until; });
  return at == earlier_.end() ? *this : *at->plan;
}

std::optional<unit_index> compiled_plan::unit(std::string_view id) const { return find_in(unit_by_id_, id); }
std::optional<metric_index> compiled_plan::metric(std::string_view id) const { return find_in(metric_by_id_, id); }
std::optional<slice_index> compiled_plan::slice(std::string_view name) const { return find_in(slice_by_name_, name); }
std::optional<unit_index> compiled_plan::owner(std::string_view text) const {
  const owner_table::owner* const found = owners_.find(text);
  if (!found) return std::nullopt;
  return found->unit;
}

std::string_view compiled_plan::unit_id(unit_index u) const {
  return u == unassigned() ? unassigned_id : std::string_view(plan_.units[u].id);
}

std::optional<unit_index> compiled_plan::parent(unit_index u, day_number day) const {
  if (u == unassigned()) return plan_.root;
  for (const membership& m : plan_.units[u].memberships)
    if (m.from <= day && day <= m.to) return m.parent;
  return std::nullopt;
}

const counting_line& compiled_plan::line(std::optional<unit_index> owner, day_number day) const { return *known_line_of(owner, day).line; }

const counting_line& compiled_plan::line_of(std::string_view owner, day_number day) const {
  owner_table::owner* const found = owners_.find(owner);
  if (!found) return line(std::nullopt, day);
  if (!found->last.holds(day)) found->last = known_line_of(found->unit, day);
  return *found->last.line;
}

known_line compiled_plan::known_line_of(std::optional<unit_index> owner, day_number day) const {
  auto& known = lines_[owner ? *owner : unit_count()];
  auto at = std::upper_bound(known.begin(), known.end(), day, [](day_number d, const known_line& l) { return d < l.from; });
  if (at != known.begin() && std::prev(at)->holds(day)) return *std::prev(at);
  return *known.insert(at, make_line(owner, day));
}

// The line of that day, and the days around it on which it is the same: those between the nearest changes of everybody on it.
known_line compiled_plan::make_line(std::optional<unit_index> owner, day_number day) const {
  counting_line& made = made_lines_.emplace_back();
  known_line out{std::numeric_limits<day_number>::min(), std::numeric_limits<day_number>::max(), &made};
  for (auto at = owner; at && made.units.size() < line_depth_max; at = parent(*at, day)) {
    made.units.push_back(*at);
    if (*at == unassigned()) continue;
    for (const membership& m : plan_.units[*at].memberships) {
      for (const day_number change : {m.from, m.to + 1}) {
        if (change <= day) out.from = std::max(out.from, change);
        else out.to = std::min(out.to, change - 1);
      }
    }
  }
  made.reaches_root = !made.units.empty() && made.units.back() == plan_.root;
  if (!made.reaches_root) {
    made.units.push_back(plan_.root);
    made.units.push_back(unassigned());
  } else if (made.units.size() > 1) {
    made.above = &line(made.units[1], day);
  }
  return out;
}

std::vector<unit_index> compiled_plan::members(unit_index u, day_number day) const {
  std::vector<unit_index> out;
  for (const unit_index m : possible_members_[u])
    if (parent(m, day) == u) out.push_back(m);
  return out;
}

bool compiled_plan::within(unit_index u, unit_index scope, day_number day) const {
  if (scope == plan_.root) return true;
  std::optional<unit_index> at = u;
  for (int depth = 0; at && depth < line_depth_max; ++depth, at = parent(*at, day))
    if (*at == scope) return true;
  return false;
}

const leave_days& compiled_plan::leave(unit_index u) const {
  static const leave_days none;
  return u == unassigned() ? none : plan_.units[u].leave;
}

const std::vector<metric_feed>& compiled_plan::feeds(std::string_view type) const {
  static const std::vector<metric_feed> none;
  const auto found = feeds_.find(type);
  return found == feeds_.end() ? none : found->second;
}

std::array<slice_index, 2> compiled_plan::slices_of(std::string_view segment, std::string_view product) const {
  const slice_list& slices = plan_.slices;
  std::array<slice_index, 2> out{no_index, no_index};
  if (slices.segment_first != no_index) out[0] = find_in(segment_by_text_, segment).value_or(slices.segment_other);
  if (slices.product_first != no_index) out[1] = find_in(product_by_text_, product).value_or(slices.product_other);
  return out;
}

std::optional<std::int64_t> compiled_plan::rate_nano(std::string_view currency, day_number day) const {
  if (currency.empty() || currency == plan_.currency) return whole_share;
  const rate* best = nullptr;
  for (const rate& r : plan_.rates)
    if (r.currency == currency && r.from <= day && (!best || r.from > best->from)) best = &r;
  if (!best) return std::nullopt;
  return best->nano;
}

}  // namespace northstar::core
