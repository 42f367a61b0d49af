// SPDX-License-Identifier: MIT
#include "engine/past_fold.hpp"

#include <utility>
#include <vector>

#include "engine/delivery_chain.hpp"

namespace northstar::engine {

past_fold::past_fold(ledger::ledger& ledger, std::shared_ptr<const core::compiled_plan> plan, ledger::offset upto,
                     std::optional<core::instant_ms> occurred_by)
    : ledger_(ledger), board_(std::move(plan)), left_(upto), occurred_by_(occurred_by) {}

result<progress> past_fold::step(std::size_t records) {
  const ledger::offset first = left_ > records ? left_ - records + 1 : 1;
  std::vector<std::pair<ledger::offset, ledger::delivery>> piece;
  boost::system::error_code damage;
  const auto read = ledger_.replay(first, left_, [&](const ledger::record_view& r) {
    auto d = delivery_in(r.kind, r.body);
    if (d.has_error()) damage = d.error();
    else if (*d) piece.emplace_back(r.offset, std::move(**d));
  });
  if (read.has_error()) return read.error();
  if (damage) return damage;
  for (auto at = piece.rbegin(); at != piece.rend(); ++at)
    if (const auto met = meet(at->first, at->second); met.has_error()) return met.error();
  left_ = first - 1;
  return left_ == 0 ? progress::done : progress::more;
}

result<void> past_fold::meet(ledger::offset at, const ledger::delivery& d) {
  const auto known = open_.find(d.event.key);
  const ledger::offset counting = known == open_.end() ? (d.winner == 0 ? at : d.winner) : known->second;
  if (counting == at)
    if (const auto counted = count(d.event); counted.has_error()) return counted.error();
  const ledger::offset still_to_meet = counting == at ? 0 : counting;
  if (d.previous == 0) {
    if (known != open_.end()) open_.erase(known);
  } else if (known == open_.end()) {
    open_.emplace(d.event.key, still_to_meet);
  } else {
    known->second = still_to_meet;
  }
  return {};
}

result<void> past_fold::count(const core::event& e) {
  if (occurred_by_ && e.occurred_at > *occurred_by_) return {};
  constexpr auto reach = static_cast<unsigned __int128>(core::amount_max);
  if (!board_.surely_fits(reach) && !board_.fits(nullptr, &e)) return errc::past_a_counter;
  board_.apply(nullptr, &e);
  return {};
}

}  // namespace northstar::engine
