// SPDX-License-Identifier: MIT
#include "engine/explanation.hpp"

#include <algorithm>
#include <utility>

#include "core/view.hpp"
#include "engine/delivery_chain.hpp"

namespace northstar::engine {

explanation::explanation(past_sources from, explanation_question question, answer then)
    : ledger_(*from.ledger),
      question_(std::move(question)),
      then_(std::move(then)),
      start_(std::move(from), question_.plan, question_.after, question_.occurred_by),
      next_(question_.after + 1) {
  page_.key = question_.key;
  page_.plan = question_.plan.compiled;
  for (const recorded_plan& p : question_.plan.versions)
    if (p.at > question_.after && p.at <= question_.upto && p.version > 1) page_.plans.push_back(p);
}

result<progress> explanation::step() {
  if (board_) return walk();
  const auto folded = start_.step();
  if (folded.has_error() || *folded == progress::more) return folded;
  board_ = start_.take();
  page_.before = page_.after = core::actual_at(*board_, question_.key);
  return progress::more;
}

result<progress> explanation::walk() {
  const ledger::offset last = std::min<ledger::offset>(question_.upto, next_ + piece_records - 1);
  struct seen {
    ledger::offset at;
    core::instant_ms received_at;
    bool released;
    ledger::delivery delivery;
  };
  std::vector<seen> piece;
  boost::system::error_code damage;
  const auto read = ledger_.replay(next_, last, [&](const ledger::record_view& r) {
    auto d = delivery_in(r.kind, r.body);
    if (d.has_error()) damage = d.error();
    else if (*d && (**d).winner == 0) piece.push_back({r.offset, r.received_at, r.kind == ledger::record_kind::released, std::move(**d)});
  });
  if (read.has_error()) return read.error();
  if (damage) return damage;
  for (const seen& s : piece) {
    if (const auto taken = take(s.at, s.received_at, s.released, s.delivery); taken.has_error()) return taken.error();
    if (page_.moves.size() == question_.moves_max && s.at < question_.upto) return finish(s.at);
  }
  next_ = last + 1;
  if (next_ <= question_.upto) return progress::more;
  return finish(std::nullopt);
}

progress explanation::finish(std::optional<ledger::offset> next) {
  page_.next = next;
  then_(std::move(page_));
  return progress::done;
}

bool explanation::counts(const core::event& e) const { return !question_.occurred_by || e.occurred_at <= *question_.occurred_by; }

result<void> explanation::take(ledger::offset at, core::instant_ms received_at, bool released, const ledger::delivery& d) {
  auto replaced = counted_before(ledger_, d);
  if (replaced.has_error()) return replaced.error();
  const core::event* before = *replaced && counts(**replaced) ? &**replaced : nullptr;
  const core::event* after = counts(d.event) ? &d.event : nullptr;
  constexpr auto reach = static_cast<unsigned __int128>(2 * core::amount_max);
  if (!board_->surely_fits(reach) && !board_->fits(before, after)) return errc::past_a_counter;
  board_->apply(before, after);
  const auto now = core::actual_at(*board_, question_.key);
  if (now == page_.after) return {};
  page_.moves.push_back({at, received_at, std::move(*replaced), d.event, released, page_.after, now});
  page_.after = now;
  return {};
}

}  // namespace northstar::engine
