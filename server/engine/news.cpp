// SPDX-License-Identifier: MIT
#include "engine/news.hpp"

#include <algorithm>
#include <utility>

#include "wire/cell_text.hpp"

namespace northstar::engine {

namespace {

void add_line(const core::weighed& w, std::vector<core::unit_index>& to) {
  if (!w.what || !w.what->feeds()) return;
  for (const core::unit_index u : w.what->line->units)
    if (std::find(to.begin(), to.end(), u) == to.end()) to.push_back(u);
}

std::string text_of(const core::compiled_plan& plan, const told_change& c, core::instant_ms at) {
  // A void speaks of what it took back.
  const core::event_view& told = c.after.event->takes_back() && c.before.event ? *c.before.event : *c.after.event;
  const auto owner = plan.owner(told.owner);
  const core::unit_index unit = owner && plan.line(owner, plan.calendar().day_of(told.occurred_at)).reaches_root ? *owner : plan.unassigned();
  std::string out;
  out.reserve(320);
  const auto text = [&](std::string_view key, std::string_view value) {
    out += key;
    wire::append_json_text(out, value);
  };
  text(R"({"id":)", std::string(told.source).append(":").append(told.id));
  out.append(R"(,"offset":)").append(std::to_string(c.offset));
  text(R"(,"type":)", c.after.event->type);
  text(R"(,"unit":)", plan.unit_id(unit));
  text(R"(,"owner":)", told.owner);
  out.append(R"(,"amount":)").append(core::to_text(told.amount));
  text(R"(,"currency":)", told.currency.empty() ? std::string_view(plan.plan().currency) : told.currency);
  text(R"(,"customer":)", told.customer);
  text(R"(,"product":)", told.product);
  out.append(R"(,"occurred_at_ms":)").append(std::to_string(told.occurred_at));
  out.append(R"(,"at_ms":)").append(std::to_string(at)).append(R"(,"edit":)").append(c.edit ? "true}" : "false}");
  return out;
}

}  // namespace

bool is_news(const told_change& c) {
  return (c.before.what && c.before.what->feeds()) || (c.after.what && c.after.what->feeds());
}

news_item news_of(const core::compiled_plan& plan, const told_change& c, core::instant_ms at) {
  news_item item{c.offset, c.after.event->key, {}, {}};
  if (!is_news(c)) return item;
  add_line(c.before, item.units);
  add_line(c.after, item.units);
  item.json = text_of(plan, c, at);
  return item;
}

}  // namespace northstar::engine
