// SPDX-License-Identifier: MIT
// A board as bytes and back.
#include <algorithm>

#include "catch.hpp"
#include "core/board.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

struct firm : sample_plan {
  unit_index east = add_unit("east", 0);
  metric_index revenue = add_money("revenue", {"won"}, {"refund"});
  metric_index buyers = add_distinct("buyers", event_field::customer, {"won"});
  firm() { set_slices({"new"}, {"GTX Pro"}); }
};

event sold(const char* owner, std::string_view amount, const char* customer, const char* date) {
  event e = sale("D-1", at_offset(std::string(date) + " 12:00", 8), owner, amount);
  e.customer = customer;
  return e;
}

std::vector<event> some_sales() {
  return {
      sold("east", "12.50", "ACME", "2026-11-21"), sold("east", "-7", "ACME", "2026-11-22"),
      sold("", "1", "Bär", "1999-12-31"),          sold("acme", "10000000000000", "", "2199-12-30"),
      sold("east", "0", "ACME", "1970-01-02"),     sold("who", "3", "x", "2026-11-21")};
}

board with(std::shared_ptr<const compiled_plan> plan, const std::vector<event>& events) {
  board b(std::move(plan));
  for (const event& e : events) b.apply(nullptr, &e);
  return b;
}

}  // namespace

TEST_CASE("a board reads back from its bytes", "[core][board]") {
  const auto plan = firm().ready();
  const board full = with(plan, some_sales());
  board again(plan);
  REQUIRE(again.load(full.save()));
  CHECK(again.save() == full.save());
  CHECK(again.total(0, 0, 0, first_day_supported, last_day_supported) ==
        full.total(0, 0, 0, first_day_supported, last_day_supported));
  CHECK(again.total(0, 1, 0, first_day_supported, last_day_supported) == 3);
  const event more = sold("east", "1", "ACME", "2026-11-21");
  board both = full;
  both.apply(nullptr, &more);
  again.apply(nullptr, &more);
  CHECK(again.save() == both.save());
}

TEST_CASE("equal boards give equal bytes, whatever way they came about", "[core][board]") {
  const auto plan = firm().ready();
  auto events = some_sales();
  const std::string bytes = with(plan, events).save();
  std::reverse(events.begin(), events.end());
  board b = with(plan, events);
  CHECK(b.save() == bytes);
  const event passing = sold("east", "5", "Passing", "2030-01-01");
  b.apply(nullptr, &passing);
  CHECK(b.save() != bytes);
  b.apply(&passing, nullptr);
  CHECK(b.save() == bytes);
}

TEST_CASE("an empty board loads into a full one as nothing", "[core][board]") {
  const auto plan = firm().ready();
  board b = with(plan, some_sales());
  REQUIRE(b.load(board(plan).save()));
  CHECK(b.save() == board(plan).save());
}

TEST_CASE("damaged bytes are refused and leave the board empty", "[core][board]") {
  const auto plan = firm().ready();
  const std::string whole = with(plan, some_sales()).save();
  const std::string empty = board(plan).save();
  board b(plan);
  const auto refuses = [&](const std::string& bytes) {
    return !b.load(bytes) && b.save() == empty;
  };
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO("cut to " << size);
    CHECK(refuses(whole.substr(0, size)));
  }
  CHECK(refuses(whole + '\0'));
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = whole;
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      INFO("bit " << bit << " of byte " << i);
      CHECK(refuses(flipped));
    }
}

TEST_CASE("a board that an older Northstar saved reads back", "[core][board]") {
  const auto plan = firm().ready();
  const board full = with(plan, some_sales());
  std::string bytes = full.save();
  // Byte by byte, as FNV-1a.
  std::uint64_t sum = 0xcbf29ce484222325;
  const std::size_t end = bytes.size() - 8;
  for (std::size_t i = 0; i < end; ++i) sum = (sum ^ static_cast<unsigned char>(bytes[i])) * 0x100000001b3;
  for (std::size_t i = end; i < bytes.size(); ++i, sum >>= 8) bytes[i] = static_cast<char>(sum);
  board again(plan);
  REQUIRE(again.load(bytes));
  CHECK(again.save() == full.save());
}

TEST_CASE("bytes of a plan with other counters are refused", "[core][board]") {
  const std::string bytes = with(firm().ready(), some_sales()).save();
  firm larger;
  larger.add_unit("west", 0);
  board b(larger.ready());
  CHECK_FALSE(b.load(bytes));
}
