// SPDX-License-Identifier: MIT
// CloudEvents 1.0: an envelope (id, source, type, time) around `data`, in one JSON object or with the envelope in HTTP headers.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "wire/event_values.hpp"

namespace northstar::wire {

// An event's fields out of a structured CloudEvent; or why there are none.
std::optional<refusal> cloud_fields(const raw_row& row, event_fields& into);

// The envelope of a binary CloudEvent as if it stood in the row; header values are percent-decoded into `texts`. The row that came in is
// the event's data.
raw_row cloud_row_of_headers(const raw_row& data, const std::map<std::string, std::string>& headers,
                             row_texts& texts);

}  // namespace northstar::wire
