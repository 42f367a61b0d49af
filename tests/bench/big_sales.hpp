// SPDX-License-Identifier: MIT
// Sales of the big organisation as rows of NDJSON, in the order of their dates or of any: 5 % are edits of an
// earlier deal (mostly a recent one), 1 % take one back. The same numbers give the same rows.
#pragma once

#include <cstdint>
#include <string>

#include "core/ids.hpp"

namespace northstar::bench {

struct big_sales {
  std::uint64_t seed = 1;
  std::uint64_t count = 1'000'000;  // rows in all, spread evenly over the time
  core::instant_ms from = 0;        // of row 0
  core::instant_ms to = 0;          // behind the last row
  std::uint64_t reps = 1000;
  unsigned edits_permille = 50;
  unsigned voids_permille = 10;
  bool shuffled = false;  // dates in no order, as an old system's export may have them

  core::instant_ms occurred_at(std::uint64_t row) const;
  // Row 0 … count - 1 with its line end.
  void write(std::uint64_t row, std::string& into) const;
};

// "2026-11-21T09:30:00.250+08:00".
std::string shanghai_time(core::instant_ms at);

}  // namespace northstar::bench
