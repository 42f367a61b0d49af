// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/board.hpp"
#include "core/facts.hpp"
#include "core/judge.hpp"
#include "core/view.hpp"
#include "targets.hpp"
#include "wire/plan_json.hpp"

namespace northstar::fuzz {

namespace {

using namespace core;

// Units that end and move, an alias, leave, two slices, every kind of metric, a cut-over in a zone with jumps, hours past midnight.
constexpr const char* plan_texts[] = {
    R"({"organisation":"f","timezone":"America/Sao_Paulo","currency":"CNY",
      "calendar":{"day_cutover":"00:30","hours":["20:00","02:00"],"fiscal_year_start":"04-01","week_start":"sunday","days":[{"date":"2018-11-04","weight":3}]},
      "rates":[{"currency":"USD","from":"2018-01-01","rate":"7.1"},{"currency":"JPY","from":"1990-01-01","rate":"0.000000001"}],
      "units":[{"id":"r"},{"id":"a","parent":"r"},{"id":"b","memberships":[{"parent":"r","to":"2018-06-30"},{"parent":"a","from":"2018-07-02"}]},
               {"id":"c","parent":"b","aliases":["C!"],"leave":[{"from":"2018-11-01","to":"2018-11-05"}]}],
      "slices":{"segment":["new"],"product":["p"]},
      "metrics":[{"id":"m","kind":"sum","of":"amount","money":true,"types":["w"],"minus":["x"]},{"id":"n","kind":"count","types":["w","x"]},
                 {"id":"d","kind":"distinct","of":"customer","types":["w"]},{"id":"q","kind":"sum","of":"quantity","types":["w"],"decimals":0},
                 {"id":"t","kind":"ratio","numerator":"m","denominator":"n"}],
      "targets":[{"unit":"r","metric":"m","period":"2018","value":"1000000.01","split":{"units":{"a":0.333333333,"b":0.5}}},
                 {"unit":"r","metric":"t","period":"2018","value":"0.5"}]})",
    R"({"organisation":"g","timezone":"Pacific/Kiritimati","currency":"JPY","units":[{"id":"r"},{"id":"a","parent":"r"}],
      "metrics":[{"id":"m","kind":"sum","of":"amount","money":true,"types":["w"],"minus":["x"]}],"history":"rejudged"})"};

std::shared_ptr<const compiled_plan> plan_number(unsigned n) {
  static const auto plans = [] {
    std::vector<std::shared_ptr<const compiled_plan>> out;
    for (const char* text : plan_texts) {
      auto reading = wire::read_plan(text, [](const std::string&) { return std::nullopt; });
      if (!reading.plan) std::abort();
      out.push_back(std::make_shared<const compiled_plan>(std::move(*reading.plan)));
    }
    return out;
  }();
  return plans[n % plans.size()];
}

// Bytes as a source of choices; past the end everything is 0.
class choices {
 public:
  explicit choices(std::string_view bytes) : rest_(bytes) {}
  bool left() const { return !rest_.empty(); }
  unsigned byte() {
    if (rest_.empty()) return 0;
    const auto b = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return b;
  }
  std::uint64_t word() {
    std::uint64_t v = 0;
    for (int i = 0; i < 8; ++i) v = v << 8 | byte();
    return v;
  }
  const char* text(std::initializer_list<const char*> of) { return of.begin()[byte() % of.size()]; }

 private:
  std::string_view rest_;
};

decimal any_decimal(choices& c) {
  constexpr __int128 nano_max = __int128{1'000'000'000'000'000'000} * 1'000'000'000'000'000;  // 10^24, as the edge lets in
  __int128 v = static_cast<std::int64_t>(c.word());
  for (unsigned n = c.byte() % 4; n > 0; --n) v *= 1'000'000;
  decimal d;
  d.nano = std::clamp(v, -nano_max, nano_max);
  return d;
}

event any_event(choices& c) {
  event e;
  e.source = c.text({"s", "t"});
  e.id = std::string(1, static_cast<char>('a' + c.byte() % 6));
  e.type = c.text({"w", "w", "x", "void", "z"});
  // Mostly around the jump of the clocks, sometimes anywhere the calendar reaches, or past it.
  const auto shift = static_cast<std::int64_t>(c.word());
  e.occurred_at = c.byte() % 4 == 0 ? shift % (200 * 366 * ms_per_day) : 1'541'300'400'000 + shift % (200 * ms_per_day);
  e.version = static_cast<std::int64_t>(c.byte() % 8 == 0 ? c.word() >> 1 : c.byte() % 4);
  e.owner = c.text({"r", "a", "b", "c", "C!", "nobody", "", "unassigned"});
  e.currency = c.text({"", "USD", "JPY", "EUR", "CNY"});
  e.customer = c.text({"", "k", "K", "l"});
  e.segment = c.text({"", "new", "other"});
  e.product = c.text({"p", "", "a:b"});
  e.amount = any_decimal(c);
  e.quantity = any_decimal(c);
  return e;
}

void must(bool holds) {
  if (!holds) std::abort();
}

// What the root has on a day beyond its members and the unassigned is its own: its sales as an owner, and nothing else.
void check_sums(const board& b, const std::map<std::pair<std::string, std::string>, event>& counting, day_number day) {
  const compiled_plan& p = b.plan();
  for (metric_index m = 0; m < p.plan().metrics.size(); ++m) {
    const auto kind = p.plan().metrics[m].kind;
    if (kind != metric_kind::sum && kind != metric_kind::count) continue;
    __int128 own = 0;
    for (const auto& [key, e] : counting) {
      const facts f = facts_of(p, e);
      if (p.owner(e.owner) != p.plan().root || f.day != day) continue;
      for (const contribution& c : f.values)
        if (c.metric == m) own += c.value;
    }
    __int128 parts = own + b.long_total(p.unassigned(), m, 0, day, day);
    for (const unit_index u : p.members(p.plan().root, day)) parts += b.long_total(u, m, 0, day, day);
    must(parts == b.long_total(p.plan().root, m, 0, day, day));
  }
}

}  // namespace

void fuzz_apply(std::string_view bytes) {
  choices c(bytes);
  const auto plan = plan_number(c.byte());
  board b(plan);
  std::map<std::pair<std::string, std::string>, event> counting;
  std::vector<day_number> days;
  while (c.left()) {
    const event e = any_event(c);
    if (find_obstacle(*plan, e) != obstacle::none) continue;
    const auto known = counting.find({e.source, e.id});
    const event* before = known == counting.end() ? nullptr : &known->second;
    if (before && !wins(e, *before)) continue;
    if (!b.fits(before, &e)) continue;
    b.apply(before, &e);
    days.push_back(plan->calendar().day_of(e.occurred_at));
    counting.insert_or_assign({e.source, e.id}, e);
  }
  const instant_ms now = 1'541'300'400'000 + static_cast<std::int64_t>(bytes.size() % 1000) * 3'600'000;
  for (const day_number day : days) check_sums(b, counting, day);
  for (unit_index u = 0; u < plan->unit_count(); ++u)
    for (metric_index m = 0; m < plan->plan().metrics.size(); ++m)
      for (const period& p : running_periods(*plan, now)) {
        const cell seen = cell_at(b, {u, m, 0, p}, {now, std::nullopt, false});
        must(seen.light == light_at(b, {u, m, 0, p}, {now, std::nullopt, false}));
      }
  board again(plan);
  must(again.load(b.save()) && again.save() == b.save());
  // Everything taken back leaves nothing.
  for (const auto& [key, e] : counting) b.apply(&e, nullptr);
  must(b.save() == board(plan).save());
}

}  // namespace northstar::fuzz
