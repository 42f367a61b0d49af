// SPDX-License-Identifier: MIT
#include "ledger/record_head.hpp"

#include "ledger/bytes.hpp"

namespace northstar::ledger {

std::optional<delivery_head> decode_head(record_kind kind, std::string_view body) {
  constexpr core::instant_ms first = core::first_day_supported * core::ms_per_day;
  constexpr core::instant_ms end = core::last_day_supported * core::ms_per_day;
  byte_reader in(body);
  if (kind == record_kind::released) in.varint();
  delivery_head head;
  head.previous = in.varint();
  head.winner = in.varint();
  for (int text = 0; text < 3; ++text) in.text(core::event_text_max);  // source, id, type
  head.occurred_at = in.signed_varint();
  if (!in.ok() || head.occurred_at < first || head.occurred_at >= end) return std::nullopt;
  return head;
}

}  // namespace northstar::ledger
