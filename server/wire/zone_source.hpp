// SPDX-License-Identifier: MIT
// IANA zones from the system's tz database (through Abseil, which also follows the rules behind the last listed
// transition, so 2038 and later are right). The only place that reads zone files.
#pragma once

#include <optional>
#include <string>

#include "core/zone.hpp"

namespace northstar::wire {

// All transitions up to 2200. nullopt: the system knows no such zone.
std::optional<core::zone> load_zone(const std::string& name);

}  // namespace northstar::wire
