// SPDX-License-Identifier: MIT
#include "intake/source_file.hpp"

#include "catch.hpp"

using namespace northstar;
using namespace northstar::intake;

namespace {

// A source file with a good start and this "map".
std::string with_map(const std::string& map) {
  return R"({"decode": {"parser": "csv"}, "time_of_day": "12:00", "map": )" + map + "}";
}

// A map that is whole, with these rules more.
std::string with_rules(const std::string& rules) {
  return with_map(R"({"id": {"at": "n"}, "type": {"at": "s", "lookup": {"W": "won", "L": "lost"}},
    "occurred_at": {"at": "d", "time": "%Y-%m-%d"}, )" +
                  rules + "}");
}

std::vector<std::string> findings(const std::string& text) {
  std::vector<std::string> lines;
  for (const auto& f : read_source("s", text).findings) lines.push_back(wire::to_text(f));
  return lines;
}

}  // namespace

TEST_CASE("a source file with comments is read", "[intake][source]") {
  const auto reading = read_source("orders", R"({
    // who wrote it and why
    "description": "Orders", "decode": {"parser": "csv", "delimiter": ";"},
    "timezone": "Europe/Berlin", /* of the shop */ "time_of_day": "08:30",
    "select": {"when": [{"at": "kind", "in": ["order", "refund"]}], "reason": "no order"},
    "skip": [{"when": [{"at": "paid", "exists": false}], "reason": "not paid"}],
    "map": {"id": {"at": ["order no", "n"]}, "type": "order.paid", "occurred_at": {"at": "day", "time": "%d.%m.%Y"},
            "amount": {"at": "sum", "decimal": {"mark": ",", "group": "."}}}})");
  REQUIRE(reading.source);
  CHECK(reading.findings.empty());
  const source& s = *reading.source;
  CHECK(s.description == "Orders");
  CHECK(s.delimiter == ';');
  CHECK(s.timezone == "Europe/Berlin");
  CHECK(s.mapping.source == "orders");
  CHECK(s.mapping.id.at == field_names{"order no", "n"});
  CHECK(s.mapping.type.constant == "order.paid");
  CHECK(s.mapping.occurred_at.time->time_of_day_s == 8 * 3600 + 30 * 60);
  CHECK(s.mapping.amount.decimal.mark == ',');
  CHECK(s.mapping.skips.at(0).reason == "not paid");
  CHECK(needs_zone(s.mapping));
  CHECK(fields_used(s.mapping) == field_names{"kind", "paid", "order no", "n", "day", "sum"});
}

TEST_CASE("what is wrong with a source file is told by pointer, expectation and finding",
          "[intake][source]") {
  struct example {
    std::string text;
    const char* pointer;
    const char* expected;  // a part of it
  };
  const example table[] = {
      {"{", "", "JSON"},
      {"[]", "", "an object"},
      {R"({"map": {}})", "/decode", "how the source is decoded"},
      {R"({"decode": {"parser": "xml"}, "map": {}})", "/decode/parser", "one of csv"},
      {R"({"decode": {"parser": "csv", "delimiter": "::"}, "map": {}})", "/decode/delimiter",
       "one of"},
      {R"({"decode": {"parser": "csv"}, "mapp": {}})", "/mapp", "one of the keys"},
      {R"({"decode": {"parser": "csv"}, "time_of_day": "noon", "map": {}})", "/time_of_day",
       "a time of day"},
      {R"({"decode": {"parser": "csv"}, "skip": [{"when": [], "reason": "x"}]})", "/skip/0/when",
       "at least one"},
      {R"({"decode": {"parser": "csv"}, "skip": [{"when": [{"at": "x"}], "reason": "x"}]})",
       "/skip/0/when/0", "exactly one of eq, in and exists"},
      {R"({"decode": {"parser": "csv"}, "skip": [{"when": [{"at": "x", "eq": "a", "exists": true}], "reason": "x"}]})",
       "/skip/0/when/0", "exactly one of eq, in and exists"},
      {R"({"decode": {"parser": "csv"}, "skip": [{"when": [{"at": "x", "exists": "yes"}], "reason": "x"}]})",
       "/skip/0/when/0/exists", "true or false"},
      {R"({"decode": {"parser": "csv"}, "skip": [{"when": [{"at": "x", "exists": true}]}]})",
       "/skip/0/reason", "why"},
      {with_map("{}"), "/map/id", "a rule"},
      {with_map("{}"), "/map/type", "a rule"},
      {with_map("{}"), "/map/occurred_at", "a rule"},
      {with_rules(R"("amuont": "5")"), "/map/amuont", "one of the keys"},
      {with_rules(R"("owner": {})"), "/map/owner/at", "the name of a field"},
      {with_rules(R"("owner": {"at": []})"), "/map/owner/at", "at least one"},
      {with_rules(R"("owner": 5)"), "/map/owner", "an object"},
      {with_rules(R"("owner": {"at": "o", "time": "iso"})"), "/map/owner/time", "one of the keys"},
      {with_rules(R"("owner": {"at": "o", "unlisted": "keep"})"), "/map/owner/unlisted",
       "a lookup"},
      {with_rules(R"("owner": {"at": "o", "lookup": {}})"), "/map/owner/lookup",
       "what stands there"},
      {with_rules(R"("owner": {"at": "o", "lookup": {"a": ""}})"), "/map/owner/lookup/a", "a text"},
      {with_rules(R"("owner": {"at": {"wno": "o"}})"), "/map/owner/at/wno", "a type that"},
      {with_rules(R"("amount": "5,0")"), "/map/amount", "a decimal"},
      {with_rules(R"("amount": {"at": "a", "decimal": {"mark": "point"}})"),
       "/map/amount/decimal/mark", "one of"},
      {with_rules(R"("amount": {"at": "a", "decimal": {"group": "."}})"), "/map/amount/decimal",
       "differs"},
      {with_rules(R"("version": "one")"), "/map/version", "an integer"},
      {with_rules(R"("version": {"at": "v", "time": "%H:%M"})"), "/map/version/time",
       "year, month and day"},
      {with_map(
           R"({"id": "x", "type": {"at": {"a": "b"}}, "occurred_at": "2026-01-01T00:00:00Z"})"),
       "/map/type/at", "the name of a field"},
      {with_map(R"({"id": "x", "type": "t", "occurred_at": "2026-01-01"})"), "/map/occurred_at",
       "an instant"},
      {with_map(R"({"id": "x", "type": "t", "occurred_at": {"at": "d"}})"), "/map/occurred_at/time",
       "how it is written"},
      {with_map(R"({"id": "x", "type": "t", "occurred_at": {"at": "d", "time": "yyyy-mm-dd"}})"),
       "/map/occurred_at/time", "year, month and day"},
      {with_map(R"({"id": "x", "type": {"at": "s", "lookup": {"W": "won", "L": "lost"}},
                    "occurred_at": {"at": {"won": "d"}, "time": "iso"}})"),
       "/map/occurred_at/at/lost", "every event has this one"},
      {R"({"decode": {"parser": "csv"}, "map": {"occurred_at": {"at": "d", "time": "%Y-%m-%d"}}})",
       "/map/occurred_at/time", "\"time_of_day\""},
  };
  for (const auto& row : table) {
    INFO(row.text);
    const auto reading = read_source("s", row.text);
    CHECK_FALSE(reading.source);
    const bool told =
        std::any_of(reading.findings.begin(), reading.findings.end(), [&](const wire::finding& f) {
          return f.pointer == row.pointer && f.expected.find(row.expected) != std::string::npos;
        });
    for (const auto& f : reading.findings) UNSCOPED_INFO(wire::to_text(f));
    CHECK(told);
  }
}

TEST_CASE("all faults of a source file are told at once, in the order of the text",
          "[intake][source]") {
  CHECK(findings(R"({"decode": {"parser": "csv"}, "tz": 1,
                     "map": {"id": {"at": ""}, "type": "won", "occurred_at": "2026-01-01T12:00:00Z", "amount": "1e"}})") ==
        std::vector<std::string>{"fault /tz: expected one of the keys description, decode, "
                                 "timezone, time_of_day, select, skip, map, found the "
                                 "unknown key \"tz\"",
                                 "fault /map/id/at: expected the name of a field, found \"\"",
                                 "fault /map/amount: expected a decimal, found \"1e\""});
}

TEST_CASE("a zone is needed where local times are read, and nowhere else", "[intake][source]") {
  const auto with_time = [](const std::string& time) {
    const auto reading = read_source(
        "s", with_map(R"({"id": "x", "type": "t", "occurred_at": {"at": "d", "time": ")" + time +
                      "\"}}"));
    REQUIRE(reading.source);
    return needs_zone(reading.source->mapping);
  };
  for (const char* local : {"%Y-%m-%d", "%Y-%m-%d %H:%M"}) CHECK(with_time(local));
  for (const char* fixed : {"iso", "s", "ms", "%Y-%m-%d %H:%M %z"}) CHECK_FALSE(with_time(fixed));
}

TEST_CASE("a source's name can only name a file of its folder", "[intake][source]") {
  for (const char* good : {"crm", "crm-sales-pipeline", "ERP_2.orders"})
    CHECK(is_source_name(good));
  for (const char* bad : {"", ".", "..", ".hidden", "a/b", "../x", "a\\b", "a b", "北京"})
    CHECK_FALSE(is_source_name(bad));
  CHECK_FALSE(is_source_name(std::string(65, 'a')));
}
