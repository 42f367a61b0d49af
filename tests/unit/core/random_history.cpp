// SPDX-License-Identifier: MIT
#include "core/random_history.hpp"

#include <algorithm>

#include "core/naive_board.hpp"

namespace northstar::core::test {

namespace {

decimal choose_amount(dice& d) {
  const texts edges{"0",
                    "0.005",
                    "-0.005",
                    "0.004999999",
                    "0.5",
                    "1.5",
                    "-2.5",
                    "0.0005",
                    "999.995",
                    "12800.50",
                    "10000000000000",
                    "10000000000000.005",
                    "-1000000000000000",
                    "1000000000000.0005",
                    "123456789012.345678901"};
  if (d.chance(30)) return number(d.pick(edges));
  decimal amount;
  amount.nano = __int128{d.between(-200'000, 1'000'000)} * (d.chance(50) ? 10'000'000 : 500'000);
  return amount;
}

}  // namespace

instant_ms choose_instant(dice& d, const random_plan& plan, const calendar& cal) {
  const auto near_day =
      plan.center + static_cast<day_number>(d.chance(70) ? d.between(-3, 3) : d.between(-120, 120));
  if (d.chance(40)) return cal.day_start(near_day) + d.between(-1, 1);
  if (d.chance(20) && !plan.calendar.zone.transitions.empty()) {
    const instant_ms jump = d.pick(plan.calendar.zone.transitions).utc_s * 1000 + d.between(-1, 1);
    if (cal.supports(jump)) return jump;
  }
  return cal.day_start(near_day) + d.between(0, 2 * ms_per_day);
}

random_history::random_history(dice& d, const random_plan& plan, const calendar& cal)
    : is_free_of_ties(d.chance(70)) {
  const auto records = static_cast<std::uint64_t>(d.between(1, 50));
  for (auto n = d.between(0, 100); n > 0; --n) {
    event e = !deliveries.empty() && d.chance(10) ? d.pick(deliveries) : choose_delivery(d, plan, cal, records);
    if (is_free_of_ties && ties_with_earlier(e)) continue;
    deliveries.push_back(std::move(e));
  }
}

event choose_delivery(dice& d, const random_plan& plan, const calendar& cal, std::uint64_t record_count) {
  const texts owners{"u0",      "u1",      "u2",      "u3", "u4", "u5",       "u6",
                     "alias 0", "alias 1", "alias 2", "U1", "",   "stranger", "unassigned"};
  event e;
  e.source = d.pick(texts{"crm", "erp"});
  e.id = "D-" + std::to_string(d.below(record_count));
  e.type = d.chance(12) ? "void" : d.pick(event_types());
  e.version = d.between(0, 3);
  e.occurred_at = choose_instant(d, plan, cal);
  e.owner = d.pick(owners);
  e.currency = d.chance(60) ? "" : d.pick(texts{plan.currency, "USD", "JPY", "BHD", "CLF", "EUR"});
  e.customer = d.pick(texts{"", "ACME", "acme", "Bär", "x"});
  e.segment = d.pick(texts{"", "new", "old", "New", "other"});
  e.product = d.pick(texts{"", "GTX Pro", "a:b", "GTX", "other"});
  e.amount = choose_amount(d);
  e.quantity = d.chance(50) ? decimal{} : choose_amount(d);
  return e;
}

bool random_history::ties_with_earlier(const event& e) const {
  return std::any_of(deliveries.begin(), deliveries.end(), [&](const event& o) {
    return o.source == e.source && o.id == e.id && o.version == e.version &&
           o.occurred_at == e.occurred_at && !same_content(o, e);
  });
}

}  // namespace northstar::core::test
