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

// The fields of an event and where each stood, so that a rejection points there also when it came in an envelope.
struct event_fields {
  std::array<const raw_value*, event_key_count> values{};
  const std::array<std::string_view, event_key_count>* pointers = nullptr;
  bool occurred_at_is_time = false;  // the envelope's `time`

  const raw_value& operator[](row_key key) const { return *values[static_cast<std::size_t>(key)]; }
  std::string_view pointer(row_key key) const {
    return occurred_at_is_time && key == row_key::occurred_at ? std::string_view("/time") : (*pointers)[static_cast<std::size_t>(key)];
  }
};

// Fields of an event that came without envelope.
event_fields plain_fields(const raw_fields& row);

struct refusal {
  std::string pointer;
  std::string error;
  std::string detail;
};

// The event, or the first thing that is wrong with it. Its texts lie where those of the fields do; `source` is taken when the event names none.
std::optional<refusal> make_event(const event_fields& fields, const event_context& context, std::string_view source, core::event_view& into);

}  // namespace northstar::wire
