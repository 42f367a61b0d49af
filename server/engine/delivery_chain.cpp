// SPDX-License-Identifier: MIT
#include "engine/delivery_chain.hpp"

#include <utility>

namespace northstar::engine {

result<std::optional<ledger::delivery_view>> delivery_view_in(ledger::record_kind kind, std::string_view body) {
  std::optional<ledger::delivery_view> found;
  if (kind == ledger::record_kind::delivery) {
    found = ledger::decode_delivery_view(body);
  } else if (kind == ledger::record_kind::released) {
    if (const auto release = ledger::decode_release_view(body)) found = release->taken;
  } else {
    return found;
  }
  if (!found) return errc::damaged;
  return found;
}

result<std::optional<ledger::delivery>> delivery_in(ledger::record_kind kind, std::string_view body) {
  const auto view = delivery_view_in(kind, body);
  if (view.has_error()) return view.error();
  return *view ? std::optional(ledger::to_delivery(**view)) : std::optional<ledger::delivery>();
}

result<ledger::delivery> delivery_at(ledger::ledger& ledger, ledger::offset at) {
  const auto stored = ledger.read(at);
  if (stored.has_error()) return stored.error();
  auto found = delivery_in(stored->record.kind, stored->record.body);
  if (found.has_error()) return found.error();
  if (!*found) return errc::damaged;
  return std::move(**found);
}

result<std::optional<core::event>> counted_before(ledger::ledger& ledger, const ledger::delivery& d) {
  if (d.previous == 0) return std::optional<core::event>();
  return counted_before(ledger, d.previous);
}

result<std::optional<core::event>> counted_before(ledger::ledger& ledger, ledger::offset at) {
  auto previous = delivery_at(ledger, at);
  if (previous.has_error()) return previous.error();
  if (previous->winner == 0) return std::optional(std::move(previous->event));
  auto winner = delivery_at(ledger, previous->winner);
  if (winner.has_error()) return winner.error();
  return std::optional(std::move(winner->event));
}

result<ledger::offset> winner_at(ledger::ledger& ledger, ledger::offset head, ledger::offset upto) {
  for (ledger::offset at = head; at != 0;) {
    const auto d = delivery_at(ledger, at);
    if (d.has_error()) return d.error();
    if (at <= upto) return d->winner == 0 ? at : d->winner;
    at = d->previous;
  }
  return ledger::offset{0};
}

}  // namespace northstar::engine
