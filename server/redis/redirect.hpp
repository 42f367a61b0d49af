// SPDX-License-Identifier: MIT
// Error replies that say: not here, or not now. Such a command was not done.
#pragma once

#include <optional>

#include "redis/address.hpp"
#include "redis/reply.hpp"

namespace northstar::redis {

// Another server has to be found, or this one waited for: MOVED, ASK, TRYAGAIN and CLUSTERDOWN of a
// cluster, READONLY of a replica, and what a server says that is not ready: LOADING, MASTERDOWN,
// UNBLOCKED. Also NOSCRIPT: a new connection begins by telling its scripts (script.hpp). ASK is not
// followed: while one of our keys is on its way the others are elsewhere, and a moment later they
// are together again.
bool leads_elsewhere(const reply& r);

// Where "MOVED 3999 127.0.0.1:6381" points; the host may be missing: the one that said so (`from`).
std::optional<endpoint> moved_to(const reply& r, const endpoint& from);

}  // namespace northstar::redis
