// SPDX-License-Identifier: MIT
// docs/openapi.json and docs/asyncapi.json, compiled in, so that the server tells its own interface wherever it is installed.
#pragma once

#include <string_view>

namespace northstar::net {

std::string_view openapi_json();
std::string_view asyncapi_json();

}  // namespace northstar::net
