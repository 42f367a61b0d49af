// SPDX-License-Identifier: MIT
#include "engine/history.hpp"

#include <algorithm>
#include <utility>

#include "engine/delivery_chain.hpp"

namespace northstar::engine {

namespace {

// Shards looked through a turn for what has settled: about a millisecond.
constexpr std::size_t shards_a_turn = 4;

}  // namespace

ledger::result<judgement> history::judge(const core::event_view& candidate) {
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

// A new key costs its entry alone: its event is read back if the key comes again.
void history::remember(ledger::offset at, const ledger::delivery_view& d) {
  note({d.event.key, at});
  if (d.previous == 0) return;
  const auto found = known_.find(d.event.key);
  if (found == known_.end()) return;
  known_key& known = found->second;
  known.head = at;
  known.contents.push_back(d.event.content);
  ++contents_known_;
  if (d.winner != 0) return;
  known.winner = at;
  known.counted = core::to_event(d.event);
}

void history::note(const ledger::key_entry& entry) {
  heads_.put(entry, std::exchange(judged_, {}));
  unsaved_.push_back(entry);
}

std::vector<ledger::key_entry> history::take_unsaved(ledger::offset upto) {
  const auto behind = std::partition_point(unsaved_.begin(), unsaved_.end(), [&](const ledger::key_entry& e) { return e.head <= upto; });
  std::vector<ledger::key_entry> later(behind, unsaved_.end());
  unsaved_.erase(behind, unsaved_.end());
  return std::exchange(unsaved_, std::move(later));
}

void history::turn_done() {
  if (contents_known_ > known_max) {
    known_.clear();
    contents_known_ = 0;
  }
  drop_settled();
}

void history::drop_settled() {
  if (dropping_ == key_index::shard_count) {
    const ledger::offset settled = ledger_->keys_settled();
    if (settled == dropped_to_) return;
    dropping_to_ = settled;
    dropping_ = 0;
  }
  judged_ = {};
  const std::size_t end = std::min(dropping_ + shards_a_turn, key_index::shard_count);
  for (; dropping_ < end; ++dropping_) heads_.drop(dropping_, dropping_to_);
  if (dropping_ == key_index::shard_count) dropped_to_ = dropping_to_;
}

void history::restore(key_index loaded) {
  judged_ = {};
  heads_ = std::move(loaded);
  heads_.put(unsaved_);
  dropped_to_ = ledger_->keys_settled();
}

ledger::result<ledger::offset> history::head_of(const core::digest& key) {
  key_index::vacancy unused;
  return head_of(key, unused);
}

ledger::result<ledger::offset> history::head_of(const core::digest& key, key_index::vacancy& where) {
  const ledger::offset head = heads_.find(key, where);
  if (head != 0 || ledger_->keys_settled() == 0) return head;
  return ledger_->find_key(key);
}

ledger::result<history::known_key*> history::find(const core::digest& key) {
  const auto head = head_of(key, judged_);
  if (head.has_error()) return head.error();
  if (*head == 0) return nullptr;
  if (const auto at = known_.find(key); at != known_.end()) return &at->second;
  auto chain = read_chain(*head);
  if (chain.has_error()) return chain.error();
  contents_known_ += chain->contents.size();
  return &known_.emplace(key, std::move(*chain)).first->second;
}

ledger::result<history::known_key> history::read_chain(ledger::offset head) {
  known_key out;
  out.head = head;
  for (ledger::offset at = head; at != 0;) {
    auto d = read(at);
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

ledger::result<ledger::delivery> history::read(ledger::offset at) {
  if (at <= ledger_->last()) return delivery_at(*ledger_, at);
  auto waiting = turn_ ? turn_(at) : std::nullopt;
  if (!waiting) return make_error_code(errc::damaged);
  return std::move(*waiting);
}

}  // namespace northstar::engine
