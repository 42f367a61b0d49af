// SPDX-License-Identifier: MIT
// The board at other moments: against what the screens showed then, and against a plain recount of everything received.
#include <algorithm>
#include <map>
#include <random>

#include "catch.hpp"
#include "engine/engine.hpp"
#include "engine/record_text.hpp"
#include "rig.hpp"
#include "wire/cell_text.hpp"

using namespace northstar;
using namespace northstar::test;

namespace {

constexpr core::instant_ms minute = 60'000;
constexpr core::instant_ms day = core::ms_per_day;

// Every unit and slice of the plan, all running periods.
std::string text_of(const engine::board_view& view) {
  engine::cell_query q;
  q.descend = true;
  for (core::slice_index s = 0; s < view.board->plan().plan().slices.names.size(); ++s) q.slices.push_back(view.board->plan().plan().slices.names[s]);
  const auto cells = engine::find_cells(view, q, 100'000);
  REQUIRE(cells.has_value());
  return wire::cells_json(view.board->plan(), *cells);
}

engine::board_view look(rig& r, std::optional<core::instant_ms> as_of, std::optional<core::instant_ms> known_at) {
  std::optional<engine::board_view> got;
  r.engine->look({as_of, known_at}, [&](const engine::result<engine::board_view>& v) {
    REQUIRE(v.has_value());
    got = *v;
  });
  r.run();
  REQUIRE(got.has_value());
  return *got;
}

std::string actual(const engine::board_view& view, const std::string& unit, const std::string& metric, const std::string& period) {
  const auto cells = engine::find_cells(view, {{unit}, {metric}, {period}, {}, false}, 1);
  REQUIRE(cells.has_value());
  const auto& value = cells->front().actual;
  return value ? core::to_text(*value) : "null";
}

engine::explanation_page explain(rig& r, const engine::cell_name& name, core::instant_ms since, engine::moment_query when = {},
                                 engine::page_query page = {}) {
  std::optional<engine::explanation_page> got;
  r.engine->explain(name, since, when, page, [&](const engine::result<engine::explanation_page>& p) {
    REQUIRE(p.has_value());
    got = *p;
  });
  r.run();
  REQUIRE(got.has_value());
  return *got;
}

engine::record_page records(rig& r, engine::moment_query when, engine::record_question q) {
  if (!q.wanted) q.wanted = [](const core::event&) { return true; };
  std::optional<engine::record_page> got;
  r.engine->records(when, std::move(q), [&](const engine::result<engine::record_page>& p) {
    REQUIRE(p.has_value());
    got = *p;
  });
  r.run();
  REQUIRE(got.has_value());
  return *got;
}

// Everything that was received and took part, and a count of it that knows nothing of chains, boards or checkpoints.
class recount {
 public:
  struct received {
    core::instant_ms at;
    std::string id, type;
    int version;
    core::instant_ms occurred_at;
    std::int64_t amount;  // whole yuan
  };
  void add(received r) { all_.push_back(std::move(r)); }

  // Revenue of the root, all days.
  std::int64_t revenue(core::instant_ms as_of, core::instant_ms known_at) const {
    std::map<std::string, received> counting;
    for (const received& r : all_) {
      if (r.at > known_at) continue;
      const auto [old, is_new] = counting.emplace(r.id, r);
      if (is_new) continue;
      const auto rank = [](const received& x) { return std::pair(x.version, x.occurred_at); };
      if (rank(r) >= rank(old->second)) old->second = r;
    }
    std::int64_t sum = 0;
    for (const auto& [id, r] : counting) {
      if (r.occurred_at > as_of) continue;
      if (r.type == "deal.won") sum += r.amount;
      if (r.type == "refund.issued") sum -= r.amount;
    }
    return sum;
  }
  std::size_t counting_records(core::instant_ms known_at) const {
    std::map<std::string, received> counting;
    for (const received& r : all_) {
      if (r.at > known_at) continue;
      auto& now = counting.try_emplace(r.id, r).first->second;
      if (std::pair(r.version, r.occurred_at) >= std::pair(now.version, now.occurred_at)) now = r;
    }
    return static_cast<std::size_t>(std::count_if(counting.begin(), counting.end(), [](const auto& c) { return c.second.type != "void"; }));
  }

 private:
  std::vector<received> all_;
};

// One random delivery over few keys, within two weeks around now, told to both. Content is never sent twice (the amount says which it is).
void deliver(rig& r, recount& naive, std::mt19937& random, int n) {
  const auto pick = [&](int below) { return std::uniform_int_distribution<int>(0, below - 1)(random); };
  const char* const owners[] = {"anna", "bo", "cy", "A. Snelling", "nobody"};
  const char* const types[] = {"deal.won", "deal.won", "deal.won", "refund.issued", "deal.lost", "void"};
  recount::received e{r.clock.now(), "K" + std::to_string(pick(40)), types[pick(6)], pick(4),
                      r.clock.now() - (13 * day * pick(1000)) / 1000, 1000 + n};
  const core::zone utc;
  const auto taken = r.post(deal(e.id, owners[pick(5)], std::to_string(e.amount), e.version, core::to_rfc3339(utc, e.occurred_at), e.type));
  REQUIRE(taken.rejected.empty());
  REQUIRE(taken.quarantined == 0);
  naive.add(std::move(e));
}

// Shares of a doubled target are double, but for the one cent that rounding may move.
bool is_twice(const core::figure& twice, const core::figure& once) {
  const auto off = static_cast<std::int64_t>(twice.value - 2 * once.value);
  return off >= -1 && off <= 1;
}

std::string whole(std::int64_t yuan) { return std::to_string(yuan) + ".00"; }

}  // namespace

TEST_CASE("known_at gives back, cell for cell, what the screens showed at that moment", "[engine][past]") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  rig r;
  recount naive;
  std::map<core::instant_ms, std::string> shown;
  for (int n = 0; n < 400; ++n) {
    deliver(r, naive, random, n);
    if (n % 40 == 17) shown[r.clock.now()] = text_of(r.engine->view_now());
    if (n == 200) {  // another plan from here on: an owner's alias is corrected, the targets are others
      r.plan_text.replace(r.plan_text.find("\"A. Snelling\""), 13, "\"Annie\"");
      r.plan_text.replace(r.plan_text.find("210000"), 6, "310000");
      REQUIRE_FALSE(r.restart("autumn"));
    }
    r.advance(minute * 7);
  }
  for (const auto& [at, text] : shown) {
    INFO("at " << at);
    CHECK(text_of(look(r, std::nullopt, at)) == text);
  }
  REQUIRE_FALSE(r.restart());
  CHECK(text_of(look(r, std::nullopt, shown.begin()->first)) == shown.begin()->second);
}

TEST_CASE("as_of and known_at, alone and together, equal a plain recount of what was received", "[engine][past]") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  rig r;
  recount naive;
  const core::instant_ms begin = r.clock.now();
  for (int n = 0; n < 500; ++n) {
    deliver(r, naive, random, n);
    r.advance(minute * 5);
  }
  const core::instant_ms now = r.clock.now();
  for (int n = 0; n < 60; ++n) {
    const core::instant_ms as_of = now - std::uniform_int_distribution<core::instant_ms>(-day, 14 * day)(random);
    const core::instant_ms known_at = std::uniform_int_distribution<core::instant_ms>(begin - day, now)(random);
    CAPTURE(as_of, known_at);
    CHECK(actual(look(r, as_of, std::nullopt), "all", "revenue", "2026") == whole(naive.revenue(as_of, now)));
    CHECK(actual(look(r, as_of, known_at), "all", "revenue", "2026") == whole(naive.revenue(as_of, known_at)));
    CHECK(actual(look(r, std::nullopt, known_at), "all", "revenue", "2026") == whole(naive.revenue(now + day, known_at)));
    CHECK(records(r, {std::nullopt, known_at}, {}).rows.size() == naive.counting_records(known_at));
  }
}

TEST_CASE("as_of stands the clock: expected, running periods and lights are those of the instant", "[engine][past]") {
  rig r;
  r.post(deal("D1", "anna", "1000", 1, "2026-11-03T10:00:00+08:00"));
  r.post(deal("D2", "anna", "2000", 1, "2026-11-18T09:00:00+08:00"));
  const core::instant_ms third_at_noon = 1'793'678'400'000;  // 2026-11-03 12:00 in Shanghai
  const auto view = look(r, third_at_noon, std::nullopt);
  const auto cells = engine::find_cells(view, {{"all"}, {"revenue"}, {"month", "day"}, {}, false}, 2);
  REQUIRE(cells.has_value());
  CHECK(core::to_text(*(*cells)[0].actual) == "1000.00");
  // 21 working days in November 2026; the 2nd whole and three of nine hours of the 3rd: 210000 × (4/3) / 21.
  CHECK(core::to_text(*(*cells)[0].expected) == "13333.33");
  CHECK((*cells)[0].as_of == third_at_noon);
  CHECK_FALSE((*cells)[0].source_age_s.has_value());
  CHECK(view.board->plan().calendar().periods().name((*cells)[1].key.period) == "2026-11-03");
}

TEST_CASE("an instant outside the calendar is refused by name", "[engine][past]") {
  rig r;
  for (const core::instant_ms at : {core::instant_ms{-1}, core::instant_ms{9'999'999'999'999}}) {
    std::optional<boost::system::error_code> refused;
    r.engine->look({at, std::nullopt}, [&](const auto& v) { refused = v.error(); });
    CHECK(refused == engine::errc::not_an_instant);
  }
}

TEST_CASE("questions about the past wait in a bounded line, those past it are told to come again, and who asks the same shares", "[engine][past]") {
  rig r;
  r.post(deal("D1", "anna", "5"));
  int answered = 0, refused = 0;
  const auto ask = [&](core::instant_ms as_of) {
    r.engine->look({as_of, std::nullopt}, [&](const engine::result<engine::board_view>& v) {
      if (v.has_value()) ++answered;
      else if (v.error() == engine::errc::too_many_questions) ++refused;
    });
  };
  for (int n = 0; n < 70; ++n) ask(r.clock.now() - n * minute);
  CHECK(refused == 6);
  for (int n = 0; n < 100; ++n) ask(r.clock.now());  // the first one's question
  CHECK(refused == 6);
  r.run();
  CHECK(answered == 164);
  ask(r.clock.now() - 200 * minute);
  r.engine->stop([] {});  // whoever still waits is told
  r.run();
  CHECK(answered == 164);
}

TEST_CASE("explain names each record that moved the number, with the figure before and after it", "[engine][past]") {
  rig r;
  r.post(deal("D1", "anna", "100", 1));
  r.advance(minute);
  const core::instant_ms since = r.clock.now() - 1;
  r.post(deal("D2", "anna", "50", 1));
  r.post(deal("D3", "cy", "7", 1));                      // west: not this cell
  r.post(deal("D1", "anna", "130", 2));                  // an edit
  r.post(deal("D1", "anna", "110", 1));                  // stale: moves nothing
  r.post(deal("D2", "bo", "50", 2));                     // goes to Bo, also east: Anna loses it
  r.post(deal("D2", "bo", "0", 3, "2026-11-18T09:30:00+08:00", "void"));
  const auto page = explain(r, {"anna", "revenue", "", "2026-11"}, since);
  REQUIRE(page.moves.size() == 3);
  const std::vector<std::pair<std::string, std::string>> steps = {{"100.00", "150.00"}, {"150.00", "180.00"}, {"180.00", "130.00"}};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    CHECK(core::to_text(*page.moves[i].before) == steps[i].first);
    CHECK(core::to_text(*page.moves[i].after) == steps[i].second);
  }
  CHECK(core::to_text(page.moves[1].replaced->amount) == "100");
  const auto east = explain(r, {"east", "deals", "", "2026-11"}, since);
  REQUIRE(east.moves.size() == 2);  // D2 came, and was taken back; moving to Bo changed nothing
  CHECK(east.moves[1].event.takes_back());
  const json rows = json::parse(engine::explanation_text(wire::table_form::json, page));
  CHECK(rows[1].at("outcome") == "replaced");
  CHECK(rows[1].at("change") == 30);
  CHECK(rows[2].at("unit") == "bo");
}

TEST_CASE("explain pages: what a page leaves out begins the next one where it ended", "[engine][past]") {
  rig r;
  for (int i = 0; i < 25; ++i) r.post(deal("D" + std::to_string(i), "anna", "10"));
  engine::page_query page{0, 10};
  std::string last = "0.00";
  int seen = 0;
  for (int pages = 0; pages < 3; ++pages) {
    const auto part = explain(r, {"all", "revenue", "", "2026-11"}, 0, {}, page);
    for (const engine::move& m : part.moves) {
      CHECK(core::to_text(*m.before) == last);
      last = core::to_text(*m.after);
      ++seen;
    }
    if (part.next) page.after = *part.next;
  }
  CHECK(seen == 25);
  CHECK(last == "250.00");
}

TEST_CASE("records come a page at a time in the order received, edited ones once, voided ones not at all", "[engine][past]") {
  rig r;
  for (int i = 0; i < 30; ++i) r.post(deal("D" + std::to_string(i), "anna", std::to_string(i)));
  r.post(deal("D3", "anna", "99", 2));
  r.post(deal("D4", "anna", "0", 2, "2026-11-18T09:30:00+08:00", "void"));
  std::vector<std::string> ids;
  engine::record_question q;
  q.rows_max = 7;
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = records(r, {}, q);
    for (const auto& row : page.rows) ids.push_back(row.event.id);
    if (!page.next) break;
    q.after = *page.next;
  }
  CHECK(ids.size() == 29);
  CHECK(ids.back() == "D3");
  CHECK(std::count(ids.begin(), ids.end(), "D4") == 0);
}

TEST_CASE("a plan applied while serving shows at once, keeps what has ended and judges the rest anew", "[engine][plan]") {
  std::string whole_year = small_plan;
  whole_year.replace(whole_year.find("\"2026-11\", \"value\": \"210000\""), 28, "\"2026\", \"value\": \"2520000\"");
  rig r(whole_year);
  r.post(deal("O1", "anna", "1000", 1, "2026-10-15T10:00:00+08:00"));
  auto wall = std::make_unique<viewer>(r, "east");
  REQUIRE(r.cell("all", "revenue", "2026-10").target.has_value());
  const auto october = r.cell("all", "revenue", "2026-10"), november = r.cell("all", "revenue", "2026-11");
  const auto apply = [&](const std::string& from, const std::string& to) {
    r.plan_text.replace(r.plan_text.find(from), from.size(), to);
    const auto reading = wire::read_plan(r.plan_text, [](const std::string&) { return std::nullopt; });
    std::uint32_t version = 0;
    REQUIRE(r.engine->apply_plan(reading, "more", [&](const auto& done) { version = done.has_value() ? done->version : 0; }).has_value());
    r.run();
    return version;
  };
  REQUIRE(apply("2520000", "5040000") == 2);
  wall->drain();
  CHECK(wall->last.at("type") == "snapshot");
  CHECK(wall->last.at("plan").at("version") == 2);
  CHECK(r.cell("all", "revenue", "2026-10").target == october.target);  // ended before version 1, which judges it
  CHECK(is_twice(*r.cell("all", "revenue", "2026-11").target, *november.target));
  // The counts of what has ended follow the newest version: a corrected alias repairs a closed month.
  r.post(deal("O2", "Annie", "5", 1, "2026-10-16T10:00:00+08:00"));
  CHECK(r.actual("anna", "revenue", "2026-10") == "1000.00");
  REQUIRE(apply("\"A. Snelling\"", "\"Annie\"") == 3);
  CHECK(r.actual("anna", "revenue", "2026-10") == "1005.00");
  REQUIRE(apply("\"organisation\": \"Small\"", "\"history\": \"rejudged\", \"organisation\": \"Small\"") == 4);
  CHECK(is_twice(*r.cell("all", "revenue", "2026-10").target, *october.target));
  wall.reset();
  const std::string before = text_of(r.engine->view_now());
  REQUIRE_FALSE(r.restart());
  CHECK(text_of(r.engine->view_now()) == before);
  r.plan_text = whole_year;  // a file that has not followed what was applied since
  REQUIRE_FALSE(r.restart());
  CHECK(r.engine->plan_version() == 4);
  CHECK(text_of(r.engine->view_now()) == before);
}

TEST_CASE("a plan that takes away a rate which counted records need is refused, and nothing changes", "[engine][plan]") {
  rig r;
  std::string dollars = deal("D1", "anna", "100");
  dollars.insert(1, R"("currency":"USD",)");
  REQUIRE(r.post(dollars).accepted == 1);
  const std::string before = text_of(r.engine->view_now());
  const std::string rates = R"("rates": [{"currency": "USD", "from": "2026-01-01", "rate": "7.10"}],)";
  r.plan_text.replace(r.plan_text.find(rates), rates.size(), "");
  const auto reading = wire::read_plan(r.plan_text, [](const std::string&) { return std::nullopt; });
  boost::system::error_code refused;
  REQUIRE(r.engine->apply_plan(reading, "no dollars", [&](const auto& done) { refused = done.error(); }).has_value());
  r.run();
  CHECK(refused == engine::errc::rate_needed);
  CHECK(r.engine->plan_version() == 1);
  CHECK(text_of(r.engine->view_now()) == before);
  CHECK(r.post(deal("D2", "anna", "5")).accepted == 1);
}

TEST_CASE("a plan that brings a rate lets the records that waited for it count", "[engine][plan]") {
  rig r;
  std::string euros = deal("D1", "anna", "100");
  euros.insert(1, R"("currency":"EUR",)");
  REQUIRE(r.post(euros).quarantined == 1);
  r.plan_text.replace(r.plan_text.find("\"rates\": ["), 10, "\"rates\": [{\"currency\": \"EUR\", \"from\": \"2026-01-01\", \"rate\": \"8\"}, ");
  const auto reading = wire::read_plan(r.plan_text, [](const std::string&) { return std::nullopt; });
  REQUIRE(r.engine->apply_plan(reading, "euros", [](const auto&) {}).has_value());
  r.run();
  const core::instant_ms waiting = r.clock.now();
  r.advance(2000);
  r.advance(2000);
  CHECK(r.actual("anna", "revenue", "2026-11") == "800.00");
  CHECK(actual(look(r, std::nullopt, waiting), "anna", "revenue", "2026-11") == "0.00");
}
