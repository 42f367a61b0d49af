// SPDX-License-Identifier: MIT
#include "engine/shared_entry.hpp"

#include <algorithm>

#include "ledger/event_codec.hpp"

namespace northstar::engine {

namespace {

constexpr std::size_t text_max = std::size_t{32} << 20;

}  // namespace

std::string encode(const shared_entry& e) {
  std::string bytes;
  ledger::byte_writer out(bytes);
  out.byte(static_cast<std::uint8_t>(e.kind));
  out.signed_varint(e.at);
  switch (e.kind) {
    case entry_kind::events:
      out.varint(e.events.size());
      for (const core::event_view& event : e.events) ledger::write_event(out, event);
      break;
    case entry_kind::plan:
    case entry_kind::close:
      out.text(e.text);
      out.text(e.reason);
      break;
    case entry_kind::server: out.text(e.text); break;
    case entry_kind::drop:
      out.varint(e.record);
      out.text(e.text);
      break;
    case entry_kind::clock:
    case entry_kind::origin: break;
  }
  return bytes;
}

std::optional<shared_entry> decode_entry(std::string_view body) {
  ledger::byte_reader in(body);
  shared_entry e;
  e.kind = static_cast<entry_kind>(in.byte());
  e.at = in.signed_varint();
  switch (e.kind) {
    case entry_kind::events: {
      const std::uint64_t count = in.varint();
      if (count > body.size()) return std::nullopt;
      e.events.reserve(static_cast<std::size_t>(count));
      for (std::uint64_t n = 0; n < count && in.ok(); ++n) e.events.push_back(ledger::read_event_view(in));
      break;
    }
    case entry_kind::plan:
    case entry_kind::close:
      e.text = in.text(text_max);
      e.reason = in.text(text_max);
      break;
    case entry_kind::server: e.text = in.text(1024); break;
    case entry_kind::drop:
      e.record = in.varint();
      e.text = in.text(text_max);
      break;
    case entry_kind::clock:
    case entry_kind::origin: break;
    default: return std::nullopt;
  }
  if (!in.complete()) return std::nullopt;
  return e;
}

}  // namespace northstar::engine
