// SPDX-License-Identifier: MIT
#include "engine/news.hpp"

#include <algorithm>
#include <utility>

#include "wire/cell_text.hpp"

namespace northstar::engine {

namespace {

void add_line(const core::compiled_plan& plan, const core::event& e, std::vector<core::unit_index>& to) {
  for (const core::unit_index u : plan.line(plan.owner(e.owner), plan.calendar().day_of(e.occurred_at)).units)
    if (std::find(to.begin(), to.end(), u) == to.end()) to.push_back(u);
}

bool feeds(const core::compiled_plan& plan, const core::event* e) { return e && !plan.feeds(e->type).empty(); }

std::string text_of(const core::compiled_plan& plan, const told_change& c, core::instant_ms at) {
  // A void speaks of what it took back.
  const core::event& told = c.after->takes_back() && c.before ? *c.before : *c.after;
  const auto owner = plan.owner(told.owner);
  const core::unit_index unit = owner && plan.line(owner, plan.calendar().day_of(told.occurred_at)).reaches_root ? *owner : plan.unassigned();
  std::string out;
  out.reserve(320);
  const auto text = [&](std::string_view key, std::string_view value) {
    out += key;
    wire::append_json_text(out, value);
  };
  text(R"({"id":)", told.source + ":" + told.id);
  out.append(R"(,"offset":)").append(std::to_string(c.offset));
  text(R"(,"type":)", c.after->type);
  text(R"(,"unit":)", plan.unit_id(unit));
  text(R"(,"owner":)", told.owner);
  out.append(R"(,"amount":)").append(core::to_text(told.amount));
  text(R"(,"currency":)", told.currency.empty() ? plan.plan().currency : told.currency);
  text(R"(,"customer":)", told.customer);
  text(R"(,"product":)", told.product);
  out.append(R"(,"occurred_at_ms":)").append(std::to_string(told.occurred_at));
  out.append(R"(,"at_ms":)").append(std::to_string(at)).append(R"(,"edit":)").append(c.edit ? "true}" : "false}");
  return out;
}

}  // namespace

bool is_news(const core::compiled_plan& plan, const told_change& c) { return feeds(plan, c.before) || feeds(plan, c.after); }

std::vector<core::unit_index> news_units(const core::compiled_plan& plan, const told_change& c) {
  std::vector<core::unit_index> out;
  if (c.before) add_line(plan, *c.before, out);
  if (!c.after->takes_back()) add_line(plan, *c.after, out);
  return out;
}

news_item news_of(const core::compiled_plan& plan, const applied& what, std::uint64_t offset, core::instant_ms at, bool edit) {
  const told_change c{what.before, what.after, offset, edit};
  return is_news(plan, c) ? news_of(plan, c, news_units(plan, c), at) : news_item{offset, what.after->key, {}, {}};
}

news_item news_of(const core::compiled_plan& plan, const told_change& c, std::vector<core::unit_index> units, core::instant_ms at) {
  return {c.offset, c.after->key, std::move(units), text_of(plan, c, at)};
}

}  // namespace northstar::engine
