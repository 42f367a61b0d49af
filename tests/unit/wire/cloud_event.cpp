// SPDX-License-Identifier: MIT
#include "catch.hpp"
#include "wire/event_json.hpp"

using namespace northstar;
using namespace northstar::wire;

namespace {

const std::string whole =
    R"({"specversion":"1.0","id":"A-1","source":"/crm/east","type":"deal.won","time":"2026-03-02T08:15:30Z","datacontenttype":"application/json",
        "data":{"amount":"12800.50","currency":"CNY","owner":"li","id":"not this","type":"nor this"}})";

void check_whole(const event_reading& r) {
  REQUIRE(r.events.size() == 1);
  const core::event_view& e = r.events[0];
  CHECK(e.id == "A-1");
  CHECK(e.source == "/crm/east");
  CHECK(e.type == "deal.won");
  CHECK(e.occurred_at == 1772439330000);
  CHECK(e.owner == "li");
  CHECK(core::to_text(e.amount) == "12800.5");
}

}  // namespace

TEST_CASE("a structured CloudEvent is an envelope around the event", "[wire][cloudevent]") {
  check_whole(read_events(whole, body_form::cloud_event, {}));
  check_whole(read_events(whole, body_form::json, {}));
}

TEST_CASE("a batch of CloudEvents is an array, also an empty one", "[wire][cloudevent]") {
  check_whole(read_events("[" + whole + "]", body_form::cloud_batch, {}));
  CHECK(read_events("[]", body_form::cloud_batch, {}).failed == event_reading::failure::none);
  CHECK(read_events(whole, body_form::cloud_batch, {}).failed == event_reading::failure::not_json);
  CHECK(read_events("[" + whole + "]", body_form::cloud_event, {}).failed == event_reading::failure::not_json);
}

TEST_CASE("a binary CloudEvent has its envelope in the headers", "[wire][cloudevent]") {
  event_context c;
  c.cloud_headers = {{"specversion", "1.0"}, {"id", "A-1"}, {"source", "%2Fcrm/east"}, {"type", "deal.won"}, {"time", "2026-03-02T08:15:30Z"}, {"subject", "x"}};
  check_whole(read_events(R"({"amount":"12800.50","owner":"li","id":"not this"})", body_form::cloud_binary, c));
  CHECK(read_events("", body_form::cloud_binary, c).events.size() == 1);
  CHECK(read_events("[1]", body_form::cloud_binary, c).failed == event_reading::failure::not_json);
  CHECK(read_events("17", body_form::cloud_binary, c).rejected.at(0).error == "not_an_object");
  c.cloud_headers.erase("type");
  CHECK(read_events("{}", body_form::cloud_binary, c).rejected.at(0).pointer == "/type");
}

TEST_CASE("what is wrong with a CloudEvent points to where it stands", "[wire][cloudevent]") {
  struct row {
    const char* body;
    const char* pointer;
    const char* error;
  };
  const row rows[] = {
      {R"({"id":"1","source":"s","type":"t","time":"2026-03-02T08:15:30Z"})", "/specversion", "missing"},
      {R"({"specversion":"0.3","id":"1","source":"s","type":"t","time":"2026-03-02T08:15:30Z"})", "/specversion", "unknown_specversion"},
      {R"({"specversion":"1.0","source":"s","type":"t","time":"2026-03-02T08:15:30Z"})", "/id", "missing"},
      {R"({"specversion":"1.0","id":"1","type":"t","time":"2026-03-02T08:15:30Z"})", "/source", "missing"},
      {R"({"specversion":"1.0","id":"1","source":"s","time":"2026-03-02T08:15:30Z"})", "/type", "missing"},
      {R"({"specversion":"1.0","id":"1","source":"s","type":"t"})", "/time", "missing"},
      {R"({"specversion":"1.0","id":"1","source":"s","type":"t","time":"noon"})", "/time", "not_an_instant"},
      {R"({"specversion":"1.0","id":"1","source":"s","type":"t","time":"2026-03-02T08:15:30Z","data":{"amount":"x"}})", "/data/amount", "not_a_decimal"},
      {R"({"specversion":"1.0","id":"1","source":"s","type":"t","time":"2026-03-02T08:15:30Z","data":[]})", "/data", "not_an_object"},
      {R"({"specversion":"1.0","id":"1","source":"s","type":"t","time":"2026-03-02T08:15:30Z","data_base64":"e30="})", "/data_base64", "not_an_object"},
      {R"({"specversion":"1.0","id":"1","source":"s","type":"t","data":{"occurred_at":"noon"},"time":"2026-03-02T08:15:30Z"})", "/data/occurred_at", "not_an_instant"},
  };
  for (const row& r : rows) {
    event_context c;
    c.source = "token";
    const auto reading = read_events(r.body, body_form::cloud_event, c);
    CAPTURE(r.body);
    REQUIRE(reading.rejected.size() == 1);
    CHECK(reading.rejected[0].pointer == r.pointer);
    CHECK(reading.rejected[0].error == r.error);
  }
}

TEST_CASE("data may have its own business date", "[wire][cloudevent]") {
  const auto r = read_events(R"({"data":{"occurred_at":"2026-03-01T00:00:00Z"},"specversion":"1.0","id":"1","source":"s","type":"t","time":"2026-03-02T08:15:30Z"})",
                             body_form::cloud_event, {});
  REQUIRE(r.events.size() == 1);
  CHECK(r.events[0].occurred_at == 1772323200000);
}
