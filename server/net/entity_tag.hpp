// SPDX-License-Identifier: MIT
// Entity tags (RFC 9110 §8.8.3): a short text that stands for a body.
#pragma once

#include <string>
#include <string_view>

namespace northstar::net {

// Without its quotes.
std::string entity_tag(std::string_view content);

// If-None-Match: `*`, or a list of tags; weak and strong ones compare alike here (RFC 9110 §13.1.2), and a packed one ("…-gz") as its content.
bool names_tag(std::string_view list, const std::string& tag);

}  // namespace northstar::net
