// SPDX-License-Identifier: MIT
// Dated exchange rates: how much of the plan's currency one unit of another is worth, exactly.
#include <set>

#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

// Far above any rate there is, far below what 64 bits of billionths hold.
constexpr std::int64_t rate_nano_max = 1'000'000 * core::whole_share;

std::optional<std::string> read_foreign_currency(plan_draft& draft, const place& at) {
  if (at->type != json_type::text || !core::currency_minor_digits(at->text)) {
    draft.log.fault(at, "a currency of three capital letters");
    return std::nullopt;
  }
  if (at->text == draft.plan.currency) {
    draft.log.fault(at, "another currency than the plan's");
    return std::nullopt;
  }
  return at->text;
}

}  // namespace

void read_rates(plan_draft& draft, const place& at) {
  std::set<std::pair<std::string, core::day_number>> seen;
  each_item(draft.log, at, [&](const place& item) {
    object_keys keys(draft.log, item);
    const auto currency = keys.require("currency", "a currency of three capital letters");
    const auto from = keys.require("from", "the date from which the rate holds");
    const auto rate = keys.require("rate", "a decimal above 0");
    keys.finish();
    const auto code = currency ? read_foreign_currency(draft, *currency) : std::nullopt;
    const auto day = from ? read_date(draft.log, *from) : std::nullopt;
    const auto nano = rate ? read_decimal(draft.log, *rate, {9, 1, rate_nano_max}) : std::nullopt;
    if (!code || !day) return;
    if (!seen.emplace(*code, *day).second) draft.log.fault(*from, "one rate of a currency and date", "a second one for " + *code);
    if (nano) draft.plan.rates.push_back({*code, *day, *nano});
  });
}

}  // namespace northstar::wire
