// SPDX-License-Identifier: MIT
#include "core/compiled_plan.hpp"

#include "catch.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

// acme ─ east ─ anna, bo (moves to west in July), acme ─ west; kim belongs to nobody before May;
// lost hangs below kim.
struct organisation : sample_plan {
  unit_index east = add_unit("east", 0);
  unit_index west = add_unit("west", 0);
  unit_index anna = add_unit("anna", east);
  unit_index bo = add_unit("bo", east, "", "2026-06-30");
  unit_index kim = add_unit("kim", west, "2026-05-01", "2026-08-31");
  unit_index lost = add_unit("lost", kim);
  organisation() {
    add_membership(bo, west, "2026-07-01");
    units[anna].aliases = {"Anna Snelling", "west"};  // an id beats an alias
    units[bo].aliases = {"Bo B", "Anna Snelling"};    // the earlier unit keeps an alias
  }
};

std::string line_text(const compiled_plan& plan, std::string_view owner, std::string_view date) {
  std::string out;
  const counting_line line = plan.line(plan.owner(owner), day(date));
  for (const unit_index u : line.units)
    out += std::string(out.empty() ? "" : " ") + std::string(plan.unit_id(u));
  return line.reaches_root ? out : out + " (broken)";
}

std::string names(const compiled_plan& plan, const std::vector<unit_index>& units) {
  std::string out;
  for (const unit_index u : units)
    out += std::string(out.empty() ? "" : " ") + std::string(plan.unit_id(u));
  return out;
}

}  // namespace

TEST_CASE("an owner is a unit's id, then an alias, exactly", "[core][compiled_plan]") {
  const auto plan = organisation().ready();
  const auto found = [&](std::string_view owner) {
    const auto u = plan->owner(owner);
    return u ? std::string(plan->unit_id(*u)) : std::string("nobody");
  };
  CHECK(found("anna") == "anna");
  CHECK(found("Anna Snelling") == "anna");
  CHECK(found("west") == "west");
  CHECK(found("Bo B") == "bo");
  CHECK(found("Anna") == "nobody");
  CHECK(found("ANNA") == "nobody");
  CHECK(found(" anna") == "nobody");
  CHECK(found("") == "nobody");
  CHECK(found("unassigned") == "nobody");
}

TEST_CASE("an event counts up the line of its day", "[core][compiled_plan]") {
  const auto plan = organisation().ready();
  const struct {
    const char* owner;
    const char* date;
    const char* line;
  } rows[] = {{"anna", "2026-11-21", "anna east acme"},
              {"acme", "2026-11-21", "acme"},
              {"bo", "2026-06-30", "bo east acme"},
              {"bo", "2026-07-01", "bo west acme"},
              {"kim", "2026-04-30", "kim acme unassigned (broken)"},
              {"kim", "2026-05-01", "kim west acme"},
              {"kim", "2026-08-31", "kim west acme"},
              {"lost", "2026-08-31", "lost kim west acme"},
              {"lost", "2026-09-01", "lost kim acme unassigned (broken)"},
              {"nobody", "2026-11-21", "acme unassigned (broken)"},
              {"", "2026-11-21", "acme unassigned (broken)"},
              {"unassigned", "2026-11-21", "acme unassigned (broken)"}};
  for (const auto& row : rows) {
    INFO(row.owner << " on " << row.date);
    CHECK(line_text(*plan, row.owner, row.date) == row.line);
  }
}

TEST_CASE("members are those of the day, in plan order", "[core][compiled_plan]") {
  const auto plan = organisation().ready();
  const unit_index east = plan->unit("east").value(), west = plan->unit("west").value();
  CHECK(names(*plan, plan->members(0, day("2026-06-30"))) == "east west");
  CHECK(names(*plan, plan->members(east, day("2026-06-30"))) == "anna bo");
  CHECK(names(*plan, plan->members(east, day("2026-07-01"))) == "anna");
  CHECK(names(*plan, plan->members(west, day("2026-07-01"))) == "bo kim");
  CHECK(plan->members(plan->unassigned(), day("2026-07-01")).empty());
}

TEST_CASE("a unit lies within the units of its line", "[core][compiled_plan]") {
  const auto plan = organisation().ready();
  const auto is_within = [&](const char* u, const char* scope, const char* date) {
    return plan->within(plan->unit(u).value(), plan->unit(scope).value(), day(date));
  };
  CHECK(is_within("bo", "east", "2026-06-30"));
  CHECK_FALSE(is_within("bo", "east", "2026-07-01"));
  CHECK(is_within("bo", "acme", "2026-07-01"));
  CHECK(is_within("unassigned", "acme", "2026-07-01"));
  CHECK(is_within("east", "east", "2026-07-01"));
  CHECK_FALSE(is_within("acme", "east", "2026-07-01"));
  CHECK_FALSE(is_within("unassigned", "east", "2026-07-01"));
}

TEST_CASE("names that the plan does not have are not found", "[core][compiled_plan]") {
  organisation o;
  o.add_money("revenue", {"won"});
  o.set_slices({"new"}, {});
  const auto plan = o.ready();
  CHECK(plan->unit("unassigned") == plan->unassigned());
  CHECK_FALSE(plan->unit("nobody"));
  CHECK_FALSE(plan->unit("Anna Snelling"));
  CHECK(plan->metric("revenue") == 0u);
  CHECK_FALSE(plan->metric("Revenue"));
  CHECK(plan->slice("") == 0u);
  CHECK(plan->slice("segment:other") == 2u);
  CHECK_FALSE(plan->slice("product:other"));
}

TEST_CASE("a rate holds from its day until the next one", "[core][compiled_plan]") {
  organisation o;
  o.add_rate("USD", "2026-07-01", "7.2");
  o.add_rate("USD", "2026-01-01", "7.1");
  const auto plan = o.ready();
  const auto nano = [&](const char* currency, const char* date) {
    return plan->rate_nano(currency, day(date)).value_or(-1);
  };
  CHECK(nano("USD", "2025-12-31") == -1);
  CHECK(nano("USD", "2026-01-01") == 7'100'000'000);
  CHECK(nano("USD", "2026-06-30") == 7'100'000'000);
  CHECK(nano("USD", "2026-07-01") == 7'200'000'000);
  CHECK(nano("EUR", "2026-07-01") == -1);
  CHECK(nano("usd", "2026-07-01") == -1);
  CHECK(nano("CNY", "1990-01-01") == 1'000'000'000);
  CHECK(nano("", "1990-01-01") == 1'000'000'000);
}
