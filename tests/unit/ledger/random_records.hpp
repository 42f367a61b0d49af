// SPDX-License-Identifier: MIT
// Events as the edge may hand them in, and a few that lie at its limits.
#pragma once

#include <random>
#include <string>

#include "core/event.hpp"

namespace northstar::ledger::test {

using dice = std::mt19937_64;

std::string random_bytes(dice& from, std::size_t size_max);
core::event random_event(dice& from);
// What a usual CRM sends: the deal of contracts and documents.
core::event usual_deal();
bool same(const core::event& a, const core::event& b);

}  // namespace northstar::ledger::test
