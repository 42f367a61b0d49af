// SPDX-License-Identifier: MIT
#include "ledger/random_records.hpp"

namespace northstar::ledger::test {
namespace {

std::size_t below(dice& from, std::size_t end) { return from() % end; }

core::decimal random_decimal(dice& from) {
  if (below(from, 4) == 0) return {};
  // Any number of digits up to 33, with any number of zeros behind them.
  __int128 nano = 0;
  const std::size_t digits = 1 + below(from, 33);
  const std::size_t zeros = below(from, digits);
  for (std::size_t i = 0; i < digits - zeros; ++i)
    nano = nano * 10 + static_cast<int>(below(from, 10));
  for (std::size_t i = 0; i < zeros; ++i) nano *= 10;
  return {below(from, 2) == 0 ? nano : -nano};
}

std::string random_text(dice& from) {
  switch (below(from, 4)) {
    case 0:
      return "";
    case 1:
      return random_bytes(from, core::event_text_max);
    default:
      return random_bytes(from, 12);
  }
}

}  // namespace

std::string random_bytes(dice& from, std::size_t size_max) {
  std::string bytes(below(from, size_max + 1), '\0');
  for (char& c : bytes) c = static_cast<char>(from());
  return bytes;
}

core::event random_event(dice& from) {
  constexpr auto days = static_cast<std::size_t>(core::last_day_supported - 1);
  core::event e;
  for (std::string* text :
       {&e.source, &e.id, &e.type, &e.owner, &e.currency, &e.customer, &e.segment, &e.product})
    *text = random_text(from);
  e.occurred_at = core::ms_per_day + static_cast<core::instant_ms>(below(
                                         from, days * static_cast<std::size_t>(core::ms_per_day)));
  e.version = static_cast<std::int64_t>(below(from, 3) == 0 ? from() : below(from, 100));
  e.amount = random_decimal(from);
  e.quantity = random_decimal(from);
  e.key = {from(), from()};
  e.content = {from(), from()};
  return e;
}

core::event usual_deal() {
  core::event e;
  e.source = "crm";
  e.id = "D-7001";
  e.type = "deal.won";
  e.occurred_at = 1'795'224'600'000;
  e.version = 3;
  e.owner = "anna";
  e.currency = "CNY";
  e.customer = "ACME";
  e.segment = "new";
  e.product = "GTX Pro";
  e.amount = {__int128{12'800'500'000'000}};
  e.quantity = {__int128{2'000'000'000}};
  e.key = {0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9};
  e.content = {0x94d049bb133111eb, 0xd6e8feb86659fd93};
  return e;
}

bool same(const core::event& a, const core::event& b) {
  return a.source == b.source && a.id == b.id && a.type == b.type &&
         a.occurred_at == b.occurred_at && a.version == b.version && a.owner == b.owner &&
         a.currency == b.currency && a.customer == b.customer && a.segment == b.segment &&
         a.product == b.product && a.amount == b.amount && a.quantity == b.quantity &&
         a.key == b.key && a.content == b.content;
}

}  // namespace northstar::ledger::test
