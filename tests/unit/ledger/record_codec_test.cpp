// SPDX-License-Identifier: MIT
#include "ledger/record_codec.hpp"

#include "catch.hpp"
#include "ledger/fixture.hpp"
#include "ledger/record_head.hpp"
#include "ledger/random_records.hpp"

using namespace northstar;
using namespace northstar::ledger;
using namespace northstar::ledger::test;

namespace {

// Whether any decoder takes the bytes; that none of them crashes is for the sanitizers to see.
int decoders_that_take(std::string_view bytes) {
  return decode_delivery(bytes).has_value() + decode_quarantined(bytes).has_value() +
         decode_release(bytes).has_value() + decode_drop(bytes).has_value() +
         decode_plan(bytes).has_value();
}

delivery delivery_of(const core::event& e) { return {.event = e, .previous = 0, .winner = 0}; }

}  // namespace

TEST_CASE("any event comes back as it was, in every kind of record", "[ledger][codec]") {
  const std::uint64_t seed = test_seed();
  INFO("seed " << seed);
  dice from(seed);
  for (int round = 0; round < 3'000; ++round) {
    const delivery sent{.event = random_event(from), .previous = from(), .winner = from()};
    const auto taken = decode_delivery(encode(sent));
    REQUIRE(taken);
    REQUIRE(same(taken->event, sent.event));
    REQUIRE(taken->previous == sent.previous);
    REQUIRE(taken->winner == sent.winner);

    const auto waiting = decode_quarantined(encode(quarantined_delivery{sent.event, "no_rate"}));
    REQUIRE(waiting);
    REQUIRE(same(waiting->event, sent.event));
    REQUIRE(waiting->reason == "no_rate");

    const release freed{.quarantined = from(), .taken = sent};
    const auto released = decode_release(encode(freed));
    REQUIRE(released);
    REQUIRE(released->quarantined == freed.quarantined);
    REQUIRE(same(released->taken.event, sent.event));
    REQUIRE(released->taken.winner == sent.winner);
  }
}

TEST_CASE("a drop and a plan version come back as they were", "[ledger][codec]") {
  const auto dropped = decode_drop(encode(drop{.quarantined = 17, .reason = "out_of_range"}));
  REQUIRE(dropped);
  CHECK(dropped->quarantined == 17);
  CHECK(dropped->reason == "out_of_range");

  const plan_version sent{
      .version = 4'294'967'295, .reason = "新目标", .canonical = std::string(300'000, '{')};
  const auto taken = decode_plan(encode(sent));
  REQUIRE(taken);
  CHECK(taken->version == sent.version);
  CHECK(taken->reason == sent.reason);
  CHECK(taken->canonical == sent.canonical);
}

TEST_CASE("a closed period comes back with every cell it froze, and any damage is noticed", "[ledger][codec]") {
  const period_close sent{.period = "2026-10",
                          .by = "王芳",
                          .plan_version = 7,
                          .cells = {{"east", "revenue", "", "1000.00", "2000.00", "0.500000", "red"},
                                    {"unassigned", "win_rate", "product:GTX Pro", "", "", "", "grey"}}};
  const std::string bytes = encode(sent);
  const auto taken = decode_close(bytes);
  REQUIRE(taken);
  CHECK(taken->period == sent.period);
  CHECK(taken->by == sent.by);
  CHECK(taken->plan_version == 7);
  CHECK(taken->cells == sent.cells);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) REQUIRE_FALSE(decode_close(bytes.substr(0, cut)));
  REQUIRE_FALSE(decode_close(bytes + "x"));
}

TEST_CASE("a reason too long to be read back is cut when it is written", "[ledger][codec]") {
  const auto dropped =
      decode_drop(encode(drop{.quarantined = 1, .reason = std::string(10'000, 'x')}));
  REQUIRE(dropped);
  CHECK(dropped->reason == std::string(4'096, 'x'));
}

TEST_CASE("a usual deal takes at most 100 bytes", "[ledger][codec]") {
  CHECK(encode(delivery_of(usual_deal())).size() <= 100);
}

TEST_CASE("a record cut anywhere, or with a byte too many, is no record", "[ledger][codec]") {
  const std::string whole = encode(delivery_of(usual_deal()));
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(decode_delivery(std::string_view(whole).substr(0, size)));
  CHECK(decode_delivery(whole));
  CHECK_FALSE(decode_delivery(whole + '\0'));
}

TEST_CASE("an event that core must not see is no record", "[ledger][codec]") {
  const auto refused = [](auto change) {
    core::event e = usual_deal();
    change(e);
    return !decode_delivery(encode(delivery_of(e)));
  };
  constexpr __int128 e24 = __int128{1'000'000'000'000'000'000} * 1'000'000'000'000'000;
  CHECK(refused([](core::event& e) { e.id.assign(core::event_text_max + 1, 'x'); }));
  CHECK(refused([](core::event& e) { e.occurred_at = core::ms_per_day - 1; }));
  CHECK(
      refused([](core::event& e) { e.occurred_at = core::last_day_supported * core::ms_per_day; }));
  CHECK(refused([&](core::event& e) { e.amount = {e24 + 1}; }));
  CHECK(refused([&](core::event& e) { e.quantity = {-e24 * 10}; }));
  CHECK_FALSE(refused([](core::event& e) { e.occurred_at = core::ms_per_day; }));
  CHECK_FALSE(refused([&](core::event& e) { e.amount = {-e24}; }));
}

TEST_CASE("bytes of any kind give a record or nothing", "[ledger][codec]") {
  const std::uint64_t seed = test_seed();
  INFO("seed " << seed);
  dice from(seed);
  int taken = 0;
  for (int round = 0; round < 30'000; ++round) taken += decoders_that_take(random_bytes(from, 300));
  // Records with a few changed bytes get deeper into the decoders than noise does.
  for (int round = 0; round < 30'000; ++round) {
    std::string bytes =
        encode(release{.quarantined = from() % 1'000, .taken = delivery_of(random_event(from))});
    for (std::uint64_t changes = from() % 4; changes > 0; --changes)
      bytes[from() % bytes.size()] = static_cast<char>(from());
    taken += decoders_that_take(bytes);
  }
  CHECK(taken > 0);
}

TEST_CASE("the head of a delivery is what the whole delivery says, and is not read past damage", "[ledger][codec]") {
  dice from(test_seed());
  for (int round = 0; round < 3'000; ++round) {
    const delivery sent{.event = random_event(from), .previous = from(), .winner = from()};
    const std::string bytes = encode(sent);
    const std::string freed = encode(release{.quarantined = from(), .taken = sent});
    for (const auto& head : {decode_head(record_kind::delivery, bytes), decode_head(record_kind::released, freed)}) {
      REQUIRE(head);
      REQUIRE(head->previous == sent.previous);
      REQUIRE(head->winner == sent.winner);
      REQUIRE(head->occurred_at == sent.event.occurred_at);
    }
    const auto cut = decode_head(record_kind::delivery, std::string_view(bytes).substr(0, from() % bytes.size()));
    if (cut) REQUIRE(cut->occurred_at == sent.event.occurred_at);
  }
}
