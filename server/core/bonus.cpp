// SPDX-License-Identifier: MIT
#include "core/bonus.hpp"

#include <algorithm>
#include <numeric>

#include "core/exact.hpp"
#include "core/scale.hpp"

namespace northstar::core {

namespace {

constexpr std::uint8_t ratio_digits = 6;

// Cumulated over the tiers up to each, rounded: bases in the metric's smallest unit, amounts in minor units.
struct ladder_state {
  std::vector<__int128> base;
  std::vector<__int128> amount;
};

// The tiers with their bounds in billionths of the metric's smallest unit.
class ladder {
 public:
  ladder(const bonus_rule& rule, const bonus_basis& basis) : basis_(basis) {
    const std::int64_t target = std::max<std::int64_t>(basis.target.value_or(0), 0);
    for (const bonus_tier& tier : rule.tiers) {
      const bool applies = target > 0 || tier.from == 0;
      steps_.push_back({wide(tier.from) * target, applies ? tier.rate : 0, applies});
    }
  }

  ladder_state at(__int128 cumulated) const {
    const wide actual = wide(cumulated) * whole_share;
    ladder_state out;
    wide base = 0, earned = 0;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const wide part = inside(i, actual);
      base += part;
      earned += part * steps_[i].rate;
      out.base.push_back(to_figure({base, whole_share}, 0).value);
      out.amount.push_back(money(earned));
    }
    return out;
  }

 private:
  struct step {
    wide from;
    share_nano rate = 0;
    bool applies = true;
  };

  wide inside(std::size_t tier, const wide& actual) const {
    const step& one = steps_[tier];
    if (!one.applies || actual <= one.from) return 0;
    const bool ends = tier + 1 < steps_.size() && steps_[tier + 1].applies && actual > steps_[tier + 1].from;
    return (ends ? steps_[tier + 1].from : actual) - one.from;
  }

  // Base × rate stands in 10^-18 of the metric's smallest unit.
  __int128 money(const wide& earned) const {
    const rational unit = scaled(1, basis_.metric_digits);
    return to_figure({earned, unit.den * whole_share * whole_share}, basis_.minor_digits).value;
  }

  bonus_basis basis_;
  std::vector<step> steps_;
};

std::vector<std::size_t> in_order(const std::vector<bonus_deal>& deals) {
  std::vector<std::size_t> order(deals.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const bonus_deal &left = deals[a], &right = deals[b];
    if (left.occurred_at != right.occurred_at) return left.occurred_at < right.occurred_at;
    return left.ref < right.ref;
  });
  return order;
}

// What lies between two states, a part a tier.
std::vector<bonus_part> parts_between(const ladder_state& before, const ladder_state& after, const bonus_basis& basis) {
  std::vector<bonus_part> out;
  __int128 base_below = 0, amount_below = 0;
  for (std::size_t i = 0; i < after.base.size(); ++i) {
    const __int128 base = after.base[i] - before.base[i];
    const __int128 amount = after.amount[i] - before.amount[i];
    out.push_back({i, {base - base_below, basis.metric_digits}, {amount - amount_below, basis.minor_digits}});
    base_below = base;
    amount_below = amount;
  }
  return out;
}

figure sum_of_amounts(const std::vector<bonus_part>& parts, const bonus_basis& basis) {
  figure sum{0, basis.minor_digits};
  for (const bonus_part& part : parts) sum.value += part.amount.value;
  return sum;
}

}  // namespace

bonus_statement bonus_of(const bonus_rule& rule, const bonus_basis& basis, const std::vector<bonus_deal>& deals) {
  const ladder tiers(rule, basis);
  const ladder_state nothing = tiers.at(0);
  ladder_state before = nothing;
  bonus_statement out;
  __int128 cumulated = 0;
  for (const std::size_t index : in_order(deals)) {
    const bonus_deal& deal = deals[index];
    cumulated += deal.value;
    ladder_state after = tiers.at(cumulated);
    deal_bonus one{index, deal.occurred_at, {deal.value, basis.metric_digits}, {}, parts_between(before, after, basis)};
    one.amount = sum_of_amounts(one.parts, basis);
    std::erase_if(one.parts, [](const bonus_part& part) { return part.base.value == 0 && part.amount.value == 0; });
    out.deals.push_back(std::move(one));
    before = std::move(after);
  }
  out.actual = {cumulated, basis.metric_digits};
  if (basis.target) out.target = figure{*basis.target, basis.metric_digits};
  if (basis.target && *basis.target != 0) {
    const rational share = rational{wide(cumulated), 1} / rational(*basis.target);
    out.attainment = to_figure(share, ratio_digits);
  }
  out.tiers = parts_between(nothing, before, basis);
  out.amount = sum_of_amounts(out.tiers, basis);
  return out;
}

}  // namespace northstar::core
