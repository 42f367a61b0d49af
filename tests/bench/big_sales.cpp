// SPDX-License-Identifier: MIT
#include "bench/big_sales.hpp"

#include <chrono>
#include <cstdio>
#include <iterator>

#include "bench/big_plan.hpp"

namespace northstar::bench {
namespace {

// splitmix64: a row's dice follow from its number, so that an edit knows the deal it changes.
class row_dice {
 public:
  row_dice(std::uint64_t seed, std::uint64_t row)
      : state_(seed * 0x9e3779b97f4a7c15 + row * 0xd1342543de82ef95) {
    next();
  }
  std::uint64_t below(std::uint64_t end) { return next() % end; }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

enum class kind { fresh, edit, taken_back };

kind kind_of(const big_sales& s, std::uint64_t row) {
  const std::uint64_t roll = row_dice(s.seed ^ 0x5eed, row).below(1000);
  if (row == 0 || roll >= s.edits_permille + s.voids_permille) return kind::fresh;
  return roll < s.edits_permille ? kind::edit : kind::taken_back;
}

// The deal that a row which is none of its own speaks of: four of five among the last 10,000 rows.
std::uint64_t deal_of(const big_sales& s, std::uint64_t row, row_dice& d) {
  const std::uint64_t span = d.below(5) != 0 && row > 10'000 ? 10'000 : row;
  std::uint64_t deal = row - 1 - d.below(span);
  while (deal > 0 && kind_of(s, deal) != kind::fresh) --deal;
  return deal;
}

const char* type_of(std::uint64_t roll) {
  if (roll < 55) return "deal.won";
  if (roll < 85) return "deal.lost";
  if (roll < 97) return "order.paid";
  return "refund.issued";
}

const char* source_of(std::uint64_t roll) { return roll < 70 ? "crm" : roll < 90 ? "shop" : "erp"; }

void text(std::string& into, const char* name, const std::string& value) {
  into.append(",\"").append(name).append("\":\"").append(value).append("\"");
}

}  // namespace

std::string shanghai_time(core::instant_ms at) {
  using namespace std::chrono;
  const milliseconds local(at + 8 * 3'600'000);
  const auto day = floor<days>(local);
  const year_month_day date{sys_days(day)};
  const auto ms = static_cast<unsigned>((local - day).count());
  char out[64];
  std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02u:%02u:%02u.%03u+08:00",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60,
                ms % 1000);
  return out;
}

core::instant_ms big_sales::occurred_at(std::uint64_t row) const {
  const auto span = static_cast<unsigned __int128>(to - from);
  if (shuffled) row = row_dice(seed ^ 0xda7e, row).below(count);
  return from + static_cast<core::instant_ms>(span * row / count);
}

void big_sales::write(std::uint64_t row, std::string& into) const {
  const kind what = kind_of(*this, row);
  row_dice own(seed ^ 0xed17, row);
  const std::uint64_t deal = what == kind::fresh ? row : deal_of(*this, row, own);
  row_dice d(seed, deal);
  into.append("{\"id\":\"D-").append(std::to_string(deal)).append("\"");
  text(into, "source", source_of(d.below(100)));
  const char* type = type_of(d.below(100));
  text(into, "type", what == kind::taken_back ? "void" : type);
  text(into, "occurred_at", shanghai_time(occurred_at(deal)));
  text(into, "owner", big_rep(d.below(reps)));
  const std::uint64_t cents =
      1000 + d.below(5'000'000) + (what == kind::edit ? own.below(100'000) : 0);
  char amount[32];
  std::snprintf(amount, sizeof amount, "%llu.%02llu", static_cast<unsigned long long>(cents / 100),
                static_cast<unsigned long long>(cents % 100));
  text(into, "amount", amount);
  text(into, "currency", d.below(20) == 0 ? "USD" : "CNY");
  text(into, "customer", "Customer " + std::to_string(d.below(20'000)));
  text(into, "segment", big_segments[d.below(std::size(big_segments))]);
  text(into, "product", big_products[d.below(std::size(big_products))]);
  into.append(",\"version\":").append(std::to_string(row + 1)).append("}\n");
}

}  // namespace northstar::bench
