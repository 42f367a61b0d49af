// SPDX-License-Identifier: MIT
#include "catch.hpp"
#include "rig.hpp"

using namespace northstar;
using namespace northstar::test;

namespace {

const std::string in_euros = R"({"id":"D1","type":"deal.won","occurred_at":"2026-11-18T09:30:00+08:00","owner":"anna","amount":"500","currency":"EUR","version":3})";

ledger::offset only_waiting(const rig& r) {
  const json waits = json::parse(r.engine->quarantine_json());
  REQUIRE(waits.size() == 1);
  return waits[0].at("offset");
}

// The answer to a drop, after the second in which drops are taken.
std::optional<boost::system::error_code> drop(rig& r, ledger::offset at) {
  std::optional<boost::system::error_code> got;
  r.engine->drop_waiting(at, "wang: typed twice", [&](const engine::result<void>& done) { got = done.has_error() ? done.error() : boost::system::error_code(); });
  r.run();
  r.advance(1'000);
  return got;
}

}  // namespace

TEST_CASE("what an admin drops from quarantine is gone, with the reason in the ledger, also after a restart", "[engine][quarantine]") {
  rig r;
  REQUIRE(r.post(in_euros).quarantined == 1);
  const ledger::offset at = only_waiting(r);
  REQUIRE(r.engine->waiting(at));
  CHECK(r.engine->waiting(at)->event.version == 3);
  CHECK(drop(r, at) == boost::system::error_code());
  CHECK(r.engine->quarantine_json() == "[]");
  const auto stored = r.ledger->read(r.ledger->last());
  REQUIRE(stored.has_value());
  REQUIRE(stored->record.kind == ledger::record_kind::dropped);
  CHECK(ledger::decode_drop(stored->record.body)->reason == "wang: typed twice");
  REQUIRE_FALSE(r.restart());
  CHECK(r.engine->quarantine_json() == "[]");
  CHECK(r.actual("all", "revenue", "2026-11") == "0.00");
}

TEST_CASE("a record that does not wait cannot be dropped", "[engine][quarantine]") {
  rig r;
  r.post(deal("D1", "anna", "1"));
  CHECK(drop(r, 2) == make_error_code(engine::errc::unknown_record));
  r.post(in_euros);
  const ledger::offset at = only_waiting(r);
  CHECK(drop(r, at) == boost::system::error_code());
  CHECK(drop(r, at) == make_error_code(engine::errc::unknown_record));
}

TEST_CASE("a dropped record that is sent again waits again", "[engine][quarantine]") {
  rig r;
  r.post(in_euros);
  drop(r, only_waiting(r));
  CHECK(r.post(in_euros).quarantined == 1);
}

TEST_CASE("a repaired record counts by its next version, and what waited never counts beside it", "[engine][quarantine]") {
  rig r;
  r.post(in_euros);
  const ledger::offset at = only_waiting(r);
  r.post(deal("D1", "anna", "3900", 4));
  CHECK(r.actual("all", "revenue", "2026-11") == "3900.00");
  // The server might have ended here. With a rate the old one is released, and is stale.
  r.plan_text.replace(r.plan_text.find(R"("rates": [)"), 10, R"("rates": [{"currency": "EUR", "from": "2026-01-01", "rate": "7.80"}, )");
  REQUIRE_FALSE(r.restart("euro"));
  r.advance(1'000);
  CHECK(r.engine->quarantine_json() == "[]");
  CHECK(r.actual("all", "revenue", "2026-11") == "3900.00");
  CHECK(drop(r, at) == make_error_code(engine::errc::unknown_record));
}

TEST_CASE("drops that were asked for are answered when the server stops", "[engine][quarantine]") {
  rig r;
  r.post(in_euros);
  r.advance(1'000);
  std::optional<boost::system::error_code> got;
  r.engine->drop_waiting(only_waiting(r), "wang", [&](const engine::result<void>& done) { got = done.has_error() ? done.error() : boost::system::error_code(); });
  r.stop();
  REQUIRE(got);
}
