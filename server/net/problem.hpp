// SPDX-License-Identifier: MIT
// Errors as RFC 9457 problem details, and the one function that says which HTTP status an error of the engine is.
#pragma once

#include <boost/system/error_code.hpp>
#include <string>
#include <string_view>

#include "net/http_message.hpp"

namespace northstar::net {

// {"type":"about:blank","title":"Not Found","status":404,"detail":"…"}; 429 and 503 get a Retry-After of a second.
http_response problem(unsigned status, std::string_view detail);
http_response problem(unsigned status, std::string_view detail, http_field field);

unsigned status_of(boost::system::error_code ec);
// The problem for an error of the engine, in its own words.
http_response problem_of(boost::system::error_code ec);

}  // namespace northstar::net
