// SPDX-License-Identifier: MIT
// Bonus statements worked out by hand, and what must hold for any deals. NORTHSTAR_SEED repeats a
// run.
#include "core/bonus.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "catch.hpp"
#include "core/dice.hpp"
#include "core/naive_number.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

constexpr share_nano percent = whole_share / 100;

// 1 % of what is sold, 2 % of what is sold beyond the target, 3 % beyond one and a half of it.
bonus_rule ladder_rule() {
  return {"rep",
          0,
          period_kind::month,
          {{0, percent}, {whole_share, 2 * percent}, {whole_share * 3 / 2, 3 * percent}}};
}

constexpr std::uint8_t cents = 2;

bonus_deal deal(std::uint64_t ref, const char* at, std::int64_t value) {
  return {ref, utc(at), value};
}

std::string text(const std::optional<figure>& f) { return f ? to_text(*f) : "null"; }

std::string text(const std::vector<bonus_part>& parts) {
  std::string out;
  for (const bonus_part& p : parts)
    out += "[" + std::to_string(p.tier) + " " + to_text(p.base) + " " + to_text(p.amount) + "]";
  return out;
}

std::string amounts(const bonus_statement& s) {
  std::string out;
  for (const deal_bonus& d : s.deals) out += to_text(d.amount) + " ";
  return out + "= " + to_text(s.amount);
}

}  // namespace

TEST_CASE("each tier's rate holds for what lies inside the tier", "[core][bonus]") {
  const bonus_statement s =
      bonus_of(ladder_rule(), {10'000'00, cents, cents},
               {deal(1, "2026-11-03", 8'000'00), deal(2, "2026-11-10", 5'000'00),
                deal(3, "2026-11-20", 7'000'00)});
  CHECK(text(s.target) == "10000.00");
  CHECK(text(s.actual) == "20000.00");
  CHECK(text(s.attainment) == "2.000000");
  CHECK(text(s.tiers) == "[0 10000.00 100.00][1 5000.00 100.00][2 5000.00 150.00]");
  CHECK(amounts(s) == "80.00 80.00 190.00 = 350.00");
  CHECK(text(s.deals[0].parts) == "[0 8000.00 80.00]");
  CHECK(text(s.deals[1].parts) == "[0 2000.00 20.00][1 3000.00 60.00]");
  CHECK(text(s.deals[2].parts) == "[1 2000.00 40.00][2 5000.00 150.00]");
}

TEST_CASE("deals cumulate by when they happened, then by ref, however they arrive",
          "[core][bonus]") {
  const bonus_statement s =
      bonus_of(ladder_rule(), {10'000'00, cents, cents},
               {deal(9, "2026-11-20", 4'000'00), deal(7, "2026-11-20", 4'000'00),
                deal(8, "2026-11-02", 4'000'00)});
  CHECK(s.deals[0].index == 2);
  CHECK(s.deals[1].index == 1);
  CHECK(s.deals[2].index == 0);
  CHECK(s.deals[2].occurred_at == utc("2026-11-20"));
  CHECK(text(s.deals[2].value) == "4000.00");
  CHECK(amounts(s) == "40.00 40.00 60.00 = 140.00");
}

TEST_CASE("a refund takes back from the top, at the rate that was paid there", "[core][bonus]") {
  const bonus_statement s =
      bonus_of(ladder_rule(), {10'000'00, cents, cents},
               {deal(1, "2026-11-03", 12'000'00), deal(2, "2026-11-10", -3'000'00)});
  CHECK(amounts(s) == "140.00 -50.00 = 90.00");
  CHECK(text(s.deals[1].parts) == "[0 -1000.00 -10.00][1 -2000.00 -40.00]");
  CHECK(text(s.tiers) == "[0 9000.00 90.00][1 0.00 0.00][2 0.00 0.00]");
}

TEST_CASE("below zero the bonus is nothing, and the hole is filled before it earns again",
          "[core][bonus]") {
  const bonus_rule rule = ladder_rule();
  const bonus_basis basis{10'000'00, cents, cents};
  const bonus_statement hole =
      bonus_of(rule, basis, {deal(1, "2026-11-03", 500'00), deal(2, "2026-11-04", -2'000'00)});
  CHECK(text(hole.actual) == "-1500.00");
  CHECK(text(hole.attainment) == "-0.150000");
  CHECK(amounts(hole) == "5.00 -5.00 = 0.00");
  const bonus_statement filled =
      bonus_of(rule, basis,
               {deal(1, "2026-11-03", 500'00), deal(2, "2026-11-04", -2'000'00),
                deal(3, "2026-11-05", 1'000'00), deal(4, "2026-11-06", 1'500'00)});
  CHECK(amounts(filled) == "5.00 -5.00 0.00 10.00 = 10.00");
  CHECK(filled.deals[2].parts.empty());
  CHECK(text(filled.deals[3].parts) == "[0 1000.00 10.00]");
}

TEST_CASE("without a target the tier that starts at nothing applies to everything",
          "[core][bonus]") {
  const std::vector<bonus_deal> deals{deal(1, "2026-11-03", 30'000'00)};
  for (const std::optional<std::int64_t> target :
       {std::optional<std::int64_t>{}, std::optional<std::int64_t>{0},
        std::optional<std::int64_t>{-5}}) {
    const bonus_statement s = bonus_of(ladder_rule(), {target, cents, cents}, deals);
    CHECK(amounts(s) == "300.00 = 300.00");
    CHECK(text(s.tiers) == "[0 30000.00 300.00][1 0.00 0.00][2 0.00 0.00]");
  }
  CHECK_FALSE(bonus_of(ladder_rule(), {std::nullopt, cents, cents}, deals).attainment);
  CHECK_FALSE(bonus_of(ladder_rule(), {0, cents, cents}, deals).attainment);
}

TEST_CASE("what lies below the first tier earns nothing, with a target and without",
          "[core][bonus]") {
  const bonus_rule rule{
      "rep", 0, period_kind::month, {{whole_share / 2, percent}, {whole_share, 2 * percent}}};
  const std::vector<bonus_deal> deals{deal(1, "2026-11-03", 4'000'00),
                                      deal(2, "2026-11-04", 4'000'00)};
  const bonus_statement s = bonus_of(rule, {10'000'00, cents, cents}, deals);
  CHECK(amounts(s) == "0.00 30.00 = 30.00");
  CHECK(text(s.tiers) == "[0 3000.00 30.00][1 0.00 0.00]");
  CHECK(amounts(bonus_of(rule, {std::nullopt, cents, cents}, deals)) == "0.00 0.00 = 0.00");
}

TEST_CASE("cents that rounding leaves over are handed out so that deals add up", "[core][bonus]") {
  // 1 % of 0.50 is half a cent: the first rounds up to one, the second then brings none.
  const bonus_statement s =
      bonus_of(ladder_rule(), {10'000'00, cents, cents},
               {deal(1, "2026-11-03", 50), deal(2, "2026-11-03", 50), deal(3, "2026-11-03", 50)});
  CHECK(amounts(s) == "0.01 0.00 0.01 = 0.02");
  CHECK(text(s.tiers) == "[0 1.50 0.02][1 0.00 0.00][2 0.00 0.00]");
}

TEST_CASE("a tier's bound between two cents rounds once for both its sides", "[core][bonus]") {
  // A third of 1.00 and no more digits: the bound lies at 33.3333333 cents.
  const bonus_rule rule{
      "rep", 0, period_kind::month, {{0, whole_share}, {333'333'333, whole_share}}};
  const bonus_statement s = bonus_of(rule, {1'00, cents, cents}, {deal(1, "2026-11-03", 1'00)});
  CHECK(text(s.tiers) == "[0 0.33 0.33][1 0.67 0.67]");
  CHECK(amounts(s) == "1.00 = 1.00");
}

TEST_CASE("a count pays an amount for each deal, in a currency of any digits", "[core][bonus]") {
  const bonus_rule rule{"rep",
                        0,
                        period_kind::month,
                        {{0, 50 * whole_share}, {whole_share, 80 * whole_share + whole_share / 2}}};
  std::vector<bonus_deal> deals;
  for (std::uint64_t i = 0; i < 5; ++i) deals.push_back(deal(i, "2026-11-03", 1));
  CHECK(amounts(bonus_of(rule, {3, 0, cents}, deals)) == "50.00 50.00 50.00 80.50 80.50 = 311.00");
  CHECK(amounts(bonus_of(rule, {3, 0, 0}, deals)) == "50 50 50 81 80 = 311");
  CHECK(amounts(bonus_of(rule, {3, 0, 3}, {deals[0]})) == "50.000 = 50.000");
}

TEST_CASE("no deals give a statement of nothing with all its tiers", "[core][bonus]") {
  const bonus_statement s = bonus_of(ladder_rule(), {10'000'00, cents, cents}, {});
  CHECK(text(s.amount) == "0.00");
  CHECK(text(s.attainment) == "0.000000");
  CHECK(s.deals.empty());
  CHECK(s.tiers.size() == 3);
}

TEST_CASE("the largest amounts the plan and the door let in are computed to the last digit",
          "[core][bonus]") {
  const bonus_rule rule{"rep",
                        0,
                        period_kind::year,
                        {{0, 1'000'000 * whole_share}, {1000 * whole_share, whole_share}}};
  std::vector<bonus_deal> deals;
  for (std::uint64_t i = 0; i < 9000; ++i) deals.push_back(deal(i, "2026-11-03", amount_max));
  const bonus_statement s = bonus_of(rule, {amount_max, cents, cents}, deals);
  CHECK(text(s.actual) == "90000000000000000.00");
  // A thousand targets at a million a unit, and eight thousand at one.
  CHECK(text(s.amount) == "10000080000000000000000.00");
  CHECK(text(s.tiers[0].amount) == "10000000000000000000000.00");
  CHECK(text(s.tiers[1].amount) == "80000000000000000.00");
}

namespace {

// The amount from the rule's words, over rationals without a limit.
std::string plain_amount(const bonus_rule& rule, const bonus_basis& basis, integer actual) {
  number_q earned = 0;
  const bool has_target = basis.target.value_or(0) > 0;
  for (std::size_t i = 0; i < rule.tiers.size(); ++i) {
    if (!has_target && rule.tiers[i].from != 0) continue;
    const auto bound = [&](std::size_t t) {
      return number_q(integer(rule.tiers[t].from) * basis.target.value_or(0), whole_share);
    };
    const number_q from = has_target ? bound(i) : number_q(0);
    number_q to = actual;
    if (has_target && i + 1 < rule.tiers.size() && bound(i + 1) < to) to = bound(i + 1);
    if (to > from) earned += (to - from) * number_q(rule.tiers[i].rate, whole_share);
  }
  return digits_of(earned / power_of_ten(basis.metric_digits), basis.minor_digits);
}

bonus_rule random_rule(dice& d) {
  bonus_rule rule;
  share_nano from = d.chance(70) ? 0 : d.between(1, whole_share);
  for (std::int64_t n = d.between(1, 4); n > 0; --n) {
    rule.tiers.push_back({from, d.chance(20) ? 0 : d.between(0, whole_share)});
    from += d.chance(50) ? d.between(1, 4) * (whole_share / 4) : d.between(1, whole_share);
  }
  return rule;
}

std::vector<bonus_deal> random_deals(dice& d) {
  std::vector<bonus_deal> deals;
  for (std::uint64_t n = d.below(12); n > 0; --n)
    deals.push_back({n, static_cast<instant_ms>(d.below(4)),
                     d.between(d.chance(30) ? -1'000'000 : 0, 1'000'000)});
  return deals;
}

}  // namespace

TEST_CASE("any deals add up to the tiers and the amount, in any order, as the rule's words say",
          "[core][bonus][property]") {
  const char* given = std::getenv("NORTHSTAR_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  dice d(seed);
  INFO("NORTHSTAR_SEED=" << seed);
  for (int trial = 0; trial < 3000; ++trial) {
    const bonus_rule rule = random_rule(d);
    bonus_basis basis{d.between(-1, 3'000'000), static_cast<std::uint8_t>(d.below(7)),
                      static_cast<std::uint8_t>(d.below(4))};
    if (d.chance(10)) basis.target.reset();
    std::vector<bonus_deal> deals = random_deals(d);
    const bonus_statement s = bonus_of(rule, basis, deals);

    integer actual = 0;
    for (const bonus_deal& one : deals) actual += one.value;
    REQUIRE(text(s.amount) == plain_amount(rule, basis, actual));
    __int128 of_deals = 0, of_tiers = 0;
    std::vector<__int128> base(rule.tiers.size()), amount(rule.tiers.size());
    for (const deal_bonus& one : s.deals) {
      of_deals += one.amount.value;
      for (const bonus_part& p : one.parts) {
        base[p.tier] += p.base.value;
        amount[p.tier] += p.amount.value;
      }
    }
    for (const bonus_part& tier : s.tiers) {
      of_tiers += tier.amount.value;
      REQUIRE((base[tier.tier] == tier.base.value && amount[tier.tier] == tier.amount.value));
    }
    REQUIRE((of_deals == s.amount.value && of_tiers == s.amount.value && s.amount.value >= 0));

    for (std::size_t i = deals.size(); i > 1; --i) std::swap(deals[i - 1], deals[d.below(i)]);
    REQUIRE(amounts(bonus_of(rule, basis, deals)) == amounts(s));
  }
  std::cout << "bonus: NORTHSTAR_SEED=" << seed << "\n";
}
