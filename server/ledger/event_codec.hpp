// SPDX-License-Identifier: MIT
// A core::event as bytes, a part of several kinds of records.
#pragma once

#include "core/event.hpp"
#include "ledger/bytes.hpp"

namespace northstar::ledger {

void write_event(byte_writer& out, const core::event_view& e);
// An event that core may be given: texts within core::event_text_max, an instant within the
// supported days, decimals below 10^24. Anything else fails the reader.
core::event read_event(byte_reader& in);
// The same without copies: texts lie in the bytes that `in` reads.
core::event_view read_event_view(byte_reader& in);

}  // namespace northstar::ledger
