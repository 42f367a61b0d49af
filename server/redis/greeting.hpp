// SPDX-License-Identifier: MIT
// What is said first on a new link: who we are, which database, and whether this is a master.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "redis/address.hpp"
#include "redis/link.hpp"

namespace northstar::redis {

// Empty code: it is a master and ours to use. errc::refused, errc::not_master, errc::elsewhere
// (loading) with what it said; or the link's own errors, which the link also reports as its end.
using greeted = std::function<void(const error_code&, const std::string& said)>;

void greet(const std::shared_ptr<link>& over, const login& as, std::uint16_t database,
           std::int64_t timeout_ms, greeted then);

// The first part alone, as a Sentinel wants it.
void log_in(const std::shared_ptr<link>& over, const login& as, std::int64_t timeout_ms,
            greeted then);

}  // namespace northstar::redis
