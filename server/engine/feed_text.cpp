// SPDX-License-Identifier: MIT
#include "engine/feed_text.hpp"

#include <algorithm>

#include "wire/cell_text.hpp"

namespace northstar::engine {

namespace {

constexpr std::uint8_t elapsed_digits = 6;

std::string number(std::int64_t v) { return std::to_string(v); }

// W(elapsed) ÷ W(period), cut to six digits: it drives a progress bar, nothing is judged by it.
std::string elapsed_text(const core::compiled_plan& plan, core::unit_index scope, const core::period& p, core::instant_ms now) {
  const auto& leave = plan.leave(scope);
  const auto whole = plan.calendar().weight(p, leave);
  if (whole == 0) return "0.000000";
  const core::fraction passed = plan.calendar().elapsed(p, leave, now);
  return core::to_text(core::figure{passed.num / passed.den * 1'000'000 / whole, elapsed_digits});
}

bool takes_part(const core::compiled_plan& plan, const core::contest& c, core::unit_index scope, core::day_number today) {
  return std::any_of(c.units.begin(), c.units.end(), [&](core::unit_index u) { return plan.within(u, scope, today); });
}

void append_contest(std::string& out, const core::board& board, const core::contest& c) {
  const core::compiled_plan& plan = board.plan();
  out += R"({"id":)" + wire::json_text(c.id) + R"(,"name":)" + wire::json_text(c.name) + R"(,"metric":)" +
         wire::json_text(plan.plan().metrics[c.metric].id) + R"(,"period":)" + wire::json_text(plan.calendar().periods().name(c.period)) +
         R"(,"standings":[)";
  for (const core::unit_index u : c.units) {
    if (u != c.units.front()) out += ',';
    const auto actual = core::actual_at(board, {u, c.metric, c.slice, c.period});
    out += R"({"unit":)" + wire::json_text(plan.unit_id(u)) + R"(,"actual":)" + (actual ? core::to_text(*actual) : "null") + '}';
  }
  out += "]}";
}

void append_stamp(std::string& out, std::string_view key, const std::optional<core::milestone_stamp>& stamp) {
  out += std::string(",\"") + std::string(key) + "\":" + (stamp ? number(stamp->at) : "null");
}

void append_milestone(std::string& out, const core::compiled_plan& plan, const core::milestone_watch& watch, core::milestone_index index,
                      core::day_number today) {
  const core::milestone& m = plan.plan().milestones[index];
  const auto& periods = plan.calendar().periods();
  const core::period period = m.period ? *m.period : periods.containing(*m.every, today);
  const core::milestone_record* seen = watch.find(index, period);
  out += R"({"unit":)" + wire::json_text(plan.unit_id(m.unit)) + R"(,"metric":)" + wire::json_text(plan.plan().metrics[m.metric].id) +
         R"(,"period":)" + wire::json_text(periods.name(period)) + R"(,"at":)" + core::to_text(core::decimal{m.at}) +
         R"(,"reward":)" + wire::json_text(m.reward) + R"(,"reached":)" + (seen && seen->is_reached ? "true" : "false");
  append_stamp(out, "reached_at_ms", seen ? std::optional(seen->reached) : std::nullopt);
  append_stamp(out, "reversed_at_ms", seen ? seen->reversed : std::nullopt);
  out += '}';
}

}  // namespace

std::string message_head(std::string_view type, std::string_view scope, const std::string& epoch, std::uint64_t offset, core::instant_ms at) {
  return R"("type":")" + std::string(type) + R"(","scope":)" + wire::json_text(scope) + R"(,"position":")" + epoch + ':' +
         std::to_string(offset) + R"(","at_ms":)" + number(at);
}

std::string periods_text(const core::compiled_plan& plan, core::unit_index scope, core::instant_ms now, bool with_bounds) {
  std::string out = "[";
  for (const core::period& p : core::running_periods(plan, now)) {
    if (out.size() > 1) out += ',';
    out += R"({"id":)" + wire::json_text(plan.calendar().periods().name(p));
    if (with_bounds)
      out += R"(,"kind":")" + std::string(core::to_text(p.kind)) + R"(","start_ms":)" + number(plan.calendar().start(p)) + R"(,"end_ms":)" +
             number(plan.calendar().end(p));
    out += R"(,"elapsed":)" + elapsed_text(plan, scope, p, now) + '}';
  }
  return out + "]";
}

std::string plan_text(const core::compiled_plan& plan, std::uint32_t version, core::unit_index scope,
                      const std::vector<core::metric_index>& metrics, const core::view_moment& moment) {
  const core::plan& p = plan.plan();
  const core::day_number today = plan.calendar().day_of(moment.now);
  std::string out = R"({"organisation":)" + wire::json_text(p.organisation) + R"(,"version":)" + std::to_string(version) +
                    R"(,"timezone":)" + wire::json_text(p.calendar.zone.name) + R"(,"currency":)" + wire::json_text(p.currency) +
                    R"(,"minor_digits":)" + std::to_string(p.minor_digits) + R"(,"locale":)" + wire::json_text(p.locale) +
                    R"(,"north_star":)" + wire::json_text(p.metrics[p.north_star].id) + R"(,"units":[)";
  for (const core::unit_index u : core::subtree(plan, scope, moment.now)) {
    if (u != scope) out += ',';
    out += R"({"id":)" + wire::json_text(plan.unit_id(u));
    if (u != plan.unassigned()) out += R"(,"name":)" + wire::json_text(p.units[u].name) + R"(,"kind":)" + wire::json_text(p.units[u].kind);
    if (const auto parent = u == scope ? std::nullopt : plan.parent(u, today)) out += R"(,"parent":)" + wire::json_text(plan.unit_id(*parent));
    out += '}';
  }
  out += R"(],"metrics":[)";
  for (const core::metric_index m : metrics) {
    if (m != metrics.front()) out += ',';
    const core::metric& one = p.metrics[m];
    constexpr std::string_view kinds[] = {"sum", "count", "distinct", "ratio"};
    out += R"({"id":)" + wire::json_text(one.id) + R"(,"name":)" + wire::json_text(one.name) + R"(,"kind":")" +
           std::string(kinds[static_cast<std::size_t>(one.kind)]) + R"(","money":)" + (one.money ? "true" : "false") + R"(,"digits":)" +
           std::to_string(one.digits) + '}';
  }
  return out + R"(],"periods":)" + periods_text(plan, scope, moment.now, true) + '}';
}

std::string goals_text(const core::board& board, const core::milestone_watch& watch, core::unit_index scope, const std::vector<core::unit_index>& units,
                       const core::view_moment& moment) {
  const core::compiled_plan& plan = board.plan();
  const core::day_number today = plan.calendar().day_of(moment.now);
  std::string contests, milestones;
  for (const core::contest& c : plan.plan().contests) {
    if (!takes_part(plan, c, scope, today)) continue;
    if (!contests.empty()) contests += ',';
    append_contest(contests, board, c);
  }
  for (core::milestone_index m = 0; m < plan.plan().milestones.size(); ++m) {
    if (std::find(units.begin(), units.end(), plan.plan().milestones[m].unit) == units.end()) continue;
    if (!milestones.empty()) milestones += ',';
    append_milestone(milestones, plan, watch, m, today);
  }
  return R"("contests":[)" + contests + R"(],"milestones":[)" + milestones + ']';
}

}  // namespace northstar::engine
