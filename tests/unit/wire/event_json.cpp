// SPDX-License-Identifier: MIT
#include "wire/event_json.hpp"

#include "catch.hpp"
#include "wire/instant.hpp"

using namespace northstar;
using namespace northstar::wire;

namespace {

event_context context() {
  event_context c;
  c.source = "crm";
  return c;
}

event_reading read(const std::string& body, body_form form = body_form::json) { return read_events(body, form, context()); }

// A whole event with some of its fields replaced or added.
std::string event(const std::string& fields) { return R"({"type":"deal.won","occurred_at":"2026-11-21T09:30:00+08:00",)" + fields + "}"; }

std::string told(const event_reading& r) {
  std::string out;
  for (const rejection& x : r.rejected) out += std::to_string(x.index) + " " + x.pointer + " " + x.error + " (" + x.detail + ")\n";
  return out + r.detail;
}

}  // namespace

TEST_CASE("an event's fields are read as they were sent", "[wire][event]") {
  const auto r = read(R"({"id":"D-7001","source":"shop","type":"deal.won","occurred_at":"2026-11-21T09:30:00+08:00","owner":"anna","amount":"12800.50",
    "currency":"CNY","customer":"ACME","segment":"new","product":"GTX Pro","quantity":2,"version":3,"meta":{"delivery_id":"…"}})");
  CAPTURE(told(r));
  REQUIRE(r.events.size() == 1);
  const core::event_view& e = r.events[0];
  CHECK(e.id == "D-7001");
  CHECK(e.source == "shop");
  CHECK(e.type == "deal.won");
  CHECK(e.occurred_at == 1795224600000);
  CHECK(e.owner == "anna");
  CHECK(core::to_text(e.amount) == "12800.5");
  CHECK(e.currency == "CNY");
  CHECK(e.customer == "ACME");
  CHECK(e.segment == "new");
  CHECK(e.product == "GTX Pro");
  CHECK(core::to_text(e.quantity) == "2");
  CHECK(e.version == 3);
  CHECK(e.key == key_digest(context().key, "shop", "D-7001"));
}

TEST_CASE("decimals are taken from their digits, as number or as text", "[wire][event]") {
  struct row {
    const char* sent;
    const char* value;
  };
  const row rows[] = {{"0.1", "0.1"},           {"\"0.1\"", "0.1"},   {"1e3", "1000"},          {"-7.005", "-7.005"},
                      {"9007199254740993", "9007199254740993"}, {"0.30000000000000004", "0.3"}, {"123456789012345678901234", "123456789012345678901234"},
                      {"null", "0"}};
  for (const row& r : rows) {
    const auto reading = read(event(R"("id":"1","amount":)" + std::string(r.sent)));
    CAPTURE(r.sent, told(reading));
    REQUIRE(reading.events.size() == 1);
    CHECK(core::to_text(reading.events[0].amount) == r.value);
  }
}

TEST_CASE("what is wrong with a row has a name and a place", "[wire][event]") {
  struct row {
    std::string body;
    const char* pointer;
    const char* error;
  };
  const std::string long_text(core::event_text_max + 1, 'x');
  const row rows[] = {
      {R"({})", "/id", "missing"},
      {R"({"id":"","type":"t","occurred_at":"2026-11-21T09:30:00Z"})", "/id", "missing"},
      {R"({"id":null,"type":"t","occurred_at":"2026-11-21T09:30:00Z"})", "/id", "missing"},
      {R"({"id":"1","occurred_at":"2026-11-21T09:30:00Z"})", "/type", "missing"},
      {R"({"id":"1","type":"t"})", "/occurred_at", "missing"},
      {R"({"id":"1","type":"t","occurred_at":"2026-11-21T09:30:00"})", "/occurred_at", "not_an_instant"},
      {R"({"id":"1","type":"t","occurred_at":"1795224600000"})", "/occurred_at", "not_an_instant"},
      {R"({"id":"1","type":"t","occurred_at":1.5})", "/occurred_at", "not_an_instant"},
      {R"({"id":"1","type":"t","occurred_at":["2026-11-21T09:30:00Z"]})", "/occurred_at", "not_an_instant"},
      {R"({"id":"1","type":"t","occurred_at":"1969-12-31T00:00:00Z"})", "/occurred_at", "out_of_range"},
      {R"({"id":"1","type":"t","occurred_at":"2199-12-31T00:00:00Z"})", "/occurred_at", "out_of_range"},
      {R"({"id":1.5,"type":"t","occurred_at":"2026-11-21T09:30:00Z"})", "/id", "not_a_string"},
      {R"({"id":true,"type":"t","occurred_at":"2026-11-21T09:30:00Z"})", "/id", "not_a_string"},
      {R"({"id":"1","type":7,"occurred_at":"2026-11-21T09:30:00Z"})", "/type", "not_a_string"},
      {event(R"("id":"1","owner":7)"), "/owner", "not_a_string"},
      {event(R"("id":"1","customer":{"name":"ACME"})"), "/customer", "not_a_string"},
      {event(R"("id":"1","product":["GTX"])"), "/product", "not_a_string"},
      {event("\"id\":\"" + long_text + "\""), "/id", "too_long"},
      {event("\"id\":\"1\",\"owner\":\"" + long_text + "\""), "/owner", "too_long"},
      {event(R"("id":"1","amount":"12,5")"), "/amount", "not_a_decimal"},
      {event(R"("id":"1","amount":"+5")"), "/amount", "not_a_decimal"},
      {event(R"("id":"1","amount":" 5")"), "/amount", "not_a_decimal"},
      {event(R"("id":"1","amount":"")"), "/amount", "not_a_decimal"},
      {event(R"("id":"1","amount":"NaN")"), "/amount", "not_a_decimal"},
      {event(R"("id":"1","amount":true)"), "/amount", "not_a_decimal"},
      {event(R"("id":"1","amount":{"value":5})"), "/amount", "not_a_decimal"},
      {event(R"("id":"1","quantity":"two")"), "/quantity", "not_a_decimal"},
      {event(R"("id":"1","amount":1000000000000000000000000)"), "/amount", "out_of_range"},
      {event(R"("id":"1","amount":"-1000000000000000000000000.5")"), "/amount", "out_of_range"},
      {event(R"("id":"1","amount":1e999)"), "/amount", "out_of_range"},
      {event(R"("id":"1","currency":"usd")"), "/currency", "not_a_currency"},
      {event(R"("id":"1","currency":"DOLLAR")"), "/currency", "not_a_currency"},
      {event(R"("id":"1","version":1.5)"), "/version", "not_an_integer"},
      {event(R"("id":"1","version":1e3)"), "/version", "not_an_integer"},
      {event(R"("id":"1","version":"three")"), "/version", "not_an_integer"},
      {event(R"("id":"1","version":9223372036854775808)"), "/version", "out_of_range"},
      {event(R"("id":"1","owner":"\ud800")"), "/owner", "invalid_utf8"},
      {event(R"("id":"1","id":"2")"), "/id", "duplicate_key"},
      {R"([[]])", "", "not_an_object"},
      {R"(["deal.won"])", "", "not_an_object"},
      {R"([42])", "", "not_an_object"},
      {R"(42)", "", "not_an_object"},
      {R"("deal.won")", "", "not_an_object"},
      {R"(null)", "", "not_an_object"},
  };
  for (const row& r : rows) {
    const auto reading = read(r.body);
    CAPTURE(r.body, told(reading));
    CHECK(reading.failed == event_reading::failure::none);
    CHECK(reading.events.empty());
    REQUIRE(reading.rejected.size() == 1);
    CHECK(reading.rejected[0].index == 0);
    CHECK(reading.rejected[0].pointer == r.pointer);
    CHECK(reading.rejected[0].error == r.error);
    CHECK_FALSE(reading.rejected[0].detail.empty());
  }
}

TEST_CASE("an id may be an integer of any length, an instant Unix milliseconds", "[wire][event]") {
  const auto r = read(R"([{"id":7001,"type":"t","occurred_at":1795224600000},{"id":123456789012345678901234567890,"type":"t","occurred_at":"2026-11-21T01:30:00Z"}])");
  CAPTURE(told(r));
  REQUIRE(r.events.size() == 2);
  CHECK(r.events[0].id == "7001");
  CHECK(r.events[0].occurred_at == 1795224600000);
  CHECK(r.events[1].id == "123456789012345678901234567890");
}

TEST_CASE("a bad row never loses the good ones beside it", "[wire][event]") {
  const std::string good = event(R"("id":"1")"), bad = event(R"("id":"2","amount":"x")");
  for (const body_form form : {body_form::json, body_form::ndjson}) {
    const std::string body = form == body_form::json ? "[" + good + "," + bad + "," + good + "]" : good + "\n" + bad + "\n" + good;
    const auto r = read(body, form);
    CAPTURE(told(r));
    REQUIRE(r.events.size() == 2);
    CHECK(r.rows == std::vector<std::size_t>{0, 2});
    REQUIRE(r.rejected.size() == 1);
    CHECK(r.rejected[0].index == 1);
    CHECK(r.rejected[0].pointer == "/amount");
  }
}

TEST_CASE("a line that is no JSON is that row's rejection alone", "[wire][event]") {
  const std::string good = event(R"("id":"1")");
  const auto r = read("\xEF\xBB\xBF" + good + "\r\n\n  \n{\"id\":\n" + good + "} \n[" + good + "]\n{\"id\":\"\xff\"}\n" + good, body_form::ndjson);
  CAPTURE(told(r));
  CHECK(r.events.size() == 2);
  CHECK(r.rows == std::vector<std::size_t>{0, 5});
  REQUIRE(r.rejected.size() == 4);
  CHECK(r.rejected[0].error == "not_json");
  CHECK(r.rejected[1].error == "not_json");
  CHECK(r.rejected[2].error == "not_an_object");
  CHECK(r.rejected[3].error == "invalid_utf8");
}

TEST_CASE("a body that is no JSON at all fails as a whole", "[wire][event]") {
  for (const char* body : {"", "  ", "deal.won", "{", "[{}", "[{},]", "{\"id\":\"1\"", "{\"id\":\"1\"} {}", "[1 2]", "{\"a\":01}", "{\"a\":tru}", "{\"a\":\"\\x\"}",
                           "{\"a\":\"\xff\"}", "{\"a\":\"line\nbreak\"}", "[1]]", "{\"a\":[1}", "{\"meta\":{\"x\":[1,,2]}}"}) {
    const auto r = read(body);
    CAPTURE(body, told(r));
    CHECK(r.failed == event_reading::failure::not_json);
    CHECK(r.events.empty());
    CHECK(r.rejected.empty());
    CHECK_FALSE(r.detail.empty());
  }
}

TEST_CASE("an empty array, or no line at all, is no row", "[wire][event]") {
  CHECK(read("[]").failed == event_reading::failure::none);
  CHECK(read("[]").rejected.empty());
  CHECK(read("", body_form::ndjson).failed == event_reading::failure::none);
}

TEST_CASE("rows past the limit fail the body", "[wire][event]") {
  event_context c = context();
  c.rows_max = 2;
  for (const body_form form : {body_form::json, body_form::ndjson}) {
    const std::string three = form == body_form::json ? "[{},{},{}]" : "{}\n{}\n{}\n";
    const std::string two = form == body_form::json ? "[{},{}]" : "{}\n{}\n";
    CHECK(read_events(three, form, c).failed == event_reading::failure::too_many_rows);
    CHECK(read_events(two, form, c).rejected.size() == 2);
  }
}

TEST_CASE("the source comes from the row, else from who sends it", "[wire][event]") {
  event_context c = context();
  const std::string named = event(R"("id":"1","source":"shop")"), unnamed = event(R"("id":"1")");
  CHECK(read_events(named, body_form::json, c).events.at(0).source == "shop");
  CHECK(read_events(unnamed, body_form::json, c).events.at(0).source == "crm");
  c.only_source = "crm";
  CHECK(read_events(unnamed, body_form::json, c).events.size() == 1);
  CHECK(read_events(named, body_form::json, c).rejected.at(0).error == "source_not_allowed");
  c = {};
  CHECK(read_events(unnamed, body_form::json, c).rejected.at(0).pointer == "/source");
}

TEST_CASE("a written event reads back as the same event", "[wire][event]") {
  const auto r = read(event(R"("id":"华东 \"1\"","amount":"-12800.501","quantity":0.5,"version":-3,"owner":"a\\b","currency":"USD","customer":"c","segment":"s","product":"p")"));
  REQUIRE(r.events.size() == 1);
  const auto again = read(write_event(r.events[0]));
  CAPTURE(write_event(r.events[0]), told(again));
  REQUIRE(again.events.size() == 1);
  CHECK(again.events[0].content == r.events[0].content);
  CHECK(again.events[0].key == r.events[0].key);
}
