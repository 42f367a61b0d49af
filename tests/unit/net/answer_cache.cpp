// SPDX-License-Identifier: MIT
#include "net/answer_cache.hpp"

#include <memory>
#include <string>

#include "catch.hpp"

using namespace northstar::net;

namespace {

std::shared_ptr<const std::string> text(std::string t) { return std::make_shared<const std::string>(std::move(t)); }

}  // namespace

TEST_CASE("an answer is kept for a moment, for its question alone, and only while nothing is recorded", "[net][cache]") {
  answer_cache cache;
  cache.keep("a", {1, 7}, 1000, text("cells"));
  REQUIRE(cache.find("a", {1, 7}, 1000));
  CHECK(*cache.find("a", {1, 7}, 1000 + answer_cache::kept_ms - 1)->body == "cells");
  CHECK_FALSE(cache.find("b", {1, 7}, 1000));
  struct row {
    answer_cache::board_state of;
    northstar::core::instant_ms now;
  };
  for (const row& r : {row{{1, 8}, 1000}, row{{2, 7}, 1000}, row{{1, 7}, 1000 + answer_cache::kept_ms}, row{{1, 7}, 999}}) {
    answer_cache other;
    other.keep("a", {1, 7}, 1000, text("cells"));
    CHECK_FALSE(other.find("a", r.of, r.now));
    CHECK(other.size() == 0);
  }
}

TEST_CASE("kept answers are bounded in number and in bytes, and the oldest go first", "[net][cache]") {
  answer_cache cache;
  for (std::size_t i = 0; i < 2 * answer_cache::answers_max; ++i) cache.keep(std::to_string(i), {1, 1}, 0, text("x"));
  CHECK(cache.size() == answer_cache::answers_max);
  CHECK_FALSE(cache.find("0", {1, 1}, 0));
  CHECK(cache.find(std::to_string(2 * answer_cache::answers_max - 1), {1, 1}, 0));

  cache.keep("large", {1, 1}, 0, text(std::string(answer_cache::bytes_max / 2, 'x')));
  CHECK(cache.size() == 1);
  CHECK(cache.keep("too large", {1, 1}, 0, text(std::string(answer_cache::bytes_max / 2 + 1, 'x'))) == nullptr);
  CHECK(cache.size() == 1);
}
