// SPDX-License-Identifier: MIT
#include <set>

#include "catch.hpp"
#include "wire/event_json.hpp"

using namespace northstar;
using namespace northstar::wire;

namespace {

const digest_key key{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

core::event read_one(const std::string& fields) {
  event_context context;
  context.key = key;
  context.source = "crm";
  const std::string body = R"({"id":"D-1","type":"deal.won","occurred_at":"2026-11-21T09:30:00+08:00")" + fields + "}";
  const event_reading reading = read_events(body, body_form::json, context);
  CAPTURE(body);
  REQUIRE(reading.rejected.empty());
  REQUIRE(reading.events.size() == 1);
  return core::to_event(reading.events.front());
}

}  // namespace

TEST_CASE("the key's digest tells source and id apart without mixing them", "[wire][digest]") {
  CHECK(key_digest(key, "crm", "1") == key_digest(key, "crm", "1"));
  CHECK_FALSE(key_digest(key, "crm", "1") == key_digest(key, "crm1", ""));
  CHECK_FALSE(key_digest(key, "ab", "c") == key_digest(key, "a", "bc"));
  CHECK_FALSE(key_digest(key, "crm", "1") == key_digest(digest_key{}, "crm", "1"));
  CHECK(read_one("").key == key_digest(key, "crm", "D-1"));
}

TEST_CASE("contents written differently but with the same values are the same", "[wire][digest]") {
  struct row {
    const char* one;
    const char* other;
  };
  const row rows[] = {
      {R"(,"amount":"12800.50")", R"(,"amount":12800.5)"},
      {R"(,"amount":"12800.50")", R"(,"amount":1.28005e4)"},
      {R"(,"amount":0)", ""},
      {R"(,"amount":"-0.00")", ""},
      {R"(,"quantity":"2.0")", R"(,"quantity":2)"},
      {R"(,"owner":"")", ""},
      {R"(,"owner":null)", ""},
      {R"(,"version":0)", ""},
      {R"(,"meta":{"delivery_id":"7"})", R"(,"meta":{"delivery_id":"8"})"},
      {R"(,"nobody_knows":1)", ""},
      {R"(,"source":"crm")", ""},
      {R"(,"customer":"\u0041CME")", R"(,"customer":"ACME")"},
  };
  for (const row& r : rows) {
    CAPTURE(r.one, r.other);
    CHECK(read_one(r.one).content == read_one(r.other).content);
  }
}

TEST_CASE("an instant is compared as an instant", "[wire][digest]") {
  event_context context;
  context.source = "crm";
  const auto at = [&](const std::string& text) {
    return read_events(R"({"id":"D-1","type":"t","occurred_at":")" + text + "\"}", body_form::json, context).events.at(0).content;
  };
  CHECK(at("2026-11-21T09:30:00+08:00") == at("2026-11-21T01:30:00Z"));
  CHECK(at("2026-11-21T09:30:00.0009+08:00") == at("2026-11-21T01:30:00Z"));
  CHECK_FALSE(at("2026-11-21T09:30:00+08:00") == at("2026-11-21T09:30:00Z"));
}

TEST_CASE("each value that differs makes another content", "[wire][digest]") {
  const char* fields[] = {"",
                          R"(,"owner":"anna")",
                          R"(,"customer":"anna")",
                          R"(,"segment":"anna")",
                          R"(,"product":"anna")",
                          R"(,"currency":"CNY")",
                          R"(,"amount":1)",
                          R"(,"amount":-1)",
                          R"(,"quantity":1)",
                          R"(,"version":1)",
                          R"(,"amount":0.0000000001)",
                          R"(,"amount":-0.0000000001)",
                          R"(,"amount":0.00000000010001)",
                          R"(,"amount":1.0000000001)",
                          R"(,"quantity":0.0000000001)"};
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  for (const char* f : fields) {
    const core::digest d = read_one(f).content;
    CAPTURE(f);
    CHECK(seen.emplace(d.high, d.low).second);
  }
}

TEST_CASE("digests stay what they are, for the ledger keeps them", "[wire][digest]") {
  // SipHash-2-4-128 of 'k', then each text behind its length in four bytes, least significant first.
  const core::digest d = key_digest(key, "crm", "D-1");
  CHECK(d.high == 0xcb8f11268d3485fe);
  CHECK(d.low == 0x8e99727ba528d6b0);
}
