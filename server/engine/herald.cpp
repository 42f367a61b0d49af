// SPDX-License-Identifier: MIT
#include "engine/herald.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/facts.hpp"
#include "core/judging.hpp"
#include "wire/cell_text.hpp"

namespace northstar::engine {

namespace {

constexpr int default_bar_share = 200;  // of the month's target: large enough for a few a day in a large company, for every deal in a small team

core::figure figure_of(const core::metric& m, std::int64_t value) { return {value, m.digits}; }

// "1234567.50" → "1,234,567.50"
std::string grouped(std::string digits) {
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t at = std::min(digits.find('.'), digits.size()); at > first + 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

bool speaks_chinese(const core::plan& plan) { return plan.locale.starts_with("zh"); }

std::string deal_words(const core::plan& plan, const std::string& who, const core::event_view& e, std::int64_t value) {
  const core::metric& star = plan.metrics[plan.north_star];
  std::string out = who + (speaks_chinese(plan) ? " 签下 " : " closed ") + grouped(core::to_text(figure_of(star, value)));
  out += star.money ? " " + plan.currency : " " + star.name;
  if (!e.customer.empty()) out.append(" · ").append(e.customer);
  return out;
}

std::string percent(core::share_nano share) {
  std::string digits = core::to_text(core::figure{share, 7});  // billionths, as hundredths
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.ends_with('.')) digits.pop_back();
  return digits;
}

std::string milestone_words(const core::plan& plan, const core::milestone& m, const std::string& period) {
  const std::string& who = plan.units[m.unit].name;
  const std::string& what = plan.metrics[m.metric].name;
  if (speaks_chinese(plan)) return who + " " + period + " " + what + "达成 " + percent(m.at) + "%：" + m.reward;
  return who + " reached " + percent(m.at) + "% of " + what + " " + period + ": " + m.reward;
}

}  // namespace

std::vector<celebration> herald::take(const std::shared_ptr<const core::compiled_plan>& plan, const std::vector<told_change>& changes,
                                      const std::vector<core::told_milestone>& milestones, core::instant_ms at) {
  std::vector<celebration> out;
  follow(plan);
  const std::uint64_t seen = seen_;
  // Both lists are in the order of their records.
  auto m = milestones.begin();
  for (const told_change& c : changes) {
    if (c.offset <= seen) continue;
    if (c.after.event->takes_back()) std::erase_if(out, [&](const celebration& told) { return told.key == c.after.event->key; });
    const bool imported = imports_.take(c, at);
    if (!imported) look_at_deal(c, at, out);
    for (; m != milestones.end() && m->stamp.offset <= c.offset; ++m)
      if (m->stamp.offset > seen && !imported) look_at_milestone(*m, at, out);
    seen_ = c.offset;
  }
  return out;
}

void herald::rehearse(const std::shared_ptr<const core::compiled_plan>& plan, const told_change& change, core::instant_ms at) {
  const auto counted = std::pair(told_, passed_over_);
  take(plan, {change}, {}, at);
  std::tie(told_, passed_over_) = counted;
}

const backfill& herald::imports(const std::shared_ptr<const core::compiled_plan>& plan) {
  follow(plan);
  return imports_;
}

// Another plan numbers its units otherwise.
void herald::follow(const std::shared_ptr<const core::compiled_plan>& plan) {
  if (plan_ == plan) return;
  std::vector<core::instant_ms> free_at(plan->unit_count(), 0);
  for (core::unit_index u = 0; plan_ && u < free_at_.size(); ++u)
    if (const auto now = plan->unit(plan_->unit_id(u)); free_at_[u] != 0 && now) free_at[*now] = free_at_[u];
  free_at_ = std::move(free_at);
  bars_.assign(plan->unit_count(), {});
  imports_.follow(plan);
  plan_ = plan;
}

std::int64_t herald::bar_of(core::unit_index scope, core::day_number day) {
  const core::plan& plan = plan_->plan();
  if (plan.celebrate.from) return std::max<std::int64_t>(1, *plan.celebrate.from);
  bar& b = bars_[scope];
  if (day >= b.from && day <= b.to) return b.value;
  const core::period month = plan_->calendar().periods().containing(core::period_kind::month, day);
  const auto target = core::target_at(core::judge_of(*plan_, {scope, plan.north_star, 0, month}));
  // A version that judges an earlier month may have counted in other digits.
  __int128 value = target ? target->value : 0;
  const std::uint8_t digits = plan.metrics[plan.north_star].digits;
  for (std::uint8_t d = target ? target->digits : digits; d < digits; ++d) value *= 10;
  for (std::uint8_t d = target ? target->digits : digits; d > digits; --d) value /= 10;
  value = (value + default_bar_share - 1) / default_bar_share;
  b = {month.first, month.last, static_cast<std::int64_t>(std::clamp<__int128>(value, 1, core::amount_max))};
  return b.value;
}

// What it brings to the north star; 0: it is no deal.
std::int64_t herald::value_of(const core::weighed& w) const {
  if (!w.what || !w.what->feeds()) return 0;
  const auto& types = plan_->plan().celebrate.types;
  if (std::find(types.begin(), types.end(), w.event->type) == types.end()) return 0;
  const core::metric_index star = plan_->plan().north_star;
  for (const core::contribution& c : w.what->values)
    if (c.metric == star) return std::max<std::int64_t>(0, c.value);
  for (const core::counted_text& t : w.what->distinct)
    if (t.metric == star) return t.text.empty() ? 0 : 1;
  return 0;
}

// An edit is celebrated when only it makes the deal large enough: a lead that is won, say.
void herald::look_at_deal(const told_change& c, core::instant_ms at, std::vector<celebration>& out) {
  if (!plan_->plan().celebrate.deals || c.after.event->occurred_at < at - old_ms) return;
  const std::int64_t value = value_of(c.after);
  if (value == 0) return;
  const std::int64_t before = value_of(c.before);
  scope_list scopes;
  for (const core::unit_index u : c.after.what->line->units)
    if (const std::int64_t asked = bar_of(u, c.after.what->day); value >= asked && before < asked) scopes.push_back(u);
  const auto at_ms = find_room(scopes, at, waiting_max);
  if (!at_ms) return;
  const core::event_view& e = *c.after.event;
  const core::plan& plan = plan_->plan();
  const core::unit_index unit = plan_->unit_on(*c.after.what->line);
  const std::string who = unit == plan_->unassigned() ? std::string(e.owner) : plan.units[unit].name;
  celebration made;
  made.scopes.assign(scopes.begin(), scopes.end());
  made.at_ms = *at_ms;
  made.key = e.key;
  made.offset = c.offset;
  made.id.append(e.source).append(":").append(e.id);
  made.json = R"("id":)" + wire::json_text(made.id) + R"(,"unit":)" + wire::json_text(plan_->unit_id(unit)) + R"(,"text":)" +
              wire::json_text(deal_words(plan, who, e, value)) + R"(,"at_ms":)" + std::to_string(made.at_ms) + R"(,"kind":"deal","metric":)" +
              wire::json_text(plan.metrics[plan.north_star].id) + R"(,"value":)" + core::to_text(figure_of(plan.metrics[plan.north_star], value)) +
              R"(,"customer":)" + wire::json_text(e.customer) + R"(,"offset":)" + std::to_string(c.offset) + R"(,"event":)" + wire::json_text(e.type) +
              R"(,"amount":)" + core::to_text(e.amount) + R"(,"currency":)" + wire::json_text(e.currency.empty() ? std::string_view(plan.currency) : e.currency);
  out.push_back(std::move(made));
}

// For the screens of its unit and of the unit above. Only the first time: what is lost and reached again stands in the ticker.
void herald::look_at_milestone(const core::told_milestone& told, core::instant_ms at, std::vector<celebration>& out) {
  const core::plan& plan = plan_->plan();
  if (!plan.celebrate.milestones || told.news.turn != core::milestone_turn::reached || plan_->calendar().end(told.news.period) < at - old_ms) return;
  const core::milestone& m = plan.milestones[told.news.milestone];
  scope_list scopes{m.unit};
  if (const auto above = plan_->parent(m.unit, plan_->calendar().day_of(at))) scopes.push_back(*above);
  const auto at_ms = find_room(scopes, at, waiting_milestones_max);
  if (!at_ms) return;
  const std::string period = plan_->calendar().periods().name(told.news.period);
  const std::string share = core::to_text(core::decimal{m.at});
  celebration made;
  made.scopes.assign(scopes.begin(), scopes.end());
  made.at_ms = *at_ms;
  made.offset = told.stamp.offset;
  made.id = "milestone:" + plan.units[m.unit].id + ":" + plan.metrics[m.metric].id + ":" + plan.slices.names[m.slice] + ":" + period + ":" + share;
  made.json = R"("id":)" + wire::json_text(made.id) + R"(,"unit":)" + wire::json_text(plan.units[m.unit].id) + R"(,"text":)" +
              wire::json_text(milestone_words(plan, m, period)) + R"(,"at_ms":)" + std::to_string(made.at_ms) + R"(,"kind":"milestone","metric":)" +
              wire::json_text(plan.metrics[m.metric].id) + R"(,"period":)" + wire::json_text(period) + R"(,"at":)" + share + R"(,"reward":)" +
              wire::json_text(m.reward);
  out.push_back(std::move(made));
}

// One instant for all scopes that have room: a screen that watches two of them sees it once. `scopes` keeps those.
std::optional<core::instant_ms> herald::find_room(scope_list& scopes, core::instant_ms at, int waiting) {
  if (scopes.empty()) return std::nullopt;
  const core::instant_ms soonest = at + lead_ms;
  const auto full = [&](core::unit_index u) { return free_at_[u] > soonest + waiting * apart_ms; };
  scopes.erase(std::remove_if(scopes.begin(), scopes.end(), full), scopes.end());
  if (scopes.empty()) return ++passed_over_, std::nullopt;
  ++told_;
  core::instant_ms begins = soonest;
  for (const core::unit_index u : scopes) begins = std::max(begins, free_at_[u]);
  for (const core::unit_index u : scopes) free_at_[u] = begins + apart_ms;
  return begins;
}

}  // namespace northstar::engine
