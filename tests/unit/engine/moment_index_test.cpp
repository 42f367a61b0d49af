// SPDX-License-Identifier: MIT
#include <algorithm>
#include <random>

#include "catch.hpp"
#include "engine/moment_index.hpp"

using namespace northstar;
using engine::moment_index;
using ledger::offset;

namespace {

constexpr core::instant_ms hour = 3'600'000;
constexpr core::instant_ms some_day = 20'000 * core::ms_per_day;

struct row {
  bool is_delivery = false;
  ledger::delivery_head head;
};

// Deliveries, most of them near in time; some are edits, some lost, some records are none.
std::vector<row> random_rows(std::mt19937& random, std::size_t count, bool in_order) {
  const auto below = [&](std::uint64_t n) { return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(random); };
  std::vector<row> rows(count);
  std::vector<offset> newest;   // delivery of a key that has another one to come
  std::vector<offset> winner;
  for (std::size_t i = 0; i < count; ++i) {
    row& r = rows[i];
    if (below(50) == 0) continue;
    r.is_delivery = true;
    const auto at = in_order ? static_cast<core::instant_ms>(i) * 3000 - static_cast<core::instant_ms>(below(10) == 0 ? below(500) : 0) * hour
                             : static_cast<core::instant_ms>(below(9000)) * hour;
    r.head.occurred_at = some_day + at + static_cast<core::instant_ms>(below(1000));
    if (!newest.empty() && below(10) == 0) {
      const std::size_t key = below(newest.size());
      r.head.previous = newest[key];
      if (below(3) == 0) r.head.winner = winner[key];
      else winner[key] = i + 1;
      newest[key] = i + 1;
    } else if (below(4) == 0) {
      newest.push_back(i + 1);
      winner.push_back(i + 1);
    }
  }
  return rows;
}

moment_index index_of(const std::vector<row>& rows) {
  moment_index index;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].is_delivery) index.take(i + 1, rows[i].head);
  index.skip_to(rows.size());
  return index;
}

void same(const moment_index& a, const moment_index& b) {
  REQUIRE(a.upto() == b.upto());
  std::vector<offset> in_a, in_b;
  for (core::instant_ms from = 0; from < 9000 * hour; from += 173 * hour) {
    const engine::time_range when{some_day + from, some_day + from + 90 * hour};
    a.find(1, a.upto(), when, in_a);
    b.find(1, b.upto(), when, in_b);
  }
  CHECK(in_a == in_b);
  const auto pairs = [](const moment_index& m) {
    std::vector<std::pair<offset, offset>> out;
    for (const auto& r : m.replacements()) out.emplace_back(r.by, r.was);
    return out;
  };
  CHECK(pairs(a) == pairs(b));
}

}  // namespace

TEST_CASE("the index names every delivery that counted and occurred in a range, and none far from it", "[engine][past]") {
  const bool in_order = GENERATE(true, false);
  const unsigned seed = std::random_device{}();
  CAPTURE(seed, in_order);
  std::mt19937 random(seed);
  const auto rows = random_rows(random, 30'000, in_order);
  const moment_index index = index_of(rows);
  for (int n = 0; n < 200; ++n) {
    const auto pick = [&](std::uint64_t max) { return std::uniform_int_distribution<std::uint64_t>(0, max)(random); };
    const engine::time_range when{some_day + static_cast<core::instant_ms>(pick(9000)) * hour, some_day + static_cast<core::instant_ms>(pick(9000)) * hour};
    const offset first = pick(rows.size()), last = pick(rows.size() + 10);
    std::vector<offset> found;
    index.find(first, last, when, found);
    CHECK(std::is_sorted(found.begin(), found.end()));
    std::size_t must = 0, may = 0;
    for (offset at = std::max<offset>(first, 1); at <= std::min<offset>(last, rows.size()); ++at) {
      const row& r = rows[at - 1];
      if (!r.is_delivery || r.head.winner != 0) continue;
      const bool named = std::binary_search(found.begin(), found.end(), at);
      if (when.holds(r.head.occurred_at)) must += named ? 0 : 1;
      else if (named) may += r.head.occurred_at < when.first - 2 * hour || r.head.occurred_at > when.last + 2 * hour ? 1 : 0;
      CHECK(named == index.may_have_occurred(at, when));
    }
    CHECK(must == 0);
    CHECK(may == 0);
  }
}

TEST_CASE("the index tells which delivery each edit took the place of, past those that had lost", "[engine][past]") {
  moment_index index;
  const auto at = some_day;
  index.take(1, {0, 0, at});
  index.take(3, {1, 1, at});  // lost against 1
  index.take(4, {3, 1, at});  // lost too
  index.take(7, {4, 0, at});  // wins
  index.take(9, {7, 0, at});
  index.take(10, {9, 9, at});
  REQUIRE(index.replacements().size() == 2);
  CHECK((index.replacements()[0].by == 7 && index.replacements()[0].was == 1));
  CHECK((index.replacements()[1].by == 9 && index.replacements()[1].was == 7));
  CHECK(index.replaced_behind(7) == 1);
  CHECK(index.replaced_behind(6) == 0);
}

TEST_CASE("an index read back from its pieces goes on as the one that wrote them", "[engine][past]") {
  const bool in_order = GENERATE(true, false);
  const unsigned seed = std::random_device{}();
  CAPTURE(seed, in_order);
  std::mt19937 random(seed);
  const auto rows = random_rows(random, 2 * moment_index::piece_records + 7000, in_order);
  moment_index whole = index_of(rows);
  const auto pieces = whole.take_unsaved(9);
  REQUIRE(pieces.size() == 2);
  CHECK(pieces[1].first == moment_index::piece_records + 1);
  CHECK(whole.take_unsaved(9).empty());
  moment_index again;
  for (const auto& p : pieces) REQUIRE(again.load_piece(p.body));
  CHECK(again.take_unsaved(9).empty());
  for (offset at = again.upto() + 1; at <= rows.size(); ++at)
    if (rows[at - 1].is_delivery) again.take(at, rows[at - 1].head);
  again.skip_to(rows.size());
  same(whole, again);
  CHECK(whole.bytes() < 4 * rows.size());
}

TEST_CASE("a damaged piece of the index is refused and leaves it as it was", "[engine][past]") {
  std::mt19937 random(7);
  const auto rows = random_rows(random, moment_index::piece_records, false);
  const auto pieces = index_of(rows).take_unsaved(1);
  REQUIRE(pieces.size() == 1);
  const std::string& body = pieces[0].body;
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, body.size() / 2, body.size() - 1}) {
    moment_index index;
    CHECK_FALSE(index.load_piece(body.substr(0, size)));
    CHECK(index.upto() == 0);
  }
  moment_index index;
  CHECK_FALSE(index.load_piece(body + "x"));
  REQUIRE(index.load_piece(body));
  CHECK(index.upto() == moment_index::piece_records);
}
