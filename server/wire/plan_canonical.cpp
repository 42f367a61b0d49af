// SPDX-License-Identifier: MIT
// The plan written one way: keys sorted, decimals at their shortest, lists sorted where order says nothing, every default put
// in, so that a recorded plan keeps its meaning should a default ever change. Written from the values that were read, so two
// texts that mean the same plan give the same bytes.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <tuple>

#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

using nlohmann::json;

std::string plain(std::int64_t value, int digits) {
  core::decimal d{value};
  for (int i = digits; i < 9; ++i) d.nano *= 10;
  return core::to_text(d);
}

std::string share(core::share_nano value) { return plain(value, 9); }

std::string clock(std::int32_t seconds) {
  const auto two = [](int n) { return std::string(1, static_cast<char>('0' + n / 10)) + static_cast<char>('0' + n % 10); };
  return two(seconds / 3600) + ":" + two(seconds / 60 % 60);
}

// In the largest unit that says it exactly.
std::string duration(std::int64_t ms) {
  constexpr std::pair<std::int64_t, const char*> units[] = {{3'600'000, "h"}, {60'000, "m"}, {1000, "s"}};
  for (const auto& [length, name] : units)
    if (ms != 0 && ms % length == 0) return std::to_string(ms / length) + name;
  return std::to_string(ms) + "ms";
}

json sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

// Writes one plan; a class only to have the plan at hand everywhere.
class plan_writer {
 public:
  explicit plan_writer(const plan_draft& draft) : draft_(draft), plan_(draft.plan) {}

  json write() const {
    return {{"organisation", plan_.organisation}, {"timezone", plan_.calendar.zone.name}, {"currency", plan_.currency},
            {"locale", plan_.locale},             {"calendar", calendar()},               {"holiday_files_read", holiday_files()},
            {"rates", rates()},                   {"units", list(plan_.units, &plan_writer::unit)},
            {"slices", slices()},                 {"metrics", list(plan_.metrics, &plan_writer::metric)},
            {"north_star", metric_id(plan_.north_star)},
            {"targets", targets()},               {"lights", lights()},
            {"alerts", {{"after", duration(plan_.alert_after_ms)}}},
            {"funnel", list(plan_.funnel, &plan_writer::stage)},
            {"milestones", list(plan_.milestones, &plan_writer::milestone)},
            {"bonus", list(plan_.bonus, &plan_writer::bonus)},
            {"contests", list(plan_.contests, &plan_writer::contest)},
            {"closing", list(plan_.closing, &plan_writer::close_rule)},
            {"celebrate", celebrate()},
            {"history", plan_.history == core::history_rule::kept ? "kept" : "rejudged"}};
  }

 private:
  template <class Item>
  json list(const std::vector<Item>& items, json (plan_writer::*write_one)(const Item&) const) const {
    json out = json::array();
    for (const Item& item : items) out.push_back((this->*write_one)(item));
    return out;
  }

  const std::string& unit_id(core::unit_index u) const { return plan_.units[u].id; }
  const std::string& metric_id(core::metric_index m) const { return plan_.metrics[m].id; }
  std::string name(const core::period& p) const { return plan_.calendar.periods.name(p); }

  void put_slice(json& into, core::slice_index s) const {
    if (s == 0) return;
    const std::string& text = plan_.slices.names[s];
    const auto colon = text.find(':');
    into["slice"] = {{text.substr(0, colon), text.substr(colon + 1)}};
  }

  json calendar() const {
    constexpr const char* weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    constexpr const char* week_starts[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    const core::calendar_rules& rules = plan_.calendar;
    const unsigned month = rules.periods.fiscal_start_month;
    json out{{"fiscal_year_start", (month < 10 ? "0" : "") + std::to_string(month) + "-01"},
             {"fiscal_year_label", rules.periods.fiscal_label_end ? "end" : "start"},
             {"week_start", week_starts[rules.periods.week_start]},
             {"day_cutover", clock(rules.cutover_s)},
             {"hours", {clock(rules.open_s), clock(rules.close_s)}},
             {"workdays", json::array()},
             {"days", json::array()},
             {"holiday_files", json::array()}};
    for (std::size_t i = 0; i < 7; ++i)
      if (rules.workdays[i]) out["workdays"].push_back(weekdays[i]);
    std::vector<named_day> days = draft_.days;
    std::sort(days.begin(), days.end(), [](const named_day& a, const named_day& b) { return a.day < b.day; });
    for (const named_day& day : days) out["days"].push_back(calendar_day(day));
    for (const holiday_file& file : draft_.holiday_files) out["holiday_files"].push_back(file.path);
    return out;
  }

  json calendar_day(const named_day& day) const {
    json out{{"date", core::date_text(day.day)}};
    if (!day.name.empty()) out["name"] = day.name;
    if (day.weight == 0 || day.weight == core::full_day) out["off"] = day.weight == 0;
    else out["weight"] = plain(day.weight, 6);
    return out;
  }

  json holiday_files() const {
    json out = json::object();
    for (const holiday_file& file : draft_.holiday_files) {
      json days = json::array();
      for (const named_day& day : file.days) days.push_back(calendar_day(day));
      out[file.path] = file.is_there ? json{{"days", std::move(days)}} : json(nullptr);
    }
    return out;
  }

  json rates() const {
    std::vector<core::rate> sorted = plan_.rates;
    std::sort(sorted.begin(), sorted.end(),
              [](const core::rate& a, const core::rate& b) { return std::tie(a.currency, a.from) < std::tie(b.currency, b.from); });
    json out = json::array();
    for (const core::rate& r : sorted) out.push_back({{"currency", r.currency}, {"from", core::date_text(r.from)}, {"rate", share(r.nano)}});
    return out;
  }

  json unit(const core::unit& u) const {
    json out{{"id", u.id}, {"name", u.name}, {"aliases", sorted(u.aliases)}, {"leave", json::array()}};
    if (!u.kind.empty()) out["kind"] = u.kind;
    for (const core::day_range& range : u.leave)
      out["leave"].push_back({{"from", core::date_text(range.first)}, {"to", core::date_text(range.last)}});
    for (const core::membership& m : u.memberships) out["memberships"].push_back(membership(m));
    return out;
  }

  json membership(const core::membership& m) const {
    json out{{"parent", unit_id(m.parent)}};
    if (m.from >= core::first_day_supported) out["from"] = core::date_text(m.from);
    if (m.to <= core::last_day_supported) out["to"] = core::date_text(m.to);
    return out;
  }

  json slices() const {
    json out = json::object();
    const core::slice_list& s = plan_.slices;
    const auto put = [&](const char* dimension, core::slice_index first, core::slice_index other) {
      for (core::slice_index i = first; first != core::no_index && i < other; ++i)
        out[dimension].push_back(s.names[i].substr(s.names[i].find(':') + 1));
    };
    put("segment", s.segment_first, s.segment_other);
    put("product", s.product_first, s.product_other);
    return out;
  }

  json metric(const core::metric& m) const {
    constexpr const char* kinds[] = {"sum", "count", "distinct", "ratio"};
    constexpr const char* fields[] = {"amount", "quantity", "customer", "owner", "product", "segment", "currency", "id"};
    json out{{"id", m.id}, {"name", m.name}, {"kind", kinds[static_cast<std::size_t>(m.kind)]}};
    if (m.kind == core::metric_kind::ratio) {
      out["numerator"] = metric_id(m.numerator);
      out["denominator"] = metric_id(m.denominator);
      return out;
    }
    out["types"] = sorted(m.types);
    if (m.kind != core::metric_kind::count) out["of"] = fields[static_cast<std::size_t>(m.of)];
    if (m.kind != core::metric_kind::sum) return out;
    out["money"] = m.money;
    out["minus"] = sorted(m.minus);
    if (!m.money) out["decimals"] = m.digits;
    return out;
  }

  json targets() const {
    std::vector<const core::target*> order;
    for (const core::target& t : plan_.targets) order.push_back(&t);
    // By names, so that another order of units moves no target.
    const auto rank = [this](const core::target* t) {
      return std::tuple<std::string_view, std::string_view, std::string_view, core::day_number, core::period_kind>(
          unit_id(t->unit), metric_id(t->metric), plan_.slices.names[t->slice], t->period.first, t->period.kind);
    };
    std::sort(order.begin(), order.end(), [&](const core::target* a, const core::target* b) { return rank(a) < rank(b); });
    json out = json::array();
    for (const core::target* t : order) out.push_back(target(*t));
    return out;
  }

  json target(const core::target& t) const {
    const core::metric& m = plan_.metrics[t.metric];
    json out{{"unit", unit_id(t.unit)},
             {"metric", m.id},
             {"period", name(t.period)},
             {"value", plain(t.value, m.kind == core::metric_kind::ratio ? 9 : m.digits)}};
    put_slice(out, t.slice);
    json& split = out["split"];
    split["periods"] = t.split == core::period_split::even ? "even" : "workdays";
    if (t.split == core::period_split::shares) {
      split["periods"] = json::object();
      for (const auto& [part, value] : t.period_shares) split["periods"][name(part)] = share(value);
    }
    split["units"] = json::object();
    for (const auto& [unit, value] : t.unit_shares) split["units"][unit_id(unit)] = share(value);
    return out;
  }

  json lights() const {
    const core::light_rules& l = plan_.lights;
    json out{{"green", share(l.green)}, {"yellow", share(l.yellow)}, {"grace", share(l.grace)}};
    if (l.stale_after_ms) out["stale_after"] = duration(*l.stale_after_ms);
    return out;
  }

  json stage(const core::funnel_stage& s) const { return {{"metric", metric_id(s.metric)}}; }

  json milestone(const core::milestone& m) const {
    json out{{"unit", unit_id(m.unit)},
             {"metric", metric_id(m.metric)},
             {"period", m.every ? std::string(core::to_text(*m.every)) : name(m.period.value_or(core::period{}))},
             {"at", share(m.at)},
             {"reward", m.reward}};
    put_slice(out, m.slice);
    return out;
  }

  json bonus(const core::bonus_rule& rule) const {
    json tiers = json::array();
    for (const core::bonus_tier& tier : rule.tiers) tiers.push_back({{"from", share(tier.from)}, {"rate", share(tier.rate)}});
    return {{"units", rule.units}, {"metric", metric_id(rule.metric)}, {"period", core::to_text(rule.period)}, {"tiers", std::move(tiers)}};
  }

  json contest(const core::contest& c) const {
    json units = json::array();
    for (const core::unit_index u : c.units) units.push_back(unit_id(u));
    json out{{"id", c.id}, {"name", c.name}, {"metric", metric_id(c.metric)}, {"period", name(c.period)}, {"units", std::move(units)}};
    put_slice(out, c.slice);
    return out;
  }

  json close_rule(const core::close_rule& r) const { return {{"periods", core::to_text(r.periods)}, {"after", duration(r.after_ms)}}; }

  json celebrate() const {
    const core::celebrate_rules& rules = plan_.celebrate;
    json out{{"deals", rules.deals}, {"milestones", rules.milestones}, {"types", sorted(rules.types)}};
    if (rules.from) out["from"] = plain(*rules.from, plan_.metrics[plan_.north_star].digits);
    return out;
  }

  const plan_draft& draft_;
  const core::plan& plan_;
};

}  // namespace

std::string canonical_text(const plan_draft& draft) { return plan_writer(draft).write().dump(); }

}  // namespace northstar::wire
