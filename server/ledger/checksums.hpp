// SPDX-License-Identifier: MIT
// What each table's checksum covers: the numbers of its row and its bytes, told apart by table.
#pragma once

#include <array>

#include "ledger/identity.hpp"
#include "ledger/ledger.hpp"

namespace northstar::ledger {

inline std::int64_t chunk_checksum(const identity& of, offset first, std::uint64_t count,
                                   core::instant_ms received_at, std::string_view body) {
  return checksum(of, {1, first, count, static_cast<std::uint64_t>(received_at)}, body);
}

// `first`, `count`: the pieces in front of `rest`.
inline std::int64_t checkpoint_checksum(const identity& of, offset at, std::int64_t first, std::int64_t count,
                                        std::string_view rest) {
  if (count == 0) return checksum(of, {2, at}, rest);
  return checksum(of, {9, at, static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(count)}, rest);
}

inline std::int64_t checkpoint_piece_checksum(const identity& of, std::int64_t id, std::string_view body) {
  return checksum(of, {10, static_cast<std::uint64_t>(id)}, body);
}

inline std::int64_t key_run_checksum(const identity& of, std::uint64_t id, offset at,
                                     std::string_view body) {
  return checksum(of, {3, id, at}, body);
}

inline std::int64_t index_checksum(const identity& of, offset first, std::string_view body) {
  return checksum(of, {4, first}, body);
}

// Of a key run whose entries are sorted.
inline std::int64_t sorted_key_run_checksum(const identity& of, std::uint64_t id, offset at,
                                            std::string_view body) {
  return checksum(of, {5, id, at}, body);
}

inline std::int64_t key_page_checksum(const identity& of, std::uint64_t id, std::string_view body) {
  return checksum(of, {6, id}, body);
}

// `numbers`: id, level, base, upto, entries.
inline std::int64_t sorted_run_checksum(const identity& of, std::array<std::uint64_t, 5> numbers,
                                        std::string_view fences, std::string_view filter) {
  const auto of_fences = static_cast<std::uint64_t>(checksum(of, {7, numbers[0]}, fences));
  return checksum(of, {8, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], of_fences}, filter);
}

}  // namespace northstar::ledger
