// SPDX-License-Identifier: MIT
// What the log's scripts answer, as values.
#pragma once

#include <cstdint>
#include <vector>

#include "cluster/log_store.hpp"
#include "redis/reply.hpp"

namespace northstar::cluster {

// What an error reply says to whoever asked. `renew`: Redis refuses for a reason of its own, or is
// another one: the connection is of no more use.
struct verdict {
  errc what = errc::away;
  bool renew = false;
};
verdict verdict_on(const redis::reply& error);

// Of replies that are no errors; errc::damaged when they are not what the scripts answer.
result<log_head> head_of(redis::reply r);
result<std::uint64_t> number_of(redis::reply r);
result<std::vector<log_entry>> entries_of(redis::reply r);

// The one entry that XREAD woke us with; `r` is nil when the wait was in vain.
result<std::vector<log_entry>> woken_with(redis::reply r);

}  // namespace northstar::cluster
