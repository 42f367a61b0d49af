// SPDX-License-Identifier: MIT
// Which organisations have lines that end at the root.
#include "catch.hpp"
#include "plan_samples.hpp"

using namespace northstar;
using plan_samples::json;

namespace {

json member(const char* parent, const char* from, const char* to) {
  json m{{"parent", parent}};
  if (*from) m["from"] = from;
  if (*to) m["to"] = to;
  return m;
}

wire::plan_reading read_units(const json& units) {
  json plan = plan_samples::good("minimal");
  plan["units"] = units;
  return plan_samples::read(plan);
}

json chain(int length) {
  json units = json::array({{{"id", "u0"}}});
  for (int i = 1; i < length; ++i) units.push_back({{"id", "u" + std::to_string(i)}, {"parent", "u" + std::to_string(i - 1)}});
  return units;
}

}  // namespace

TEST_CASE("units that swap places over time are no ring", "[wire][plan][lines]") {
  const json units = {{{"id", "root"}},
                      {{"id", "a"}, {"memberships", {member("root", "", "2026-06-30"), member("b", "2026-07-01", "")}}},
                      {{"id", "b"}, {"memberships", {member("a", "", "2026-06-30"), member("root", "2026-07-01", "")}}}};
  CHECK(plan_samples::told(read_units(units)).empty());
}

TEST_CASE("units that stand above each other for one day are a ring", "[wire][plan][lines]") {
  const json units = {{{"id", "root"}},
                      {{"id", "a"}, {"memberships", {member("root", "", "2026-06-30"), member("b", "2026-07-01", "")}}},
                      {{"id", "b"}, {"memberships", {member("a", "", "2026-07-01"), member("root", "2026-07-02", "")}}}};
  const auto reading = read_units(units);
  CAPTURE(plan_samples::told(reading));
  REQUIRE(reading.findings.size() == 1);
  CHECK(reading.findings[0].pointer == "/units/1");
}

TEST_CASE("a ring is told once, and not again for those below it", "[wire][plan][lines]") {
  const json units = {{{"id", "root"}}, {{"id", "below"}, {"parent", "a"}}, {{"id", "a"}, {"parent", "b"}}, {{"id", "b"}, {"parent", "c"}}, {{"id", "c"}, {"parent", "a"}}};
  const auto reading = read_units(units);
  CAPTURE(plan_samples::told(reading));
  REQUIRE(reading.findings.size() == 1);
  CHECK(reading.findings[0].pointer == "/units/2");
}

TEST_CASE("a line holds at most 64 units", "[wire][plan][lines]") {
  CHECK(read_units(chain(64)).plan);
  const auto reading = read_units(chain(66));
  REQUIRE(reading.findings.size() == 2);
  CHECK(reading.findings[0].pointer == "/units/64");
}

TEST_CASE("a unit that belongs nowhere for a while is fine", "[wire][plan][lines]") {
  const json units = {{{"id", "root"}}, {{"id", "a"}, {"memberships", {member("root", "2026-01-01", "2026-03-31"), member("root", "2026-06-01", "")}}}};
  CHECK(read_units(units).plan);
}
