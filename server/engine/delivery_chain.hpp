// SPDX-License-Identifier: MIT
// The history of a business key as the ledger holds it: each delivery names the one before it and which one counts.
#pragma once

#include <optional>
#include <string_view>

#include "engine/error.hpp"
#include "ledger/ledger.hpp"
#include "ledger/record_codec.hpp"

namespace northstar::engine {

// The delivery in a record of any kind that holds one; nullopt: another kind. Damage is an error.
result<std::optional<ledger::delivery>> delivery_in(ledger::record_kind kind, std::string_view body);
// The same; its texts lie in `body`.
result<std::optional<ledger::delivery_view>> delivery_view_in(ledger::record_kind kind, std::string_view body);
// The delivery at an offset that must hold one.
result<ledger::delivery> delivery_at(ledger::ledger& ledger, ledger::offset at);

// The event that counted for the key until this delivery came; empty when it is the first.
result<std::optional<core::event>> counted_before(ledger::ledger& ledger, const ledger::delivery& d);
// The same for a delivery that names `previous` as the one before it, which is not 0.
result<std::optional<core::event>> counted_before(ledger::ledger& ledger, ledger::offset previous);

// Which delivery of a key counts once everything up to `upto` is known; `head` is the newest one of the key. 0: none was there yet.
result<ledger::offset> winner_at(ledger::ledger& ledger, ledger::offset head, ledger::offset upto);

}  // namespace northstar::engine
