// SPDX-License-Identifier: MIT
// Which form a body of events has, from its headers; and the ce-* headers of a binary CloudEvent.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "net/http_message.hpp"
#include "wire/event_json.hpp"

namespace northstar::net {

// nullopt: a media type that is none of ours (415).
std::optional<wire::body_form> body_form_of(const http_request& r);

// "ce-source: crm" → {"source", "crm"}, percent-decoded as CloudEvents' HTTP binding asks.
std::map<std::string, std::string> cloud_headers_of(const http_request& r);

}  // namespace northstar::net
