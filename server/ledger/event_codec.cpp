// SPDX-License-Identifier: MIT
#include "ledger/event_codec.hpp"

namespace northstar::ledger {
namespace {

constexpr std::uint8_t zeros_max = 33;  // 10^24 units are 10^33 nano
constexpr uint128 nano_max = uint128{1'000'000'000'000'000'000} * 1'000'000'000'000'000;

constexpr core::instant_ms occurred_first = core::first_day_supported * core::ms_per_day;
constexpr core::instant_ms occurred_end = core::last_day_supported * core::ms_per_day;

// Takes the decimal zeros off; a division of 128 bits is ten times dearer than one of 64, and
// nearly all amounts fit.
template <class Unsigned>
std::uint8_t strip_zeros(Unsigned& value) {
  std::uint8_t zeros = 0;
  for (; zeros < zeros_max && value % 10 == 0; ++zeros) value /= 10;
  return zeros;
}

std::uint8_t strip_zeros_of(uint128& value) {
  if (value > ~std::uint64_t{0}) return strip_zeros(value);
  auto narrow = static_cast<std::uint64_t>(value);
  const std::uint8_t zeros = strip_zeros(narrow);
  value = narrow;
  return zeros;
}

// 0 is the value zero; otherwise the count of zeros taken off plus one, then the digits with the
// sign as lowest bit.
template <class Writer>
void write_decimal(Writer& out, const core::decimal& d) {
  if (d.nano == 0) return out.byte(0);
  const bool negative = d.nano < 0;
  uint128 digits = negative ? -static_cast<uint128>(d.nano) : static_cast<uint128>(d.nano);
  out.byte(static_cast<std::uint8_t>(strip_zeros_of(digits) + 1));
  out.wide_varint((digits << 1) | (negative ? 1U : 0U));
}

core::decimal read_decimal(byte_reader& in) {
  const std::uint8_t tag = in.byte();
  if (tag == 0) return {};
  const uint128 signed_digits = in.wide_varint();
  uint128 value = signed_digits >> 1;
  uint128 limit = nano_max;
  if (tag > zeros_max + 1) in.fail();
  for (int zeros = 1; zeros < tag && in.ok(); ++zeros) {
    limit /= 10;
    if (value > limit) in.fail();
  }
  if (!in.ok() || value > limit) {
    in.fail();
    return {};
  }
  for (int zeros = 1; zeros < tag; ++zeros) value *= 10;
  const auto nano = static_cast<__int128>(value);
  return {(signed_digits & 1) != 0 ? -nano : nano};
}

template <class Writer>
void write_digest(Writer& out, const core::digest& d) {
  out.fixed64(d.high);
  out.fixed64(d.low);
}

core::digest read_digest(byte_reader& in) {
  const std::uint64_t high = in.fixed64();
  return {high, in.fixed64()};
}

template <class Writer>
void write_fields(Writer& out, const core::event_view& e) {
  out.text(e.source);
  out.text(e.id);
  out.text(e.type);
  out.signed_varint(e.occurred_at);
  out.signed_varint(e.version);
  out.text(e.owner);
  out.text(e.currency);
  out.text(e.customer);
  out.text(e.segment);
  out.text(e.product);
  write_decimal(out, e.amount);
  write_decimal(out, e.quantity);
  write_digest(out, e.key);
  write_digest(out, e.content);
}

}  // namespace

void write_event(byte_writer& out, const core::event_view& e) { write_fields(out, e); }

char* write_event(char* to, const core::event_view& e) {
  place_writer out(to);
  write_fields(out, e);
  return out.end();
}

core::event read_event(byte_reader& in) { return core::to_event(read_event_view(in)); }

core::event_view read_event_view(byte_reader& in) {
  core::event_view e;
  e.source = in.text(core::event_text_max);
  e.id = in.text(core::event_text_max);
  e.type = in.text(core::event_text_max);
  e.occurred_at = in.signed_varint();
  e.version = in.signed_varint();
  e.owner = in.text(core::event_text_max);
  e.currency = in.text(core::event_text_max);
  e.customer = in.text(core::event_text_max);
  e.segment = in.text(core::event_text_max);
  e.product = in.text(core::event_text_max);
  e.amount = read_decimal(in);
  e.quantity = read_decimal(in);
  e.key = read_digest(in);
  e.content = read_digest(in);
  if (e.occurred_at < occurred_first || e.occurred_at >= occurred_end) in.fail();
  return e;
}

}  // namespace northstar::ledger
