// SPDX-License-Identifier: MIT
#include "ledger/record_codec.hpp"

#include <array>
#include <limits>

#include "ledger/event_codec.hpp"

namespace northstar::ledger {
namespace {

// Room for a usual deal, so that its string grows once.
constexpr std::size_t usual_bytes = 160;
constexpr std::size_t reason_bytes_max = 4096;
constexpr std::size_t frozen_text_max = 1024;
constexpr std::size_t plan_bytes_max = std::size_t{64} << 20;

void write_delivery(byte_writer& out, const delivery_view& d) {
  out.varint(d.previous);
  out.varint(d.winner);
  write_event(out, d.event);
}

delivery_view read_delivery(byte_reader& in) {
  delivery_view d;
  d.previous = in.varint();
  d.winner = in.varint();
  d.event = read_event_view(in);
  return d;
}

// A reason explains; what is too long for that is cut, so that every record can be read again.
std::string_view reason_text(std::string_view reason) { return reason.substr(0, reason_bytes_max); }

template <class T>
std::optional<T> if_complete(const byte_reader& in, T value) {
  if (!in.complete()) return std::nullopt;
  return value;
}

}  // namespace

std::string encode(const delivery& d) {
  std::string bytes;
  bytes.reserve(usual_bytes);
  encode(view_of(d), bytes);
  return bytes;
}

// Nearly every record there is: its bytes are put together in place.
void encode(const delivery_view& d, std::string& into) {
  std::array<char, 2048> place;
  constexpr std::size_t offsets_max = 2 * 10;
  if (offsets_max + event_bytes_max(d.event) <= place.size()) {
    place_writer out(place.data());
    out.varint(d.previous);
    out.varint(d.winner);
    into.assign(place.data(), write_event(out.end(), d.event));
    return;
  }
  into.clear();
  byte_writer out(into);
  write_delivery(out, d);
}

std::string encode(const quarantined_delivery& q) {
  std::string bytes;
  bytes.reserve(usual_bytes);
  byte_writer out(bytes);
  out.text(reason_text(q.reason));
  write_event(out, q.event);
  return bytes;
}

std::string encode(const release& r) {
  std::string bytes;
  bytes.reserve(usual_bytes);
  byte_writer out(bytes);
  out.varint(r.quarantined);
  write_delivery(out, view_of(r.taken));
  return bytes;
}

std::string encode(const drop& d) {
  std::string bytes;
  byte_writer out(bytes);
  out.varint(d.quarantined);
  out.text(reason_text(d.reason));
  return bytes;
}

std::string encode(const plan_version& p) {
  std::string bytes;
  byte_writer out(bytes);
  out.varint(p.version);
  out.text(reason_text(p.reason));
  out.text(p.canonical);
  return bytes;
}

std::string encode(const period_close& c) {
  std::string bytes;
  byte_writer out(bytes);
  out.text(c.period);
  out.text(reason_text(c.by));
  out.varint(c.plan_version);
  out.varint(c.cells.size());
  for (const frozen_cell& cell : c.cells)
    for (const std::string* text : {&cell.unit, &cell.metric, &cell.slice, &cell.actual, &cell.target, &cell.attainment, &cell.light})
      out.text(*text);
  return bytes;
}

std::optional<delivery> decode_delivery(std::string_view bytes) {
  const auto view = decode_delivery_view(bytes);
  if (!view) return std::nullopt;
  return to_delivery(*view);
}

std::optional<delivery_view> decode_delivery_view(std::string_view bytes) {
  byte_reader in(bytes);
  const delivery_view d = read_delivery(in);
  return if_complete(in, d);
}

std::optional<quarantined_delivery> decode_quarantined(std::string_view bytes) {
  byte_reader in(bytes);
  quarantined_delivery q;
  q.reason = in.text(reason_bytes_max);
  q.event = read_event(in);
  return if_complete(in, std::move(q));
}

std::optional<release> decode_release(std::string_view bytes) {
  const auto view = decode_release_view(bytes);
  if (!view) return std::nullopt;
  return release{view->quarantined, to_delivery(view->taken)};
}

std::optional<release_view> decode_release_view(std::string_view bytes) {
  byte_reader in(bytes);
  release_view r;
  r.quarantined = in.varint();
  r.taken = read_delivery(in);
  return if_complete(in, r);
}

std::optional<drop> decode_drop(std::string_view bytes) {
  byte_reader in(bytes);
  drop d;
  d.quarantined = in.varint();
  d.reason = in.text(reason_bytes_max);
  return if_complete(in, std::move(d));
}

std::optional<plan_version> decode_plan(std::string_view bytes) {
  byte_reader in(bytes);
  const std::uint64_t version = in.varint();
  if (version > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  plan_version p;
  p.version = static_cast<std::uint32_t>(version);
  p.reason = in.text(reason_bytes_max);
  p.canonical = in.text(plan_bytes_max);
  return if_complete(in, std::move(p));
}

std::optional<period_close> decode_close(std::string_view bytes) {
  byte_reader in(bytes);
  period_close c;
  c.period = in.text(frozen_text_max);
  c.by = in.text(reason_bytes_max);
  c.plan_version = static_cast<std::uint32_t>(in.varint());
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); --n) {
    frozen_cell cell;
    for (std::string* text : {&cell.unit, &cell.metric, &cell.slice, &cell.actual, &cell.target, &cell.attainment, &cell.light})
      *text = in.text(frozen_text_max);
    c.cells.push_back(std::move(cell));
  }
  return if_complete(in, std::move(c));
}

std::string encode(const log_server& s) {
  std::string bytes;
  byte_writer out(bytes);
  out.text(s.name);
  out.text(s.epoch);
  return bytes;
}

std::optional<log_server> decode_server(std::string_view bytes) {
  byte_reader in(bytes);
  log_server s;
  s.name = in.text(1024);
  s.epoch = in.text(64);
  if (!in.complete()) return std::nullopt;
  return s;
}

}  // namespace northstar::ledger
