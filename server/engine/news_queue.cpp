// SPDX-License-Identifier: MIT
#include "engine/news_queue.hpp"

#include <algorithm>
#include <utility>

namespace northstar::engine {

void news_queue::begin_count(const core::compiled_plan& plan) {
  room_ = recent_max_;
  listening_ = scopes_.size();
  scope_room_.assign(plan.unit_count(), 0);  // others may have listened before
  for (const core::unit_index u : scopes_) scope_room_[u] = scope_max_;
}

// Whether the next older change is taken; then it is counted, and named are the scopes that take it.
bool news_queue::takes(const std::array<const core::counting_line*, 2>& lines, scope_list* scopes) {
  bool heard = room_ != 0;
  for (const core::counting_line* line : lines)
    for (std::size_t i = 0; line && !heard && i < line->units.size(); ++i) heard = scope_room_[line->units[i]] != 0;
  if (!heard) return false;
  if (room_ != 0) --room_;
  const auto count = [&](core::unit_index u) {
    if (scope_room_[u] == 0) return;
    if (--scope_room_[u] == 0) --listening_;
    if (scopes) scopes->push_back(u);
  };
  if (lines[0])
    for (const core::unit_index u : lines[0]->units) count(u);
  if (lines[1] && lines[1] != lines[0])
    for (const core::unit_index u : lines[1]->units)
      if (!lines[0] || std::find(lines[0]->units.begin(), lines[0]->units.end(), u) == lines[0]->units.end()) count(u);
  return true;
}

bool news_queue::add(const std::shared_ptr<const core::compiled_plan>& plan, const std::vector<told_change>& changes, core::instant_ms at) {
  if (turns_ == all_turns_.size()) all_turns_.emplace_back();
  noted_turn& turn = all_turns_[turns_];
  turn.plan = plan;
  turn.at = at;
  turn.changes.clear();
  turn.texts.clear();
  begin_count(*plan);
  for (auto c = changes.rbegin(); c != changes.rend() && (room_ != 0 || listening_ != 0); ++c) {
    const std::array lines{line_of(c->before), line_of(c->after)};
    if ((lines[0] || lines[1]) && takes(lines, nullptr)) note(*c, turn);
  }
  if (turn.changes.empty()) return true;
  // Nobody hears of anything older.
  if (room_ == 0 && listening_ == 0 && turns_ != 0) {
    std::swap(all_turns_.front(), turn);
    turns_ = noted_ = 0;
  }
  noted_ += all_turns_[turns_++].changes.size();
  return noted_ < noted_max;
}

void news_queue::note(const told_change& c, noted_turn& in) {
  const news_matter m = engine::matter_of(c);
  noted& n = in.changes.emplace_back();
  n.offset = m.offset;
  n.key = m.key;
  n.lines = m.lines;
  n.occurred_at = m.told.occurred_at;
  n.amount = m.told.amount;
  n.edit = m.edit;
  n.texts_at = static_cast<std::uint32_t>(in.texts.size());
  const std::array texts{m.told.source, m.told.id, m.type, m.told.owner, m.told.currency, m.told.customer, m.told.product};
  static_assert(core::event_text_max <= UINT16_MAX);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    n.text_sizes[i] = static_cast<std::uint16_t>(texts[i].size());
    in.texts.append(texts[i]);
  }
}

news_matter news_queue::matter_of(const noted& n, const noted_turn& in) {
  std::array<std::string_view, std::tuple_size_v<decltype(n.text_sizes)>> texts;
  std::size_t at = n.texts_at;
  for (std::size_t i = 0; i < texts.size(); at += n.text_sizes[i], ++i) texts[i] = std::string_view(in.texts).substr(at, n.text_sizes[i]);
  news_matter m;
  m.offset = n.offset;
  m.key = n.key;
  m.lines = n.lines;
  m.edit = n.edit;
  m.told.occurred_at = n.occurred_at;
  m.told.amount = n.amount;
  std::size_t next = 0;
  for (std::string_view* to : {&m.told.source, &m.told.id, &m.type, &m.told.owner, &m.told.currency, &m.told.customer, &m.told.product}) *to = texts[next++];
  return m;
}

std::vector<news_queue::taken> news_queue::take() {
  std::vector<taken> out;
  if (turns_ != 0) begin_count(*all_turns_[turns_ - 1].plan);
  for (; turns_ != 0; --turns_) {
    noted_turn& turn = all_turns_[turns_ - 1];
    for (const noted& n : turn.changes) {
      if (room_ == 0 && listening_ == 0) break;
      taken& t = out.emplace_back();
      if (takes(n.lines, &t.scopes)) t.item = std::make_shared<const news_item>(news_of(*turn.plan, matter_of(n, turn), turn.at));
      else out.pop_back();
    }
    turn.plan.reset();
  }
  noted_ = 0;
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace northstar::engine
