// SPDX-License-Identifier: MIT
#include "core/board.hpp"

#include <algorithm>
#include <random>

#include "catch.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

const instant_ms noon = at_offset("2026-11-21 12:00", 8);

struct firm : sample_plan {
  unit_index east = add_unit("east", 0);
  unit_index anna = add_unit("anna", east, "", "2026-11-30");
  metric_index revenue = add_money("revenue", {"won"}, {"refund"});
  metric_index deals = add_count("deals", {"won"});
  metric_index buyers = add_distinct("buyers", event_field::customer, {"won"});
  firm() {
    add_membership(anna, 0, "2026-12-01");
    set_slices({"new"}, {});
  }
};

event sold(std::string owner, std::string_view amount, std::string customer = "",
           instant_ms when = noon) {
  event e = sale("D-1", when, std::move(owner), amount);
  e.customer = std::move(customer);
  return e;
}

std::int64_t over_month(const board& b, const char* unit, metric_index m, const char* slice = "",
                        const char* month = "2026-11") {
  const period p = b.plan().calendar().periods().parse(month).value();
  return static_cast<std::int64_t>(
      b.total(b.plan().unit(unit).value(), m, b.plan().slice(slice).value(), p.first, p.last));
}

}  // namespace

TEST_CASE("an event counts for its owner, all above him, and its slice", "[core][board]") {
  const firm f;
  board b(f.ready());
  event e = sold("anna", "12.50");
  e.segment = "new";
  b.apply(nullptr, &e);
  for (const char* unit : {"anna", "east", "acme"}) {
    CHECK(over_month(b, unit, f.revenue) == 1250);
    CHECK(over_month(b, unit, f.deals, "segment:new") == 1);
    CHECK(over_month(b, unit, f.deals, "segment:other") == 0);
    CHECK(over_month(b, unit, f.deals, "", "2026-10") == 0);
  }
  CHECK(over_month(b, "unassigned", f.revenue) == 0);
}

TEST_CASE("a newer version takes the old contribution back wherever it stood", "[core][board]") {
  const firm f;
  board b(f.ready());
  const event before = sold("anna", "100", "ACME"),
              after = sold("anna", "30", "Other", at_offset("2026-12-01 00:00", 8));
  b.apply(nullptr, &before);
  b.apply(&before, &after);
  CHECK(over_month(b, "anna", f.revenue) == 0);
  CHECK(over_month(b, "east", f.revenue) == 0);
  CHECK(over_month(b, "anna", f.revenue, "", "2026-12") == 3000);
  CHECK(over_month(b, "east", f.revenue, "", "2026-12") == 0);  // anna had left by then
  CHECK(over_month(b, "acme", f.buyers) == 0);
  CHECK(over_month(b, "acme", f.buyers, "", "2026-12") == 1);
}

TEST_CASE("a void takes the record back, a refund is an event of its own", "[core][board]") {
  const firm f;
  board b(f.ready());
  const event won = sold("anna", "100", "ACME");
  event refund = sold("anna", "40"), taken_back = sold("", "0");
  refund.type = "refund";
  taken_back.type = "void";
  b.apply(nullptr, &won);
  b.apply(nullptr, &refund);
  CHECK(over_month(b, "east", f.revenue) == 6000);
  CHECK(over_month(b, "east", f.deals) == 1);
  b.apply(&won, &taken_back);
  CHECK(over_month(b, "east", f.revenue) == -4000);
  CHECK(over_month(b, "east", f.deals) == 0);
  b.apply(&taken_back, &won);
  CHECK(over_month(b, "east", f.revenue) == 6000);
  CHECK(over_month(b, "east", f.buyers) == 1);
}

TEST_CASE("distinct counts different texts once, whatever day they come", "[core][board]") {
  const firm f;
  board b(f.ready());
  const event first = sold("anna", "1", "ACME"),
              again = sold("anna", "1", "ACME", at_offset("2026-11-22 12:00", 8)),
              other_case = sold("anna", "1", "acme"), other_owner = sold("east", "1", "ACME"),
              none = sold("anna", "1");
  for (const event* e : {&first, &again, &other_case, &other_owner, &none}) b.apply(nullptr, e);
  CHECK(over_month(b, "anna", f.buyers) == 2);
  CHECK(over_month(b, "east", f.buyers) == 2);
  CHECK(over_month(b, "east", f.deals) == 5);
  b.apply(&first, nullptr);
  CHECK(over_month(b, "anna", f.buyers) == 2);
  CHECK(b.total(f.anna, f.buyers, 0, day("2026-11-21"), day("2026-11-21")) == 1);
  b.apply(&again, nullptr);
  CHECK(over_month(b, "anna", f.buyers) == 1);
  CHECK(over_month(b, "east", f.buyers) == 2);
}

TEST_CASE("the root is its own, its members' and the unassigned sum", "[core][board]") {
  const firm f;
  board b(f.ready());
  int amount = 1;
  for (const char* owner : {"acme", "east", "anna", "stranger", ""}) {
    const event e = sold(owner, std::to_string(amount));
    b.apply(nullptr, &e);
    amount *= 10;
  }
  CHECK(over_month(b, "acme", f.revenue) == 11'111'00);
  CHECK(over_month(b, "east", f.revenue) == 110'00);
  CHECK(over_month(b, "unassigned", f.revenue) == 11'000'00);
}

TEST_CASE("the changed series are told once each", "[core][board]") {
  const firm f;
  board b(f.ready());
  const event e = sold("east", "5");
  b.apply(nullptr, &e);
  b.apply(&e, nullptr);
  auto changed = b.take_changed();
  std::sort(changed.begin(), changed.end());
  std::vector<series_index> expected;
  for (const unit_index u : {0u, f.east})
    for (const metric_index m : {f.revenue, f.deals})
      for (const slice_index s : {0u, b.plan().slice("segment:other").value()})
        expected.push_back(b.series(u, m, s));
  CHECK(changed == expected);
  CHECK(b.take_changed().empty());
}
