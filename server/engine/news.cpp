// SPDX-License-Identifier: MIT
#include "engine/news.hpp"

#include <algorithm>

#include "wire/cell_text.hpp"

namespace northstar::engine {

namespace {

std::string text_of(const core::compiled_plan& plan, const news_matter& m, core::instant_ms at) {
  const core::event_view& told = m.told;
  const core::counting_line& line = plan.line_of(told.owner, plan.calendar().day_of(told.occurred_at));
  std::string out;
  out.reserve(320);
  const auto text = [&](std::string_view key, std::string_view value) {
    out += key;
    wire::append_json_text(out, value);
  };
  const auto number = [&](std::string_view key, long long value) {
    out += key;
    wire::append_integer(out, value);
  };
  out += R"({"id":")";
  wire::append_escaped(out, told.source);
  out += ':';
  wire::append_escaped(out, told.id);
  number(R"(","offset":)", static_cast<long long>(m.offset));
  text(R"(,"type":)", m.type);
  text(R"(,"unit":)", plan.unit_id(plan.unit_on(line)));
  text(R"(,"owner":)", told.owner);
  out.append(R"(,"amount":)").append(core::to_text(told.amount));
  text(R"(,"currency":)", told.currency.empty() ? std::string_view(plan.plan().currency) : told.currency);
  text(R"(,"customer":)", told.customer);
  text(R"(,"product":)", told.product);
  number(R"(,"occurred_at_ms":)", told.occurred_at);
  number(R"(,"at_ms":)", at);
  out.append(R"(,"edit":)").append(m.edit ? "true}" : "false}");
  return out;
}

}  // namespace

news_matter matter_of(const told_change& c) {
  const core::event_view& after = *c.after.event;
  return {c.offset, after.key, {line_of(c.before), line_of(c.after)}, after.type, after.takes_back() && c.before.event ? *c.before.event : after, c.edit};
}

news_item news_of(const core::compiled_plan& plan, const news_matter& m, core::instant_ms at) {
  news_item item{m.offset, m.key, {}, {}};
  if (!m.is_news()) return item;
  for (const core::counting_line* line : m.lines)
    for (std::size_t i = 0; line && i < line->units.size(); ++i)
      if (std::find(item.units.begin(), item.units.end(), line->units[i]) == item.units.end()) item.units.push_back(line->units[i]);
  item.json = text_of(plan, m, at);
  return item;
}

}  // namespace northstar::engine
