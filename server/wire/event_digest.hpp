// SPDX-License-Identifier: MIT
// The digest of an event's content: what tells a retransmission from a change.
#pragma once

#include <string_view>

#include "core/event.hpp"
#include "wire/event_json.hpp"

namespace northstar::wire {

// Decimals keep nine digits in the event; the rest of what was sent still tells two contents apart.
core::digest content_digest(const digest_key& key, const core::event_view& e, std::string_view amount_rest,
                            std::string_view quantity_rest);

}  // namespace northstar::wire
