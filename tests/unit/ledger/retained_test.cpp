// SPDX-License-Identifier: MIT
#include <algorithm>

#include "catch.hpp"
#include "ledger/retained.hpp"

using namespace northstar::ledger;

namespace {

// What is left after a checkpoint of `bytes` each `every` records, up to `last`.
std::vector<checkpoint_size> left_after(offset every, offset last, const retention& rules, std::size_t bytes = 100) {
  std::vector<checkpoint_size> all;
  for (offset at = every; at <= last; at += every) {
    all.push_back({at, bytes});
    for (const offset gone : not_retained(all, rules)) std::erase_if(all, [&](const checkpoint_size& c) { return c.at == gone; });
  }
  return all;
}

// The longest way from any record to the nearest checkpoint or to the end.
offset farthest(const std::vector<checkpoint_size>& all, offset last) {
  offset far = 0;
  for (offset at = 1; at <= last; at += 97) {
    offset near = last - at;
    for (const checkpoint_size& c : all) near = std::min(near, c.at < at ? at - c.at : c.at - at);
    far = std::max(far, near);
  }
  return far;
}

}  // namespace

TEST_CASE("the two newest checkpoints stay always, and nothing else of a small ledger", "[ledger]") {
  CHECK(not_retained({}, {}).empty());
  CHECK(not_retained({{5, 1}, {9, 1}}, {}).empty());
  CHECK(not_retained({{3, 1}, {5, 1}, {9, 1}}, {}) == std::vector<offset>{3});
}

TEST_CASE("older checkpoints stay spread over all records, however often they come", "[ledger]") {
  const retention rules{.spacing = 1000, .count_max = 16, .bytes_max = 1u << 20, .bytes_max_per_record = 1};
  for (const offset every : {7, 130, 999, 1001, 2600})
    for (const offset last : {5'000, 60'000, 333'333}) {
      CAPTURE(every, last);
      const auto left = left_after(every, last, rules);
      CHECK(left.size() <= rules.count_max + 2);
      const offset spacing = std::max<offset>(rules.spacing, last / rules.count_max * 2);
      CHECK(farthest(left, last) <= spacing + every);
    }
}

TEST_CASE("checkpoints for the past take no more than their share of the disk, and are fewer when they are large", "[ledger]") {
  const retention rules{.spacing = 1000, .count_max = 32, .bytes_max = 10'000, .bytes_max_per_record = 2};
  const auto left = left_after(500, 100'000, rules, 40'000);
  std::size_t bytes = 0;
  for (std::size_t i = 0; i + 2 < left.size(); ++i) bytes += left[i].bytes;
  CHECK(bytes <= 200'000);
  CHECK(left.size() > 3);
  CHECK(left_after(500, 100'000, rules, 1'000'000).size() == 2);
}
