// SPDX-License-Identifier: MIT
// The organisation that measurements are made with: 1,000 reps on four levels (company, regions,
// teams, reps), revenue, deals and win rate, slices by segment and product. The same size gives the
// same text.
#pragma once

#include <cstddef>
#include <string>

namespace northstar::bench {

struct big_plan_size {
  std::size_t regions = 10;
  std::size_t teams = 100;  // spread over the regions
  std::size_t reps = 1000;  // spread over the teams
};

inline constexpr const char* big_segments[] = {"new", "existing"};
inline constexpr const char* big_products[] = {"GTX Basic", "GTX Plus Basic", "GTX Pro",
                                               "MG Special"};

// The plan's JSON. Targets for the fiscal years 2025, 2026 and 2027, handed down to every rep.
std::string big_plan(const big_plan_size& size = {});
// The id of rep 0 … reps - 1.
std::string big_rep(std::size_t number);

}  // namespace northstar::bench
