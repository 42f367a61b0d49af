// SPDX-License-Identifier: MIT
// What each table's checksum covers: the numbers of its row and its bytes, told apart by table.
#pragma once

#include "ledger/identity.hpp"
#include "ledger/ledger.hpp"

namespace northstar::ledger {

inline std::int64_t chunk_checksum(const identity& of, offset first, std::uint64_t count,
                                   core::instant_ms received_at, std::string_view body) {
  return checksum(of, {1, first, count, static_cast<std::uint64_t>(received_at)}, body);
}

inline std::int64_t checkpoint_checksum(const identity& of, offset at, std::string_view counters) {
  return checksum(of, {2, at}, counters);
}

inline std::int64_t key_run_checksum(const identity& of, std::uint64_t id, offset at,
                                     std::string_view body) {
  return checksum(of, {3, id, at}, body);
}

inline std::int64_t index_checksum(const identity& of, offset first, std::string_view body) {
  return checksum(of, {4, first}, body);
}

}  // namespace northstar::ledger
