// SPDX-License-Identifier: MIT
#include "core/facts.hpp"

#include "catch.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

const instant_ms noon = at_offset("2026-11-21 12:00", 8);

struct shop : sample_plan {
  metric_index revenue = add_money("revenue", {"won"}, {"refund"});
  metric_index points = add_sum("points", event_field::amount, 1, {"won"}, {"refund"});
  metric_index pieces = add_sum("pieces", event_field::quantity, 0, {"won"});
  metric_index deals = add_count("deals", {"won"});
  metric_index buyers = add_distinct("buyers", event_field::customer, {"won"});
  shop() {
    add_rate("USD", "2026-01-01", "7.1");
    add_rate("JPY", "2026-01-01", "0.0465");
    add_rate("KWD", "2026-01-01", "23.25");
    set_slices({"new", "existing"}, {"GTX Pro", "a:b"});
  }
};

event sold(std::string_view amount, std::string currency = "", std::string_view quantity = "0") {
  event e = sale("D-1", noon, "acme", amount);
  e.currency = std::move(currency);
  e.quantity = number(quantity);
  return e;
}

std::int64_t value_of(const compiled_plan& plan, const event& e, metric_index m) {
  for (const contribution& c : facts_of(plan, e).values)
    if (c.metric == m) return c.value;
  return INT64_MIN;
}

std::string slices_of(const compiled_plan& plan, std::string segment, std::string product) {
  event e = sold("1");
  e.segment = std::move(segment);
  e.product = std::move(product);
  std::string out;
  for (const slice_index s : facts_of(plan, e).slices)
    out += "[" + plan.plan().slices.names[s] + "]";
  return out;
}

}  // namespace

TEST_CASE("an amount rounds to its own minor unit, is converted, and rounds again",
          "[core][facts]") {
  const shop s;
  const auto plan = s.ready();
  const struct {
    const char* amount;
    const char* currency;
    std::int64_t minor;
  } rows[] = {{"12800.50", "", 1'280'050}, {"12800.505", "CNY", 1'280'051},
              {"0.005", "CNY", 1},         {"-0.005", "CNY", -1},
              {"0.0049", "", 0},           {"100", "USD", 71'000},
              {"0.01", "USD", 7},    // 0.071
              {"0.05", "USD", 36},   // 0.355
              {"0.0049", "USD", 0},  // nothing after its own rounding
              {"0.005", "USD", 7},   // one cent first, then 0.071: once would give 0.0355 → 0.04
              {"-0.005", "USD", -7},       {"1234.4", "JPY", 5'738},  // 1234 yen → 57.381
              {"1234.5", "JPY", 5'743},                               // 1235 yen → 57.4275
              {"0.0005", "KWD", 2},                                   // one fils → 0.02325
              {"1.2345", "KWD", 2'871}};                              // 1.235 → 28.71375
  for (const auto& row : rows) {
    INFO(row.amount << " " << row.currency);
    CHECK(value_of(*plan, sold(row.amount, row.currency), s.revenue) == row.minor);
  }
}

TEST_CASE("a missing amount is nothing, and still a deal", "[core][facts]") {
  const shop s;
  event e = sold("0");
  CHECK(value_of(*s.ready(), e, s.revenue) == 0);
  CHECK(value_of(*s.ready(), e, s.deals) == 1);
}

TEST_CASE("a plain sum rounds to its decimals and converts nothing", "[core][facts]") {
  const shop s;
  const auto plan = s.ready();
  CHECK(value_of(*plan, sold("1.25", "USD"), s.points) == 13);
  CHECK(value_of(*plan, sold("-1.25"), s.points) == -13);
  CHECK(value_of(*plan, sold("0", "", "2.5"), s.pieces) == 3);
  CHECK(value_of(*plan, sold("9", "", "2.49"), s.pieces) == 2);
}

TEST_CASE("a minus type subtracts the absolute value", "[core][facts]") {
  const shop s;
  const auto plan = s.ready();
  for (const char* amount : {"19.995", "-19.995"}) {
    event e = sold(amount);
    e.type = "refund";
    CHECK(value_of(*plan, e, s.revenue) == -2000);
    CHECK(value_of(*plan, e, s.points) == -200);
    CHECK(value_of(*plan, e, s.deals) == INT64_MIN);
  }
  CHECK(value_of(*plan, sold("-19.995"), s.revenue) == -2000);
}

TEST_CASE("a slice that is missing or not in the plan is other", "[core][facts]") {
  const auto plan = shop().ready();
  CHECK(slices_of(*plan, "new", "GTX Pro") == "[][segment:new][product:GTX Pro]");
  CHECK(slices_of(*plan, "existing", "a:b") == "[][segment:existing][product:a:b]");
  CHECK(slices_of(*plan, "", "") == "[][segment:other][product:other]");
  CHECK(slices_of(*plan, "New", "GTX") == "[][segment:other][product:other]");
  CHECK(slices_of(*plan, "other", "other") == "[][segment:other][product:other]");
  shop only_products;
  only_products.set_slices({}, {"GTX Pro"});
  CHECK(slices_of(*only_products.ready(), "new", "") == "[][product:other]");
  shop whole;
  whole.set_slices({}, {});
  CHECK(slices_of(*whole.ready(), "new", "GTX Pro") == "[]");
}

TEST_CASE("a void and an event of a foreign type contribute nothing", "[core][facts]") {
  const auto plan = shop().ready();
  for (const char* type : {"void", "lead", "WON", ""}) {
    event e = sold("10");
    e.type = type;
    const facts f = facts_of(*plan, e);
    CHECK(f.values.empty());
    CHECK(f.distinct.empty());
    CHECK(find_obstacle(*plan, e) == obstacle::none);
  }
}

TEST_CASE("a value may reach 10^15 smallest units and no more", "[core][facts]") {
  const auto plan = shop().ready();
  const struct {
    const char* amount;
    const char* currency;
    const char* quantity;
    obstacle expected;
  } rows[] = {
      {"10000000000000.00", "CNY", "0", obstacle::none},
      {"10000000000000.0049", "CNY", "0", obstacle::none},
      {"10000000000000.005", "CNY", "0", obstacle::out_of_range},
      {"-10000000000000.00", "", "0", obstacle::none},
      {"-10000000000000.01", "", "0", obstacle::out_of_range},
      {"1408450704225.35", "USD", "0", obstacle::none},          // 9,999,999,999,999.985 yuan
      {"1408450704225.36", "USD", "0", obstacle::out_of_range},  // 10,000,000,000,000.056 yuan
      {"100000000000000", "JPY", "0", obstacle::none},           // 10^15 tenths of a point
      {"100000000000001", "JPY", "0", obstacle::out_of_range},
      {"10000000000000.01", "USD", "0", obstacle::out_of_range},
      {"0", "", "1000000000000000", obstacle::none},
      {"0", "", "1000000000000000.4", obstacle::none},
      {"0", "", "1000000000000000.5", obstacle::out_of_range},
      {"0", "", "-1000000000000001", obstacle::out_of_range},
      {"999999999999999999999999", "", "0", obstacle::out_of_range},
      {"0", "", "999999999999999999999999", obstacle::out_of_range}};
  for (const auto& row : rows) {
    INFO(row.amount << " " << row.currency << " × " << row.quantity);
    CHECK(find_obstacle(*plan, sold(row.amount, row.currency, row.quantity)) == row.expected);
  }
}

TEST_CASE("a converted amount is held against the plan's smallest units", "[core][facts]") {
  sample_plan s;
  s.add_money("revenue", {"won"});
  s.add_rate("JPY", "2026-01-01", "0.01");
  s.add_rate("USD", "2026-01-01", "0.000000001");
  const auto plan = s.ready();
  CHECK(find_obstacle(*plan, sold("1000000000000000", "JPY")) ==
        obstacle::none);  // exactly 10^15 fen
  CHECK(find_obstacle(*plan, sold("1000000000000001", "JPY")) == obstacle::out_of_range);
  CHECK(find_obstacle(*plan, sold("10000000000000.00", "USD")) == obstacle::none);
  CHECK(find_obstacle(*plan, sold("10000000000000.01", "USD")) ==
        obstacle::out_of_range);  // its own currency counts too
}

TEST_CASE("an amount past the range of its own currency is refused, with or without a rate", "[core][facts]") {
  const auto plan = shop().ready();
  CHECK(find_obstacle(*plan, sold("10000000000000.00", "EUR")) == obstacle::no_rate);  // 10^15 cents wait
  CHECK(find_obstacle(*plan, sold("10000000000000.01", "EUR")) == obstacle::out_of_range);
  CHECK(find_obstacle(*plan, sold("-10000000000000.01", "EUR")) == obstacle::out_of_range);
}

TEST_CASE("a currency without a rate on its day waits", "[core][facts]") {
  const auto plan = shop().ready();
  event e = sold("1", "USD");
  e.occurred_at = at_offset("2025-12-31 23:59:59.999", 8);
  CHECK(find_obstacle(*plan, e) == obstacle::no_rate);
  e.occurred_at += 1;
  CHECK(find_obstacle(*plan, e) == obstacle::none);
  for (const char* currency : {"EUR", "usd", "¥"})
    CHECK(find_obstacle(*plan, sold("1", currency)) == obstacle::no_rate);
}

TEST_CASE("a void waits for nothing, but needs a supported instant", "[core][facts]") {
  const auto plan = shop().ready();
  event e = sold("999999999999999999999999", "EUR");
  e.type = "void";
  CHECK(find_obstacle(*plan, e) == obstacle::none);
  for (const instant_ms at : {INT64_MIN, std::int64_t{0}, utc("2199-12-31 00:00"), INT64_MAX}) {
    e.occurred_at = at;
    CHECK(find_obstacle(*plan, e) == obstacle::out_of_range);
  }
}

TEST_CASE("a distinct metric counts the text its plan names", "[core][facts]") {
  event e = sale("D-7", noon, "Anna Snelling", "1");
  e.customer = "ACME", e.product = "GTX Pro", e.segment = "new", e.currency = "USD";
  const struct {
    event_field field;
    const char* text;
  } rows[] = {{event_field::customer, "ACME"},   {event_field::owner, "Anna Snelling"},
              {event_field::product, "GTX Pro"}, {event_field::segment, "new"},
              {event_field::currency, "USD"},    {event_field::id, "D-7"},
              {event_field::amount, ""},         {event_field::quantity, ""}};
  for (const auto& row : rows) CHECK(field_text(e, row.field) == row.text);
}
