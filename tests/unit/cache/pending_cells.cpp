// SPDX-License-Identifier: MIT
#include "cache/pending_cells.hpp"

#include "catch.hpp"

using namespace northstar::cache;

namespace {

using values = std::unordered_map<std::string, std::int64_t>;

}  // namespace

TEST_CASE("changes that follow each other are merged to the newest value of each cell", "[cache]") {
  pending_cells p(10);
  CHECK_FALSE(p.is_begun());
  CHECK(p.add({{"a", 1}, {"b", 1}}, 5, 6));
  CHECK(p.add({{"b", 2}}, 6, 9));
  const auto taken = p.take();
  CHECK(taken.cells == values{{"a", 1}, {"b", 2}});
  CHECK(taken.from == 5);
  CHECK(taken.upto == 9);
  CHECK_FALSE(p.has_news());
  CHECK(p.upto() == 9);
}

TEST_CASE("a gap between changes is noticed, an overlap does no harm", "[cache]") {
  pending_cells p(10);
  CHECK(p.add({{"a", 1}}, 5, 6));
  CHECK(p.add({{"a", 2}}, 4, 7));
  CHECK_FALSE(p.add({{"a", 3}}, 8, 9));
  CHECK_FALSE(p.is_begun());
}

TEST_CASE("what was not written goes beneath what has come since", "[cache]") {
  pending_cells p(10);
  p.add({{"a", 1}, {"b", 1}}, 5, 6);
  auto taken = p.take();
  p.add({{"b", 2}, {"c", 2}}, 6, 7);
  CHECK(p.put_back(std::move(taken)));
  const auto again = p.take();
  CHECK(again.cells == values{{"a", 1}, {"b", 2}, {"c", 2}});
  CHECK(again.from == 5);
  CHECK(again.upto == 7);
}

TEST_CASE("more cells than the bound are given up", "[cache]") {
  pending_cells p(2);
  CHECK(p.add({{"a", 1}, {"b", 1}}, 0, 1));
  CHECK(p.add({{"a", 2}}, 1, 2));
  auto taken = p.take();
  CHECK(p.add({{"c", 1}}, 2, 3));
  CHECK_FALSE(p.put_back(std::move(taken)));
  CHECK_FALSE(p.add({{"a", 1}, {"b", 1}, {"c", 1}}, 0, 1));
}
