// SPDX-License-Identifier: MIT
// The company of all benchmarks and what it sells: 1,000 reps in 50 teams in 5 regions, 3 metrics,
// 2 kinds of slices, a year's target for every team, split among its reps and rolled up above.
// Texts only, made from a seed: nothing here knows the server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace load {

// The plan as JSON, with targets for `year` (and `years - 1` before it).
std::string company_plan(int year, int years = 1);

// SplitMix64: small, and the same everywhere.
class dice {
 public:
  explicit dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t n) { return next() % n; }

 private:
  std::uint64_t state_;
};

// A body of sales, an object a line, about 235 bytes each, and where the digits of each id stand: a
// body can be sent again with new ids by writing twelve digits a row.
struct sales_body {
  std::string text;
  std::vector<std::size_t> ids;

  // Numbers the rows from `first` on.
  void number(std::uint64_t first);
};

inline constexpr std::size_t id_digits = 12;

struct sales_shape {
  std::uint64_t seed = 1;
  std::int64_t now_ms = 0;  // sales are of this day and, one in eight, of the 20 days before
  bool one_object = false;  // one event without a line end, for single posts
};

sales_body make_sales(std::size_t rows, const sales_shape& shape);

}  // namespace load
