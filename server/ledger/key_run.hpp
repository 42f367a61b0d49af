// SPDX-License-Identifier: MIT
// Key entries as bytes: 24 each, digest high, digest low, head.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "ledger/ledger.hpp"

namespace northstar::ledger {

// One row of the file; a checkpoint with more entries takes several rows. 1.5 MiB.
inline constexpr std::size_t key_run_entries_max = 65'536;

std::string pack_keys(std::span<const key_entry> keys);
// False: the bytes are no key run, and nothing was visited.
bool unpack_keys(std::string_view body, const std::function<void(const key_entry&)>& visit);

}  // namespace northstar::ledger
