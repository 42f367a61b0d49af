// SPDX-License-Identifier: MIT
// The head of a delivery, read without its texts being copied: ten times faster than the whole, for passes over millions of records.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/ledger.hpp"

namespace northstar::ledger {

struct delivery_head {
  offset previous = 0;  // as in `delivery` (ledger/record_codec.hpp)
  offset winner = 0;
  core::instant_ms occurred_at = 0;
};

// Of a `delivery` or `released` record. What lies behind the instant is not looked at; nullopt: what lies before is damaged.
std::optional<delivery_head> decode_head(record_kind kind, std::string_view body);

}  // namespace northstar::ledger
