// SPDX-License-Identifier: MIT
// The cookie by which a browser stays signed in: it holds the token's text, no script can read it (HttpOnly), and no page of another site can
// make the browser send it (SameSite=Strict).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/http_message.hpp"

namespace northstar::net {

inline constexpr std::string_view session_cookie = "northstar_session";
// As long as browsers keep one; a display's is renewed each time its page asks who it is.
inline constexpr std::int64_t display_cookie_s = 400 * 86'400;
inline constexpr std::int64_t person_cookie_s = 30 * 86'400;

// The token that the request's cookie brings; empty: none. Valid as long as the request.
std::string_view cookie_secret(const http_request& head);

// Set-Cookie fields. Marked Secure when the request came by https, as the page or a proxy in front says.
http_field keep_secret(const http_request& asked, std::string_view secret, std::int64_t life_s);
http_field forget_secret(const http_request& asked);

}  // namespace northstar::net
