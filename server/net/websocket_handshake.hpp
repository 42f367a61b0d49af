// SPDX-License-Identifier: MIT
// The opening of a WebSocket (RFC 6455, 4.2): whether a request asks for one properly, and what grants it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http_message.hpp"

namespace northstar::net {

// 426: no WebSocket is asked for, or another version than 13; 400: without a proper key. Empty: it may be granted.
std::optional<http_response> refuse_websocket(const http_request& r);

// The whole answer 101. `subprotocol` is agreed on when the client offers it.
std::string grant_websocket(const http_request& r, std::string_view subprotocol);

// Sec-WebSocket-Accept for a Sec-WebSocket-Key.
std::string websocket_accept(std::string_view key);

}  // namespace northstar::net
