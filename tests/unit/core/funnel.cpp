// SPDX-License-Identifier: MIT
// Funnels worked out by hand. On Tuesday November 17th 2026 ten of the month's 21 workdays are
// left, today's included.
#include "core/funnel.hpp"

#include <cstdlib>
#include <iostream>
#include <random>

#include "catch.hpp"
#include "core/naive_number.hpp"
#include "core/random_history.hpp"
#include "core/sample_plan.hpp"
#include "core/view.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

const instant_ms tuesday = at_offset("2026-11-17 13:30", 8);

struct firm : sample_plan {
  unit_index east = add_unit("east", 0);
  unit_index anna = add_unit("anna", east);
  metric_index leads = add_count("leads", {"lead"});
  metric_index visits = add_count("visits", {"visit"});
  metric_index deals = add_count("deals", {"won"});
  metric_index revenue = add_money("revenue", {"won"}, {"refund"});
  metric_index buyers = add_distinct("buyers", event_field::customer, {"won"});
  metric_index rate = add_ratio("rate", deals, visits);

  firm() {
    north_star = revenue;
    funnel = {{leads}, {visits}, {deals}};
  }
};

struct shown {
  board b;
  explicit shown(const sample_plan& p) : b(p.ready()) {}

  void add(const char* type, int times, const char* date, const char* owner = "anna",
           const char* amount = "0", const char* segment = "") {
    event e = sale("D", at_offset(std::string(date) + " 10:00", 8), owner, amount);
    e.type = type;
    e.segment = segment;
    for (int i = 0; i < times; ++i) {
      e.customer = "c" + std::to_string(i);
      b.apply(nullptr, &e);
    }
  }
  // 200 leads, 80 visits and 20 deals of 100.00 each within the year, three deals of them in this
  // month.
  void add_a_year(const char* owner = "anna") {
    add("lead", 190, "2026-06-10", owner), add("lead", 10, "2026-11-05", owner);
    add("visit", 77, "2026-06-11", owner), add("visit", 3, "2026-11-05", owner);
    add("won", 17, "2026-06-12", owner, "100"), add("won", 3, "2026-11-05", owner, "100");
  }
  std::vector<funnel_row> rows(unit_index u, const char* period = "2026-11",
                               instant_ms now = tuesday, slice_index s = 0) const {
    return funnel_at(b, u, s, b.plan().calendar().periods().parse(period).value(), now);
  }
};

std::string text(const std::optional<figure>& f) { return f ? to_text(*f) : "null"; }

std::string rate_text(const board& b, const std::optional<funnel_rate>& r) {
  if (!r) return "no rate";
  return to_text(r->value) + "=" + to_text(r->num) + "/" + to_text(r->den) + " of " +
         std::string(b.plan().unit_id(r->from));
}

std::string row(const shown& s, const funnel_row& r) {
  return s.b.plan().plan().metrics[r.key.metric].id + " " + text(r.actual) + ", " +
         rate_text(s.b, r.rate) + ", needs " + text(r.needed) + " " + text(r.needed_exact) +
         ", today " + text(r.needed_today);
}

}  // namespace

TEST_CASE("from the open deals back to visits and leads by the unit's own year", "[core][funnel]") {
  firm f;
  f.add_target(f.anna, f.deals, "2026-11", 10);
  shown s(f);
  s.add_a_year();
  const auto rows = s.rows(f.anna);
  REQUIRE(rows.size() == 3);
  CHECK(row(s, rows[0]) == "leads 10, 0.400000=80/200 of anna, needs 70 70.000000, today 7.000000");
  CHECK(row(s, rows[1]) == "visits 3, 0.250000=20/80 of anna, needs 28 28.000000, today 2.800000");
  CHECK(row(s, rows[2]) == "deals 3, no rate, needs 7 7.000000, today 0.700000");
  for (const funnel_row& r : rows) CHECK(r.goal == f.deals);
  CHECK(rows[0].key == cell_key{f.anna, f.leads, 0, f.period_named("2026-11")});
}

TEST_CASE("half a visit is rounded up, and the exact need is what is carried on",
          "[core][funnel]") {
  firm f;
  f.add_target(f.anna, f.deals, "2026-11", 4);
  shown s(f);
  s.add("lead", 100, "2026-06-10");
  s.add("visit", 30, "2026-06-11");
  s.add("won", 7, "2026-06-12");
  const auto rows = s.rows(f.anna);
  CHECK(row(s, rows[0]) == "leads 0, 0.300000=30/100 of anna, needs 58 57.142857, today 5.714286");
  CHECK(row(s, rows[1]) == "visits 0, 0.233333=7/30 of anna, needs 18 17.142857, today 1.714286");
  CHECK(row(s, rows[2]) == "deals 0, no rate, needs 4 4.000000, today 0.400000");
}

TEST_CASE("without a target of deals the north star's gap says how many", "[core][funnel]") {
  firm f;
  f.add_target(f.anna, f.revenue, "2026-11", 1'050'00);
  shown s(f);
  s.add_a_year();
  const auto rows = s.rows(f.anna);
  // 300.00 are there; 750.00 at 100.00 a deal are seven and a half.
  CHECK(row(s, rows[2]) ==
        "deals 3, 100.000000=2000.00/20 of anna, needs 8 7.500000, today 0.750000");
  CHECK(row(s, rows[1]) == "visits 3, 0.250000=20/80 of anna, needs 30 30.000000, today 3.000000");
  CHECK(row(s, rows[0]) == "leads 10, 0.400000=80/200 of anna, needs 75 75.000000, today 7.500000");
  CHECK(rows[0].goal == f.revenue);
}

TEST_CASE("a north star without a target gives way to the first sum that has one",
          "[core][funnel]") {
  firm f;
  const metric_index points = f.add_sum("points", event_field::quantity, 1, {"won"});
  f.north_star = f.rate;
  f.add_target(f.anna, f.rate, "2026-11", 500'000'000);
  f.add_target(f.anna, f.buyers, "2026-11", 5);
  f.add_target(f.anna, f.revenue, "2026-11", 1'300'00);
  f.add_target(f.anna, points, "2026-11", 100);
  shown s(f);
  s.add_a_year();
  CHECK(s.rows(f.anna)[2].goal == f.revenue);
  CHECK(text(s.rows(f.anna)[2].needed) == "10");
  f.north_star = f.buyers;  // 17 different ones in the year, three of them this month
  const shown other(f);
  CHECK(other.rows(f.anna)[2].goal == f.buyers);
}

TEST_CASE("thin history gives way to the parent's, and up to the root's", "[core][funnel]") {
  firm f;
  const unit_index bo = f.add_unit("bo", f.east), west = f.add_unit("west", 0);
  f.add_target(f.anna, f.deals, "2026-11", 10);
  shown s(f);
  s.add("lead", 40, "2026-06-10");
  s.add("visit", 19, "2026-06-11");  // one short of the floor
  s.add("visit", 21, "2026-06-11", "bo");
  s.add("won", 10, "2026-06-12");
  const auto rows = s.rows(f.anna);
  CHECK(rows[0].rate->from == f.anna);
  CHECK(row(s, rows[1]) == "visits 0, 0.250000=10/40 of east, needs 40 40.000000, today 4.000000");
  CHECK(row(s, rows[0]) == "leads 0, 0.475000=19/40 of anna, needs 85 84.210526, today 8.421053");
  CHECK(s.rows(bo)[1].rate->from == bo);
  CHECK(s.rows(west)[1].rate->from == 0);
  CHECK(s.rows(s.b.plan().unassigned())[1].rate->from == 0);
  s.add("visit", 1, "2026-11-16");
  CHECK(s.rows(f.anna)[1].rate->from == f.anna);
}

TEST_CASE("with a thin root there is no rate and no need before it", "[core][funnel]") {
  firm f;
  f.add_target(f.anna, f.deals, "2026-11", 10);
  shown s(f);
  s.add("lead", 500, "2026-06-10");
  s.add("visit", 19, "2026-06-11");
  s.add("won", 3, "2026-06-12");
  const auto rows = s.rows(f.anna);
  CHECK(row(s, rows[2]) == "deals 0, no rate, needs 10 10.000000, today 1.000000");
  CHECK(row(s, rows[1]) == "visits 0, no rate, needs null null, today null");
  CHECK(row(s, rows[0]) == "leads 0, 0.038000=19/500 of anna, needs null null, today null");
}

TEST_CASE("a rate of nothing leaves the need before it open, unless nothing is needed",
          "[core][funnel]") {
  firm f;
  f.add_target(f.anna, f.deals, "2026-11", 10);
  f.add_target(f.anna, f.deals, "2026-10", 0);
  shown s(f);
  s.add("lead", 50, "2026-06-10");
  s.add("visit", 50, "2026-06-11");
  CHECK(row(s, s.rows(f.anna)[1]) ==
        "visits 0, 0.000000=0/50 of anna, needs null null, today null");
  CHECK(row(s, s.rows(f.anna)[0]) ==
        "leads 0, 1.000000=50/50 of anna, needs null null, today null");
  CHECK(row(s, s.rows(f.anna, "2026-10")[0]) ==
        "leads 0, 1.000000=50/50 of anna, needs 0 0.000000, today null");
}

TEST_CASE("a goal that is passed needs nothing more", "[core][funnel]") {
  firm f;
  f.add_target(f.anna, f.deals, "2026-11", 2);
  shown s(f);
  s.add_a_year();
  for (const funnel_row& r : s.rows(f.anna)) {
    CHECK(text(r.needed) == "0");
    CHECK(text(r.needed_today) == "0.000000");
  }
}

TEST_CASE("without any target the funnel shows what is and asks for nothing", "[core][funnel]") {
  firm f;
  shown s(f);
  s.add_a_year();
  const auto rows = s.rows(f.anna);
  CHECK(row(s, rows[1]) == "visits 3, 0.250000=20/80 of anna, needs null null, today null");
  CHECK(row(s, rows[2]) == "deals 3, no rate, needs null null, today null");
  CHECK_FALSE(rows[0].goal);
}

TEST_CASE("the window is the 365 days before today", "[core][funnel]") {
  firm f;
  shown s(f);
  const auto count = [&](const char* date) {
    shown one(f);
    one.add("lead", 20, date);
    const auto rate = one.rows(f.anna)[0].rate;
    return rate ? text(rate->den) : "none";
  };
  CHECK(count("2026-11-17") == "none");
  CHECK(count("2026-11-16") == "20");
  CHECK(count("2025-11-17") == "20");
  CHECK(count("2025-11-16") == "none");
}

TEST_CASE("more can come out of a stage than went in", "[core][funnel]") {
  firm f;
  f.add_target(f.anna, f.deals, "2026-11", 9);
  shown s(f);
  s.add("lead", 20, "2026-06-10");
  s.add("visit", 20, "2026-06-10");
  s.add("won", 60, "2026-06-10");
  CHECK(row(s, s.rows(f.anna)[1]) ==
        "visits 0, 3.000000=60/20 of anna, needs 3 3.000000, today 0.300000");
}

TEST_CASE("a day off asks for nothing, and only a running period asks a day", "[core][funnel]") {
  firm f;
  f.add_leave(f.anna, "2026-11-18", "2026-11-18");
  f.set_weight("2026-11-19", "2");
  f.add_target(f.anna, f.deals, "2026-11", 20);
  f.add_target(f.anna, f.deals, "2026-12", 20);
  const shown s(f);
  const auto today = [&](const char* local, const char* period = "2026-11") {
    return text(s.rows(f.anna, period, at_offset(local, 8))[2].needed_today);
  };
  CHECK(today("2026-11-17 10:00") == "2.000000");  // one of ten: the 18th is off, the 19th double
  CHECK(today("2026-11-18 10:00") == "0.000000");
  CHECK(today("2026-11-19 10:00") == "4.444444");  // two of nine
  CHECK(today("2026-11-21 10:00") == "0.000000");
  CHECK(today("2026-11-30 23:59") == "20.000000");
  CHECK(today("2026-12-01 00:00") == "null");
  CHECK(today("2026-11-17 10:00", "2026-12") == "null");
  CHECK(text(s.rows(f.anna, "2026-12")[2].needed) == "20");
}

TEST_CASE("distinct stages count a customer once in the whole window", "[core][funnel]") {
  firm f;
  f.funnel = {{f.buyers}, {f.deals}};
  shown s(f);
  s.add("won", 25, "2026-05-11");
  s.add("won", 25, "2026-06-10");
  CHECK(rate_text(s.b, s.rows(f.anna)[0].rate) == "2.000000=50/25 of anna");
}

TEST_CASE("a slice has its own history, and its parent's is that slice's too", "[core][funnel]") {
  firm f;
  f.set_slices({"new", "old"}, {});
  shown s(f);
  s.add("lead", 30, "2026-06-10", "anna", "0", "new");
  s.add("visit", 15, "2026-06-10", "anna", "0", "new");
  s.add("lead", 10, "2026-06-10", "anna", "0", "old");
  s.add("lead", 10, "2026-06-10", "east", "0", "old");
  s.add("visit", 4, "2026-06-10", "anna", "0", "old");
  const auto rate = [&](slice_index slice) {
    return rate_text(s.b, s.rows(f.anna, "2026-11", tuesday, slice)[0].rate);
  };
  CHECK(rate(0) == "0.475000=19/40 of anna");
  CHECK(rate(1) == "0.500000=15/30 of anna");
  CHECK(rate(2) == "0.200000=4/20 of east");
}

TEST_CASE("money as a stage is needed to the cent, and the floor is twenty whole units",
          "[core][funnel]") {
  firm f;
  f.funnel = {{f.visits}, {f.revenue}};
  f.add_target(f.anna, f.revenue, "2026-11", 100'01);
  shown s(f);
  s.add("visit", 20, "2026-06-10");
  s.add("won", 1, "2026-06-10", "anna", "60");
  const auto rows = s.rows(f.anna);
  CHECK(row(s, rows[1]) == "revenue 0.00, no rate, needs 100.01 100.010000, today 10.001000");
  CHECK(row(s, rows[0]) ==
        "visits 0, 3.000000=60.00/20 of anna, needs 34 33.336667, today 3.333667");
  f.funnel = {{f.revenue}, {f.visits}};
  const auto turned = [&](const char* amount) {
    shown one(f);
    one.add("won", 1, "2026-06-10", "anna", amount);
    return one.rows(f.anna)[0].rate.has_value();
  };
  CHECK_FALSE(turned("19.99"));
  CHECK(turned("20"));
}

TEST_CASE("a unit that no longer belongs anywhere learns from the root", "[core][funnel]") {
  firm f;
  const unit_index gone = f.add_unit("gone", f.east, "", "2026-10-31");
  shown s(f);
  s.add("lead", 30, "2026-06-10");
  CHECK(s.rows(gone)[0].rate->from == 0);
}

TEST_CASE("a plan without a funnel has no rows", "[core][funnel]") {
  firm f;
  f.funnel.clear();
  CHECK(shown(f).rows(f.anna).empty());
}

TEST_CASE("a need beyond all measure is none", "[core][funnel]") {
  firm f;
  const metric_index wide_end = f.add_sum("wide", event_field::amount, 0, {"wide"});
  const metric_index narrow_end = f.add_sum("narrow", event_field::amount, 0, {"narrow"});
  f.funnel = {{wide_end}, {narrow_end}};
  const auto needed = [&](std::int64_t target, const char* share) {
    firm one = f;
    one.add_target(f.anna, narrow_end, "2026-11", target);
    shown s(one);
    s.add("wide", 1, "2026-06-10", "anna", share);
    s.add("narrow", 1, "2026-06-10", "anna", "20");
    return text(s.rows(f.anna)[0].needed);
  };
  CHECK(needed(amount_max, "20000") == "1000000000000000000");
  CHECK(needed(amount_max, "20001") == "null");
  CHECK(needed(amount_max, "1000000000000000") == "null");
}

namespace {

number_q exactly(const figure& f) { return number_q(integer(f.value), power_of_ten(f.digits)); }

// The same from the rule's words: by cells, and a walk from parent to parent.
class plain_funnel {
 public:
  plain_funnel(const board& b, unit_index u, slice_index s, const period& p, instant_ms now)
      : b_(b),
        unit_(u),
        slice_(s),
        period_(p),
        now_(now),
        today_(b.plan().calendar().day_of(now)) {}

  std::vector<std::string> rows() const {
    const auto& stages = b_.plan().plan().funnel;
    std::vector<std::string> out;
    const auto goal = find_goal(stages.back().metric);
    std::optional<number_q> need;
    if (goal) need = exactly(*cell_of(*goal).gap);
    if (need && *need < 0) need = 0;
    for (std::size_t i = stages.size(); i-- > 0;) {
      std::optional<metric_index> next = goal;
      if (i + 1 < stages.size()) next = stages[i + 1].metric;
      std::optional<number_q> rate;
      const bool is_goal = i + 1 == stages.size() && goal == stages[i].metric;
      if (next && !is_goal) {
        rate = rate_of(stages[i].metric, *next);
        if (need && *need != 0 && (!rate || *rate <= 0)) need.reset();
        if (need && *need != 0) *need /= *rate;
        if (need && *need > funnel_need_max) need.reset();
      }
      out.insert(out.begin(), digits_of(rate, 6) + " " + whole(need, stages[i].metric) + " " +
                                  digits_of(need, 6) + " " + digits_of(of_today(need), 6));
    }
    return out;
  }

 private:
  cell cell_of(metric_index m) const {
    return cell_at(b_, {unit_, m, slice_, period_}, {now_, std::nullopt, false});
  }
  bool adds_up(metric_index m) const {
    return b_.plan().plan().metrics[m].kind != metric_kind::ratio;
  }

  std::optional<metric_index> find_goal(metric_index last) const {
    if (cell_of(last).target) return last;
    const plan& p = b_.plan().plan();
    if (adds_up(p.north_star) && cell_of(p.north_star).target) return p.north_star;
    for (metric_index m = 0; m < p.metrics.size(); ++m)
      if (p.metrics[m].kind == metric_kind::sum && cell_of(m).target) return m;
    return std::nullopt;
  }

  number_q year_of(unit_index u, metric_index m) const {
    return exactly(figure{b_.total(u, m, slice_, today_ - 365, today_ - 1),
                          b_.plan().plan().metrics[m].digits});
  }

  std::optional<number_q> rate_of(metric_index stage, metric_index next) const {
    unit_index u = unit_;
    while (year_of(u, stage) < 20) {
      if (u == b_.plan().plan().root) return std::nullopt;
      u = b_.plan().parent(u, today_).value_or(b_.plan().plan().root);
    }
    return number_q(year_of(u, next) / year_of(u, stage));
  }

  std::string whole(const std::optional<number_q>& need, metric_index m) const {
    if (!need) return "null";
    const std::uint8_t digits = b_.plan().plan().metrics[m].digits;
    const number_q scaled_need = *need * number_q(power_of_ten(digits));
    integer up = numerator(scaled_need) / denominator(scaled_need);
    if (number_q(up) < scaled_need) ++up;
    return to_text(figure{static_cast<__int128>(up), digits});
  }

  std::optional<number_q> of_today(const std::optional<number_q>& need) const {
    if (!need || today_ < period_.first || today_ > period_.last) return std::nullopt;
    const calendar& cal = b_.plan().calendar();
    const leave_days& leave = b_.plan().leave(unit_);
    number_q left = 0;
    for (day_number d = today_; d <= period_.last; ++d) left += cal.weight(d, leave);
    if (cal.weight(today_, leave) == 0) return number_q(0);
    return number_q(*need * cal.weight(today_, leave) / left);
  }

  const board& b_;
  unit_index unit_;
  slice_index slice_;
  period period_;
  instant_ms now_;
  day_number today_;
};

struct random_funnel : random_plan {
  explicit random_funnel(dice& d) : random_plan(d) {
    for (metric_index m = 0; m < metrics.size(); ++m)
      if (metrics[m].kind != metric_kind::ratio && d.chance(70)) funnel.push_back({m});
    north_star = static_cast<metric_index>(d.below(metrics.size()));
  }
};

}  // namespace

TEST_CASE("any funnel is what its rule says in plain words", "[core][funnel][property]") {
  const char* given = std::getenv("NORTHSTAR_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  INFO("NORTHSTAR_SEED=" << seed);
  int needs = 0;
  for (std::uint64_t trial = 0; trial < 40; ++trial) {
    dice d(seed + trial);
    const random_funnel plan(d);
    if (plan.funnel.empty()) continue;
    board b(plan.ready());
    for (const event& e : random_history(d, plan, b.plan().calendar()).deliveries)
      if (find_obstacle(b.plan(), e) == obstacle::none && b.fits(nullptr, &e)) b.apply(nullptr, &e);
    const instant_ms now = choose_instant(d, plan, b.plan().calendar());
    for (unit_index u = 0; u < b.plan().unit_count(); ++u)
      for (const period& p : running_periods(b.plan(), now + d.between(-1, 1) * 40 * ms_per_day)) {
        const auto s = static_cast<slice_index>(d.below(plan.slices.names.size()));
        const auto plain = plain_funnel(b, u, s, p, now).rows();
        const auto rows = funnel_at(b, u, s, p, now);
        REQUIRE(rows.size() == plain.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
          INFO("plan " << trial << ", unit " << u << ", slice " << s << ", stage " << i);
          const funnel_row& r = rows[i];
          REQUIRE((r.rate ? to_text(r.rate->value) : "null") + " " + text(r.needed) + " " +
                      text(r.needed_exact) + " " + text(r.needed_today) ==
                  plain[i]);
          REQUIRE(r.actual == actual_at(b, r.key));
          needs += r.needed && r.needed->value > 0;
        }
      }
  }
  std::cout << "funnel: NORTHSTAR_SEED=" << seed << ", " << needs << " needs\n";
  CHECK(needs > 0);
}
