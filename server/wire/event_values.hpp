// SPDX-License-Identifier: MIT
// From raw fields to an event: what each field may be, and the name of what is wrong with it.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "core/event.hpp"
#include "wire/event_json.hpp"
#include "wire/event_row.hpp"

namespace northstar::wire {

// A field of an event and where it stood, so that a rejection points there also when it came in an envelope.
struct placed_value {
  raw_value value;
  std::string_view pointer;
};
using event_fields = std::array<placed_value, event_key_count>;

// Fields of an event that came without envelope.
event_fields plain_fields(const raw_fields& row);

struct refusal {
  std::string pointer;
  std::string error;
  std::string detail;
};

// The event, or the first thing that is wrong with it.
std::optional<refusal> make_event(const event_fields& fields, const event_context& context, core::event& into);

}  // namespace northstar::wire
