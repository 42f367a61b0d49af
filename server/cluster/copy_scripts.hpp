// SPDX-License-Identifier: MIT
// How a copy of one node's ledger goes to another through Redis, each step at once: the one who wants it says so again and again, one of the others takes it on, and lays down
// pieces of which a few wait at a time. Everything there ends by itself when either of the two is gone.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "redis/script.hpp"

namespace northstar::cluster {

struct copy_keys {
  explicit copy_keys(const std::string& name);
  std::string wanted;  // text: who wants a copy; ends after alive_ms
  std::string giver;   // text: for whom and who gives; ends after alive_ms
  std::string pieces;  // hash: number from 1 → bytes
  redis::words all() const { return {wanted, giver, pieces}; }
};

// A piece is a letter and bytes of the file, but for the last one: letter, and what the whole is checked against.
inline constexpr std::size_t copy_piece_bytes = std::size_t{512} << 10;
inline constexpr char piece_of_file = 'F', piece_of_end = 'E';
inline constexpr std::size_t copy_pieces_waiting_max = 32;
inline constexpr std::size_t copy_pieces_at_once = 8;
inline constexpr std::int64_t copy_alive_ms = 10'000;

struct copy_scripts {
  copy_scripts();

  redis::script want;   // [all] who, alive, first, count → giver (empty: none yet; "busy": another one is being given a copy), then the pieces from `first` on that are there.
                        // Those before it go.
  redis::script done;   // [all] who, alive: nothing is wanted any more; the log is kept untrimmed a little longer, until whoever has the copy reads on
  redis::script claim;  // [all] node, alive → who wants a copy and is now given one by `node`; empty: nobody, or another node does
  redis::script keep;   // [all] who, node, alive → whether it is still so
  redis::script lay;    // [all] who, node, alive, number, bytes, most → "laid", "full", or "over"
};

}  // namespace northstar::cluster
