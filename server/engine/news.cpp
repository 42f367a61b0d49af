// SPDX-License-Identifier: MIT
#include "engine/news.hpp"

#include <algorithm>

#include "wire/cell_text.hpp"

namespace northstar::engine {

namespace {

void add_line(const core::compiled_plan& plan, const core::event& e, std::vector<core::unit_index>& to) {
  for (const core::unit_index u : plan.line(plan.owner(e.owner), plan.calendar().day_of(e.occurred_at)).units)
    if (std::find(to.begin(), to.end(), u) == to.end()) to.push_back(u);
}

bool feeds(const core::compiled_plan& plan, const core::event* e) { return e && !plan.feeds(e->type).empty(); }

}  // namespace

news_item news_of(const core::compiled_plan& plan, const applied& what, std::uint64_t offset, core::instant_ms at, bool edit) {
  news_item item;
  item.offset = offset;
  item.key = what.after->key;
  if (!feeds(plan, what.before) && !feeds(plan, what.after)) return item;
  // A void speaks of what it took back.
  const core::event& told = what.after->takes_back() && what.before ? *what.before : *what.after;
  if (what.before) add_line(plan, *what.before, item.units);
  if (!what.after->takes_back()) add_line(plan, *what.after, item.units);
  const auto owner = plan.owner(told.owner);
  const core::unit_index unit = owner && plan.line(owner, plan.calendar().day_of(told.occurred_at)).reaches_root ? *owner : plan.unassigned();
  const std::string& currency = told.currency.empty() ? plan.plan().currency : told.currency;
  item.json = R"({"id":)" + wire::json_text(told.source + ":" + told.id) + R"(,"offset":)" + std::to_string(offset) + R"(,"type":)" +
              wire::json_text(what.after->type) + R"(,"unit":)" + wire::json_text(plan.unit_id(unit)) + R"(,"owner":)" +
              wire::json_text(told.owner) + R"(,"amount":)" + core::to_text(told.amount) + R"(,"currency":)" + wire::json_text(currency) +
              R"(,"customer":)" + wire::json_text(told.customer) + R"(,"product":)" + wire::json_text(told.product) +
              R"(,"occurred_at_ms":)" + std::to_string(told.occurred_at) + R"(,"at_ms":)" + std::to_string(at) + R"(,"edit":)" +
              (edit ? "true}" : "false}");
  return item;
}

}  // namespace northstar::engine
