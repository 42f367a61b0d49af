// SPDX-License-Identifier: MIT
// What a client says on the feed, as values (docs/protocol.md, "Client → server").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/ids.hpp"
#include "feed/position.hpp"

namespace northstar::net {

struct auth_message {
  std::string token;
};

struct subscribe_message {
  std::vector<std::string> scopes;   // empty: the caller's own
  std::vector<std::string> metrics;  // empty: all
  bool slices = false;
  std::optional<feed::position> position;  // where the client stands; empty also when it is no position of ours
};

struct painted_message {
  feed::position position;
  core::instant_ms at_ms = 0;
};

// Breaks the protocol: the connection is closed with 4001 and this reason.
struct bad_message {
  std::string reason;
};

using client_message = std::variant<bad_message, auth_message, subscribe_message, painted_message>;

// Unknown members are ignored, so that a newer page can talk to an older server; an unknown type is a bad message.
client_message parse_client_message(std::string_view text);

}  // namespace northstar::net
