// SPDX-License-Identifier: MIT
// Copies of ledgers between nodes: the giver's side takes one beside the writer, the taker's side puts one in the place of its own.
#pragma once

#include <filesystem>

#include "ledger/ledger.hpp"

namespace northstar {

// Within the data folder.
inline constexpr const char* given_copy_folder = "copy-given";
inline constexpr const char* taken_copy_folder = "copy-taken";

// Where a copy that is fetched for this data folder is written.
std::filesystem::path taken_copy_file(const std::filesystem::path& data);

// Makes a copy of the data folder's ledger in `folder`; names its file. May run beside the server that writes it.
ledger::result<std::filesystem::path> make_ledger_copy(const std::filesystem::path& data, const std::filesystem::path& folder);

// The copy that was fetched takes the ledger's place; nobody has either open. What this ledger alone holds is in the outbox before that, `bytes_max` of it at most.
ledger::result<void> take_ledger_copy(const std::filesystem::path& data, std::size_t bytes_max);

}  // namespace northstar
