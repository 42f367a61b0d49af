// SPDX-License-Identifier: MIT
// Two guards against pages of other sites that use a visitor's browser as their hand: the Origin of a request must be this very server,
// and while the server is open to its own machine the Host must be a loopback name, or a foreign name has been bent here (DNS rebinding).
#pragma once

#include <string_view>

namespace northstar::net {

// Whether a browser says that the request comes from a page of this server. `origin` empty: no browser, or a plain navigation; fine.
// The scheme is not compared: a proxy may have ended TLS.
bool is_same_origin(std::string_view origin, std::string_view host);

// "localhost", "x.localhost", "127.0.0.1", "[::1]", each with or without a port.
bool is_loopback_host(std::string_view host);

}  // namespace northstar::net
