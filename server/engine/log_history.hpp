// SPDX-License-Identifier: MIT
// Entries of the shared log as a node's ledger can make them again: its marks say where each begins and ends, its records what it held.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cluster/log_store.hpp"
#include "ledger/ledger.hpp"

namespace northstar::engine {

// The uid of an entry; empty: not marked (any more).
std::string uid_of_entry(ledger::ledger& in, std::uint64_t seq);

// Entries from `first` on (or the first one it still can), 4 MiB of them at most.
cluster::result<std::vector<cluster::log_entry>> entries_in(ledger::ledger& from, std::uint64_t first);

// Of an entry that a node has and the log has lost: whether somebody would miss it. Not when it only says where or when something was, or came to nothing.
bool is_worth_offering(const std::string& body);

// What a node gives up with its own ledger when a copy of another node's takes its place: entries behind those that both have, to be offered to the log again. What the
// copy has all the same under another number is a duplicate there. Where the two have no marks in common, the newest 4,096 of `own`. errc::too_much_alone: past bytes_max.
cluster::result<std::vector<cluster::offer>> entries_beyond(ledger::ledger& own, ledger::ledger& copy, std::size_t bytes_max);

}  // namespace northstar::engine
