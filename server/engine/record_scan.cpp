// SPDX-License-Identifier: MIT
#include "engine/record_scan.hpp"

#include <algorithm>
#include <utility>

#include "engine/delivery_chain.hpp"

namespace northstar::engine {

record_scan::record_scan(ledger::ledger& ledger, head_of heads, record_question question, answer then)
    : ledger_(ledger), heads_(std::move(heads)), question_(std::move(question)), then_(std::move(then)), next_(question_.after + 1) {}

result<progress> record_scan::step() {
  const ledger::offset last = std::min<ledger::offset>(question_.upto, next_ + piece_records - 1);
  struct seen {
    ledger::offset at;
    core::instant_ms received_at;
    ledger::delivery delivery;
  };
  std::vector<seen> piece;
  boost::system::error_code damage;
  const auto read = ledger_.replay(next_, last, [&](const ledger::record_view& r) {
    auto d = delivery_in(r.kind, r.body);
    if (d.has_error()) damage = d.error();
    else if (*d && (**d).winner == 0) piece.push_back({r.offset, r.received_at, std::move(**d)});
  });
  if (read.has_error()) return read.error();
  if (damage) return damage;
  for (seen& s : piece) {
    if (page_.rows.size() == question_.rows_max) {
      page_.next = page_.rows.back().at;
      then_(std::move(page_));
      return progress::done;
    }
    if (const auto looked = look_at(s.at, s.received_at, std::move(s.delivery)); looked.has_error()) return looked.error();
  }
  looked_at_ += last + 1 > next_ ? last + 1 - next_ : 0;
  next_ = std::max(next_, last + 1);
  const bool over = next_ > question_.upto;
  if (!over && looked_at_ < question_.looked_at_max) return progress::more;
  if (!over) page_.next = last;
  then_(std::move(page_));
  return progress::done;
}

result<void> record_scan::look_at(ledger::offset at, core::instant_ms received_at, ledger::delivery d) {
  const core::event& e = d.event;
  if (e.takes_back() || (question_.occurred_by && e.occurred_at > *question_.occurred_by)) return {};
  if (!question_.wanted(e)) return {};
  const ledger::offset head = heads_(e.key);
  if (head != at) {  // edited since, or delivered again: does this one count still?
    const auto winner = winner_at(ledger_, head, question_.upto);
    if (winner.has_error()) return winner.error();
    if (*winner != at) return {};
  }
  page_.rows.push_back({at, received_at, std::move(d.event)});
  return {};
}

}  // namespace northstar::engine
