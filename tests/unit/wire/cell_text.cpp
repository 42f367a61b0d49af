// SPDX-License-Identifier: MIT
#include "wire/cell_text.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "core/target_table.hpp"
#include "plan_samples.hpp"

using namespace northstar;
using core::figure;

namespace {

const core::compiled_plan& plan() {
  static const core::compiled_plan made(std::move(*plan_samples::read(plan_samples::good_text("contract")).plan));
  return made;
}

core::cell sample() {
  core::cell c;
  c.key = {0, 0, 0, plan().calendar().periods().parse("2026-11").value()};
  c.actual = figure{1'280'050, 2};
  c.target = figure{100'000'000, 2};
  c.expected = figure{70'000'000, 2};
  c.attainment = figure{12'801, 6};
  c.pace = figure{18'286, 6};
  c.gap = figure{98'719'950, 2};
  c.forecast = figure{-5, 2};
  c.light = core::light::red;
  c.as_of = 1'795'225'320'000;
  c.source_age_s = 12;
  return c;
}

const std::string names = R"("unit":"acme","metric":"revenue","slice":"","period":"2026-11")";
const std::string judged =
    R"("target":1000000.00,"expected":700000.00,"attainment":0.012801,"pace":0.018286,"gap":987199.50,"needed_today":null,)"
    R"("forecast":-0.05,"forecast_low":null,"forecast_high":null,"unallocated":null,"light":"red")";
const std::string instant = R"("as_of":"2026-11-21T09:42:00.000+08:00","source_age_s":12)";

std::string changes(const core::cell& before, const core::cell& now) {
  std::string out;
  const bool differ = wire::append_cell_changes(out, 17, before, now);
  CHECK(differ == !out.empty());
  return out;
}

}  // namespace

TEST_CASE("a cell is one flat object in the contract's order", "[wire][cell]") {
  CHECK(wire::cells_json(plan(), {sample()}) == "[{" + names + R"(,"actual":12800.50,)" + judged + "," + instant + "}]");
  CHECK(wire::cells_json(plan(), {}) == "[]");
  CHECK(nlohmann::json::parse(wire::cells_json(plan(), {sample(), sample()})).size() == 2);
}

TEST_CASE("in a feed the number comes first and the actual right after it", "[wire][cell]") {
  std::string out = "x";
  wire::append_cell(out, plan(), sample(), 17);
  CHECK(out == R"(x{"n":17,"actual":12800.50,)" + names + "," + judged + "," + instant + "}");
  out.clear();
  wire::append_cell_state(out, 17, sample());
  CHECK(out == R"({"n":17,"actual":12800.50,)" + judged + R"(,"source_age_s":12})");
}

TEST_CASE("figures alone name the same changes as whole cells", "[wire][cell]") {
  const auto digits = core::digits_of(plan().plan().metrics[0]);
  const auto same_as_whole = [&](const core::cell& before, const core::cell& now) {
    std::string out;
    const bool differ = wire::append_cell_changes(out, 17, digits, core::to_figures(before).value(), core::to_figures(now).value());
    CHECK(differ == !out.empty());
    CHECK(out == changes(before, now));
  };
  const core::cell before = sample();
  same_as_whole(before, before);
  core::cell now = before;
  now.light = core::light::yellow;
  same_as_whole(before, now);
  for (const auto figure_of : core::figures_of_cell) {
    core::cell none = before, nothing = before, most = before;
    const std::uint8_t decimals = figure_of == &core::cell::attainment || figure_of == &core::cell::pace ? 6 : 2;
    none.*figure_of = std::nullopt;
    nothing.*figure_of = figure{0, decimals};
    most.*figure_of = figure{-std::numeric_limits<std::int64_t>::max(), decimals};
    same_as_whole(none, nothing);
    same_as_whole(nothing, none);
    same_as_whole(nothing, most);
    same_as_whole(most, nothing);
  }
}

TEST_CASE("changes name only what differs", "[wire][cell]") {
  const core::cell before = sample();
  core::cell now = before;
  CHECK(changes(before, now).empty());
  now.as_of += 1000;
  now.source_age_s = 13;
  CHECK(changes(before, now).empty());
  now.light = core::light::yellow;
  CHECK(changes(before, now) == R"({"n":17,"light":"yellow","source_age_s":13})");
  now.source_age_s = 12;
  now.pace.reset();
  now.actual = figure{0, 2};
  CHECK(changes(before, now) == R"({"n":17,"actual":0.00,"pace":null,"light":"yellow"})");
}

TEST_CASE("cells as CSV have a header, empty fields for null, and quotes where needed", "[wire][cell]") {
  core::cell c = sample();
  c.source_age_s.reset();
  c.key.slice = 5;
  const std::string csv = wire::cells_csv(plan(), {c});
  CHECK(csv ==
        "unit,metric,slice,period,actual,target,expected,attainment,pace,gap,needed_today,forecast,forecast_low,forecast_high,unallocated,light,as_of,"
        "source_age_s\r\nacme,revenue,product:GTX Pro,2026-11,12800.50,1000000.00,700000.00,0.012801,0.018286,987199.50,,-0.05,,,,red,"
        "2026-11-21T09:42:00.000+08:00,\r\n");
}

TEST_CASE("the unit unassigned has its name", "[wire][cell]") {
  core::cell c = sample();
  c.key.unit = plan().unassigned();
  CHECK(nlohmann::json::parse(wire::cells_json(plan(), {c}))[0]["unit"] == "unassigned");
}

TEST_CASE("days are rows by the protocol's names", "[wire][cell]") {
  core::daily_row row;
  row.day = {1, 1, 0, plan().calendar().periods().parse("2026-11-21").value()};
  row.actual = figure{3, 0};
  row.weight = {1'000'000, 6};
  CHECK(wire::daily_json(plan(), {row}) ==
        R"([{"unit":"east","metric":"deals","slice":"","day":"2026-11-21","actual":3,"cumulative":null,"target":null,"expected":null,"weight":1.000000}])");
  CHECK(wire::daily_csv(plan(), {row}) ==
        "unit,metric,slice,day,actual,cumulative,target,expected,weight\r\neast,deals,,2026-11-21,3,,,,1.000000\r\n");
}
