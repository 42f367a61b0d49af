// SPDX-License-Identifier: MIT
// How a target is handed on: to the periods inside it, and to the members of its unit.
#include <algorithm>

#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

using core::share_nano;
using core::whole_share;

// Members may be asked for more than the whole, as a stretch; what is far above it is a typing error and could leave 64 bits.
constexpr share_nano handed_out_max = 1000 * whole_share;

std::string plain(share_nano share) { return core::to_text(core::decimal{share}); }

void check_shares_are_whole(plan_draft& draft, const place& at, const std::vector<core::period>& parts, const core::target& t) {
  share_nano sum = 0;
  for (const auto& [part, share] : t.period_shares) sum += share;
  for (const core::period& part : parts) {
    const bool is_named = std::any_of(t.period_shares.begin(), t.period_shares.end(), [&](const auto& s) { return s.first == part; });
    if (!is_named) draft.log.fault(at, "a share for every part of the level below", "none for " + draft.plan.calendar.periods.name(part));
  }
  if (t.period_shares.size() == parts.size() && sum != whole_share) draft.log.fault(at, "shares that add up to 1", plain(sum));
}

void read_period_shares(plan_draft& draft, const place& at, core::target& into) {
  into.split = core::period_split::shares;
  const bool knows_period = into.period.first >= 0;
  const auto parts = knows_period ? draft.plan.calendar.periods.parts(into.period) : std::vector<core::period>{};
  bool all_read = knows_period;
  each_member(draft.log, at, [&](const place& member) {
    const auto share = read_share(draft.log, member, whole_share);
    const auto part = draft.plan.calendar.periods.parse(member.key);
    if (knows_period && (!part || std::find(parts.begin(), parts.end(), *part) == parts.end())) {
      draft.log.fault(member, "a part of " + draft.plan.calendar.periods.name(into.period) + ", of the level below",
                      describe(json_value{json_type::text, 0, std::string(member.key), {}}));
      all_read = false;
    } else if (share && part) {
      into.period_shares.emplace_back(*part, *share);
    } else {
      all_read = false;
    }
  });
  std::sort(into.period_shares.begin(), into.period_shares.end(), [](const auto& a, const auto& b) { return a.first.first < b.first.first; });
  if (all_read && at->type == json_type::object) check_shares_are_whole(draft, at, parts, into);
}

bool is_member(const core::unit& unit, core::unit_index parent, core::day_number day) {
  return std::any_of(unit.memberships.begin(), unit.memberships.end(),
                     [&](const core::membership& m) { return m.parent == parent && m.from <= day && day <= m.to; });
}

void read_unit_shares(plan_draft& draft, const place& at, core::target& into) {
  share_nano sum = 0;
  each_member(draft.log, at, [&](const place& member) {
    const auto share = read_share(draft.log, member, handed_out_max);
    const auto unit = draft.units.find(std::string(member.key));
    const auto name = describe(json_value{json_type::text, 0, std::string(member.key), {}});
    if (unit == draft.units.end()) return draft.log.fault(member, "the id of a unit", name);
    if (into.unit != core::no_index && into.period.first >= 0 && !is_member(draft.plan.units[unit->second], into.unit, into.period.last))
      draft.log.doubt(member, "a direct member on the period's last day: nothing is handed to others", name);
    if (!share) return;
    into.unit_shares.emplace_back(unit->second, *share);
    sum += *share;
  });
  std::sort(into.unit_shares.begin(), into.unit_shares.end());
  const bool is_ratio = into.metric != core::no_index && draft.plan.metrics[into.metric].kind == core::metric_kind::ratio;
  if (sum > handed_out_max) draft.log.fault(at, "shares that add up to at most 1000", plain(sum));
  else if (sum > whole_share && !is_ratio) draft.log.doubt(at, "shares that add up to at most 1", plain(sum));
}

}  // namespace

void read_split(plan_draft& draft, const place& at, core::target& into) {
  object_keys keys(draft.log, at);
  if (const auto v = keys.find("periods")) {
    if ((*v)->type == json_type::object) read_period_shares(draft, *v, into);
    else if ((*v)->type == json_type::text && (*v)->text == "even") into.split = core::period_split::even;
    else if ((*v)->type != json_type::text || (*v)->text != "workdays")
      draft.log.fault(*v, "workdays, even, or an object of shares for the level below");
  }
  if (const auto v = keys.find("units")) read_unit_shares(draft, *v, into);
  keys.finish();
  if (into.period.kind == core::period_kind::week) draft.log.doubt(at, "no split: the target of a week is not handed on", describe(*at.value));
}

}  // namespace northstar::wire
