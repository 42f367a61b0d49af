// SPDX-License-Identifier: MIT
#include "core/judge.hpp"

#include "catch.hpp"

using namespace northstar::core;

TEST_CASE("the highest version counts, then the later business time, then the later arrival",
          "[core][judge]") {
  const struct {
    std::int64_t version, occurred_at, winner_version, winner_occurred_at;
    bool wins;
  } rows[] = {{1, 10, 0, 99, true},   {0, 99, 1, 10, false},
              {3, 11, 3, 10, true},   {3, 10, 3, 11, false},
              {3, 10, 3, 10, true},   {0, 10, 0, 10, true},
              {-1, 20, 0, 10, false}, {INT64_MAX, 0, INT64_MIN, 1, true}};
  for (const auto& row : rows) {
    event candidate, winner;
    candidate.version = row.version, candidate.occurred_at = row.occurred_at;
    winner.version = row.winner_version, winner.occurred_at = row.winner_occurred_at;
    INFO("version " << row.version << " at " << row.occurred_at << " after version "
                    << row.winner_version << " at " << row.winner_occurred_at);
    CHECK(wins(candidate, winner) == row.wins);
  }
}

TEST_CASE("a void is a version like any other", "[core][judge]") {
  event sale, taken_back;
  sale.version = 2;
  taken_back.type = "void";
  taken_back.version = 1;
  CHECK_FALSE(wins(taken_back, sale));
  taken_back.version = 3;
  CHECK(wins(taken_back, sale));
  CHECK_FALSE(wins(sale, taken_back));
}
