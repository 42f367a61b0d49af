// SPDX-License-Identifier: MIT
// Milestones by hand-fed changes, and against judging everything anew after any history.
#include "core/milestone_watch.hpp"

#include <cstdlib>
#include <iostream>
#include <random>
#include <set>

#include "catch.hpp"
#include "core/judge.hpp"
#include "core/random_history.hpp"
#include "core/sample_plan.hpp"
#include "core/view.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

milestone when(unit_index u, metric_index m, period_kind every, share_nano at,
               const char* reward = "cake") {
  return {u, m, 0, std::nullopt, every, at, reward};
}

struct firm : sample_plan {
  unit_index east = add_unit("east", 0);
  unit_index west = add_unit("west", 0);
  metric_index revenue = add_money("revenue", {"won"}, {"refund"});
  metric_index deals = add_count("deals", {"won"});
  metric_index leads = add_count("leads", {"lead"});
  metric_index rate = add_ratio("rate", deals, leads);

  firm() {
    for (const unit_index u : {0u, east}) {
      add_target(u, revenue, "2026-10", 1000'00);
      add_target(u, revenue, "2026-11", 1000'00);
    }
    milestones.push_back(when(0, revenue, period_kind::month, whole_share / 2));
    milestones.push_back(when(0, revenue, period_kind::month, whole_share));
    milestones.push_back(when(east, revenue, period_kind::month, whole_share / 2));
  }
};

// A board and its watch, fed as the engine feeds them.
struct watched {
  board b;
  milestone_watch watch;
  std::uint64_t offset = 0;

  explicit watched(const sample_plan& p) : b(p.ready()), watch(b.shared_plan()) {}

  std::string change(const event* before, const event* after) {
    b.apply(before, after);
    ++offset;
    return in_words(watch.step(b, before, after, stamp()));
  }
  std::string add(const event& e) { return change(nullptr, &e); }
  milestone_stamp stamp() const { return {static_cast<instant_ms>(1000 * offset), offset}; }

  std::string in_words(const std::vector<milestone_news>& news) const {
    constexpr std::string_view turns[] = {"reached", "reversed", "reached again"};
    std::string out;
    for (const milestone_news& n : news)
      out += (out.empty() ? "" : ", ") + std::to_string(n.milestone) + " " +
             b.plan().calendar().periods().name(n.period) + " " +
             std::string(turns[static_cast<std::size_t>(n.turn)]);
    return out;
  }
  const milestone_record* of(milestone_index m, const char* period) const {
    return watch.find(m, b.plan().calendar().periods().parse(period).value());
  }
};

event deal(std::string_view amount, const char* owner = "east", const char* date = "2026-11-05") {
  return sale("D", at_offset(std::string(date) + " 10:00", 8), owner, amount);
}

}  // namespace

TEST_CASE("a milestone is reached by the very cent and told once", "[core][milestone]") {
  watched w{firm()};
  CHECK(w.add(deal("499.99", "west")) == "");
  CHECK(w.add(deal("0.01", "west")) == "0 2026-11 reached");
  CHECK(w.add(deal("100", "west")) == "");
  CHECK(w.add(deal("500")) == "1 2026-11 reached, 2 2026-11 reached");
  CHECK(w.of(0, "2026-11")->reached == milestone_stamp{2000, 2});
  CHECK(w.of(0, "2026-11")->is_reached);
  CHECK_FALSE(w.of(0, "2026-11")->reversed);
  CHECK(w.of(0, "2026-10") == nullptr);
}

TEST_CASE("a refund takes a milestone back visibly, and it can be reached again",
          "[core][milestone]") {
  watched w{firm()};
  CHECK(w.add(deal("600")) == "0 2026-11 reached, 2 2026-11 reached");
  event refund = deal("200");
  refund.type = "refund";
  CHECK(w.add(refund) == "0 2026-11 reversed, 2 2026-11 reversed");
  const milestone_record fallen = *w.of(0, "2026-11");
  CHECK_FALSE(fallen.is_reached);
  CHECK(fallen.reached == milestone_stamp{1000, 1});
  CHECK(fallen.reversed == milestone_stamp{2000, 2});
  CHECK(w.add(deal("50")) == "");
  CHECK(w.add(deal("50")) == "0 2026-11 reached again, 2 2026-11 reached again");
  const milestone_record again = *w.of(0, "2026-11");
  CHECK(again.is_reached);
  CHECK(again.reached == milestone_stamp{1000, 1});
  CHECK(again.reversed == milestone_stamp{2000, 2});
  CHECK(again.times_again == 1);
}

TEST_CASE("a void, a move to another unit and a move to another month are seen at both ends",
          "[core][milestone]") {
  watched w{firm()};
  const event first = deal("600");
  CHECK(w.add(first) == "0 2026-11 reached, 2 2026-11 reached");
  const event moved = deal("600", "west");
  CHECK(w.change(&first, &moved) == "2 2026-11 reversed");
  const event earlier = deal("600", "east", "2026-10-05");
  CHECK(w.change(&moved, &earlier) == "0 2026-10 reached, 2 2026-10 reached, 0 2026-11 reversed");
  event gone = earlier;
  gone.type = "void";
  CHECK(w.change(&earlier, &gone) == "0 2026-10 reversed, 2 2026-10 reversed");
}

TEST_CASE("an edit that changes nothing across the line tells nothing", "[core][milestone]") {
  watched w{firm()};
  const event before = deal("600"), after = deal("700");
  w.add(before);
  CHECK(w.change(&before, &after) == "");
}

TEST_CASE("a milestone of one period looks at that period only", "[core][milestone]") {
  firm f;
  f.milestones = {{0, f.revenue, 0, f.period_named("2026-11"), std::nullopt, whole_share, "cake"}};
  watched w{f};
  CHECK(w.add(deal("1000", "east", "2026-10-31")) == "");
  CHECK(w.add(deal("1000", "east", "2026-11-01")) == "0 2026-11 reached");
}

TEST_CASE("without a target, with one of nothing, or for a ratio nothing is ever reached",
          "[core][milestone]") {
  firm f;
  f.add_target(0, f.revenue, "2026-12", 0);
  f.add_target(0, f.rate, "2026-11", 1);
  f.milestones = {when(0, f.revenue, period_kind::day, 1), when(0, f.deals, period_kind::month, 1),
                  when(0, f.rate, period_kind::month, 1),
                  when(0, f.revenue, period_kind::month, 1)};
  watched w{f};
  event lead = deal("0");
  lead.type = "lead";
  CHECK(w.add(lead) == "");
  CHECK(w.add(deal("1000", "east", "2026-12-05")) == "");
  CHECK(w.add(deal("1000", "east", "2027-01-05")) == "");
  CHECK(w.watch.records().empty());
  CHECK_FALSE(milestone_reached(w.b, 2, f.period_named("2026-11")));
}

TEST_CASE("a milestone of a slice hears its slice only", "[core][milestone]") {
  firm f;
  f.set_slices({"new"}, {});
  f.add_target(0, f.revenue, "2026-11", 100'00).slice = 1;
  f.milestones = {{0, f.revenue, 1, std::nullopt, period_kind::month, whole_share, "cake"}};
  watched w{f};
  event e = deal("100");
  CHECK(w.add(e) == "");
  e.segment = "new";
  CHECK(w.add(e) == "0 2026-11 reached");
}

TEST_CASE("of ten thousand records the period that ended longest ago is forgotten, for good",
          "[core][milestone]") {
  firm f;
  f.targets.clear();
  const day_number first = day("2010-01-01");
  f.add_target(0, f.revenue, "2010", 1);
  const auto last = static_cast<day_number>(first + milestone_records_max);
  for (day_number d = first; d <= last + 1; ++d) f.add_target(0, f.revenue, date_text(d), 1);
  f.milestones = {when(0, f.revenue, period_kind::day, 1),
                  {0, f.revenue, 0, f.period_named("2010"), std::nullopt, 1, "cake"}};
  watched w{f};
  CHECK(w.add(deal("1", "east", "2010-01-02")) == "0 2010-01-02 reached, 1 2010 reached");
  for (day_number d = first + 2; d < last; ++d) w.add(deal("1", "east", date_text(d).c_str()));
  CHECK(w.watch.records().size() == milestone_records_max);
  CHECK(w.add(deal("1", "east", "2010-01-01")) == "0 2010-01-01 reached");  // and forgotten
  CHECK(w.add(deal("1", "east", "2010-01-01")) == "");
  CHECK(w.of(0, "2010-01-01") == nullptr);
  CHECK(w.of(0, "2010-01-02") != nullptr);
  CHECK(w.add(deal("1", "east", date_text(last).c_str())).ends_with(" reached"));
  CHECK(w.of(0, "2010-01-02") == nullptr);
  CHECK(w.of(1, "2010")->is_reached);  // it ended later
  event refund = deal("9", "east", "2010-01-02");
  refund.type = "refund";
  CHECK(w.add(refund) == "");
  CHECK(w.watch.records().size() == milestone_records_max);

  milestone_watch back(w.b.shared_plan());
  CHECK(back.load(w.watch.save()));
  CHECK(back.records() == w.watch.records());
  const event old = deal("100", "east", "2010-01-01");
  w.b.apply(nullptr, &old);
  CHECK(back.step(w.b, nullptr, &old, {}).empty());
}

TEST_CASE("damaged or foreign milestone bytes leave an empty watch", "[core][milestone]") {
  watched w{firm()};
  w.add(deal("600"));
  w.add(deal("600", "west", "2026-10-05"));
  const std::string bytes = w.watch.save();
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    milestone_watch other(w.b.shared_plan());
    CHECK_FALSE(other.load(bytes.substr(0, cut)));
    CHECK(other.records().empty());
  }
  milestone_watch other(w.b.shared_plan());
  CHECK_FALSE(other.load(bytes + "x"));
  // Any changed byte: refused, or read as records that this plan can have.
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      std::string wrong = bytes;
      wrong[i] = static_cast<char>(wrong[i] ^ (1 << bit));
      if (other.load(wrong)) CHECK(other.save() == wrong);
    }
  firm fewer;
  fewer.milestones.pop_back();
  milestone_watch foreign(fewer.ready());
  CHECK_FALSE(foreign.load(bytes));
}

namespace {

struct random_milestones : random_plan {
  explicit random_milestones(dice& d) : random_plan(d) {
    for (std::uint64_t n = d.between(1, 12); n > 0; --n) {
      milestone m;
      m.unit = d.chance(50) ? root : static_cast<unit_index>(d.below(units.size()));
      m.metric = static_cast<metric_index>(d.below(metrics.size()));
      if (!targets.empty() && d.chance(80)) {
        const target& t = d.pick(targets);
        m.unit = t.unit, m.metric = t.metric, m.slice = t.slice;
        m.every = t.period.kind;
        if (d.chance(30)) m.period = t.period, m.every.reset();
      } else {
        m.every = all_period_kinds[d.below(5)];
      }
      m.at = d.chance(30) ? 1 : d.between(1, 1500) * 1'000'000;
      milestones.push_back(m);
    }
  }
};

using places = std::set<std::tuple<milestone_index, day_number, day_number>>;

// What a step may have moved, found without any index: every milestone in its period around every
// day that any event ever touched.
places reached_now(const board& b, const std::set<day_number>& days) {
  places out;
  const plan& p = b.plan().plan();
  for (milestone_index i = 0; i < p.milestones.size(); ++i)
    for (const day_number d : days) {
      const milestone& m = p.milestones[i];
      const period in = m.period ? *m.period : p.calendar.periods.containing(*m.every, d);
      const cell c = cell_at(b, {m.unit, m.metric, m.slice, in},
                             {b.plan().calendar().start(in), std::nullopt, false});
      if (!in.holds(d) || p.metrics[m.metric].kind == metric_kind::ratio) continue;
      if (!c.target || c.target->value <= 0 || !c.actual) continue;
      if (c.actual->value * whole_share >= c.target->value * m.at)
        out.insert({i, in.first, in.last});
    }
  return out;
}

places reached_by(const milestone_watch& watch) {
  places out;
  for (const milestone_record& r : watch.records())
    if (r.is_reached) out.insert({r.milestone, r.period.first, r.period.last});
  return out;
}

}  // namespace

TEST_CASE("after any history the watch knows what judging everything anew finds",
          "[core][milestone][property]") {
  const char* given = std::getenv("NORTHSTAR_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  INFO("NORTHSTAR_SEED=" << seed);
  std::size_t news_count = 0, reversals = 0;
  for (std::uint64_t trial = 0; trial < 60; ++trial) {
    INFO("plan " << trial);
    dice d(seed + trial);
    const random_milestones plan(d);
    board b(plan.ready());
    milestone_watch watch(b.shared_plan()), twin(b.shared_plan());
    std::map<std::pair<std::string, std::string>, event> winners;
    std::set<day_number> days;
    std::map<std::tuple<milestone_index, day_number, day_number>, bool> told;
    std::uint64_t offset = 0;
    for (const event& e : random_history(d, plan, b.plan().calendar()).deliveries) {
      if (find_obstacle(b.plan(), e) != obstacle::none) continue;
      const auto known = winners.find({e.source, e.id});
      if (known != winners.end() && !wins(e, known->second)) continue;
      const event before = known == winners.end() ? event{} : known->second;
      const event* old = known == winners.end() ? nullptr : &before;
      if (!b.fits(old, &e)) continue;
      b.apply(old, &e);
      winners[{e.source, e.id}] = e;
      days.insert(b.plan().calendar().day_of(e.occurred_at));
      const milestone_stamp stamp{static_cast<instant_ms>(offset), offset};
      ++offset;
      const auto news = watch.step(b, old, &e, stamp);
      REQUIRE(twin.step(b, old, &e, stamp) == news);
      for (const milestone_news& n : news) {
        bool& is_up = told[{n.milestone, n.period.first, n.period.last}];
        REQUIRE(is_up == (n.turn == milestone_turn::reversed));
        is_up = !is_up;
        reversals += n.turn == milestone_turn::reversed;
      }
      news_count += news.size();
      if (d.chance(5)) {
        milestone_watch back(b.shared_plan());
        REQUIRE(back.load(watch.save()));
        REQUIRE(back.save() == watch.save());
        watch = back;
      }
    }
    REQUIRE(twin.save() == watch.save());
    REQUIRE(reached_by(watch) == reached_now(b, days));
  }
  std::cout << "milestones: NORTHSTAR_SEED=" << seed << ", " << news_count << " news, " << reversals
            << " of them reversals\n";
  CHECK(news_count > 0);
}
