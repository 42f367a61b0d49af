// SPDX-License-Identifier: MIT
// Answers made small for clients that take gzip: tables of cells shrink to a tenth, the chart library to a third.
#pragma once

#include <string>
#include <string_view>

#include "net/http_message.hpp"

namespace northstar::net {

// Whether an Accept-Encoding field takes gzip (and does not say gzip;q=0).
bool accepts_gzip(std::string_view accept_encoding);
// Text of a size for which packing pays.
bool is_packable(std::string_view content_type, std::size_t size);
std::string gzip(std::string_view text);

// Packs the body of an answer in place when the client takes it and it pays. Larger bodies than 4 MiB go as they are: packing
// happens on the loop, and 4 MiB take it about 40 ms.
void pack(http_response& r, std::string_view accept_encoding);
// An answer whose packed form is known already.
http_response packed_response(http_response r, std::shared_ptr<const std::string> packed);

}  // namespace northstar::net
