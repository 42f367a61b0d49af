// SPDX-License-Identifier: MIT
#include "engine/history.hpp"

#include <algorithm>
#include <utility>

#include "engine/delivery_chain.hpp"

namespace northstar::engine {

ledger::result<judgement> history::judge(const core::event& candidate) {
  const auto found = find(candidate.key);
  if (found.has_error()) return found.error();
  judgement out;
  const known_key* known = *found;
  if (!known) return out;
  out.previous = known->head;
  out.winner = known->winner;
  out.counted = &known->counted;
  const auto& seen = known->contents;
  if (std::find(seen.rbegin(), seen.rend(), candidate.content) != seen.rend()) out.verdict = core::verdict::duplicate;
  else out.verdict = core::wins(candidate, known->counted) ? core::verdict::replaced : core::verdict::stale;
  return out;
}

void history::remember(ledger::offset at, const ledger::delivery& d) {
  known_key& known = known_[d.event.key];
  known.head = at;
  known.contents.push_back(d.event.content);
  ++contents_known_;
  if (d.winner == 0) {
    known.winner = at;
    known.counted = d.event;
  }
  heads_[d.event.key] = at;
  unsaved_.push_back({d.event.key, at});
}

void history::turn_done() {
  if (contents_known_ <= known_max) return;
  known_.clear();
  contents_known_ = 0;
}

std::vector<ledger::key_entry> history::take_unsaved() { return std::exchange(unsaved_, {}); }

void history::forget_unsaved(ledger::offset upto) {
  std::erase_if(unsaved_, [&](const ledger::key_entry& e) { return e.head <= upto; });
}

ledger::result<history::known_key*> history::find(const core::digest& key) {
  if (const auto at = known_.find(key); at != known_.end()) return &at->second;
  const auto head = heads_.find(key);
  if (head == heads_.end()) return nullptr;
  auto chain = read_chain(head->second);
  if (chain.has_error()) return chain.error();
  contents_known_ += chain->contents.size();
  return &known_.emplace(key, std::move(*chain)).first->second;
}

ledger::result<history::known_key> history::read_chain(ledger::offset head) {
  known_key out;
  out.head = head;
  for (ledger::offset at = head; at != 0;) {
    auto d = delivery_at(*ledger_, at);
    if (d.has_error()) return d.error();
    if (at == head) out.winner = d->winner == 0 ? at : d->winner;
    out.contents.push_back(d->event.content);
    const ledger::offset before = d->previous;
    if (at == out.winner) out.counted = std::move(d->event);
    at = before;
  }
  std::reverse(out.contents.begin(), out.contents.end());
  return out;
}

}  // namespace northstar::engine
