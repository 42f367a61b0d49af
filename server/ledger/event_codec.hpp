// SPDX-License-Identifier: MIT
// A core::event as bytes, a part of several kinds of records.
#pragma once

#include "core/event.hpp"
#include "ledger/bytes.hpp"

namespace northstar::ledger {

void write_event(byte_writer& out, const core::event_view& e);
// The same bytes to where there is room for event_bytes_max() of them; gives their end.
char* write_event(char* to, const core::event_view& e);
// Never fewer than an event's bytes.
inline std::size_t event_bytes_max(const core::event_view& e) {
  constexpr std::size_t numbers_max = 2 * 10 + 2 * 20 + 2 * 16, lengths_max = 8 * 10;
  return numbers_max + lengths_max + e.source.size() + e.id.size() + e.type.size() + e.owner.size() + e.currency.size() + e.customer.size() +
         e.segment.size() + e.product.size();
}
// An event that core may be given: texts within core::event_text_max, an instant within the
// supported days, decimals below 10^24. Anything else fails the reader.
core::event read_event(byte_reader& in);
// The same without copies: texts lie in the bytes that `in` reads.
core::event_view read_event_view(byte_reader& in);

}  // namespace northstar::ledger
