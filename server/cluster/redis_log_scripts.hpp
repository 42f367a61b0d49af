// SPDX-License-Identifier: MIT
// What Redis does to the shared log, each as one step. All scripts name the server that answers:
// its run id, which a restart changes, and its replication id, which a failover changes; so a log
// that may have lost its tail is never taken for the one it was.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "redis/script.hpp"

namespace northstar::cluster {

// Errors of these scripts begin with one of these words.
namespace said {
inline constexpr std::string_view other_epoch = "OTHEREPOCH";
inline constexpr std::string_view other_server = "OTHERSERVER";
inline constexpr std::string_view other_place = "OTHERPLACE";
inline constexpr std::string_view behind_failed =
    "BEHINDFAILED";  // an append given before this one was not done
inline constexpr std::string_view trimmed = "TRIMMED";
inline constexpr std::string_view no_log = "NOLOG";
}  // namespace said

struct redis_log_scripts {
  redis_log_scripts();

  redis::script server;  // [log] → server
  redis::script head;    // [log, epoch] → epoch, server, first, last
  redis::script begin;   // [log, epoch] epoch → the same
  redis::script read;    // [log] server, first, count, bytes, 1: look where the log stands when
                         // nothing is found → seq, uid, body, seq …
  redis::script append;  // [log, epoch, last, append] epoch, server, number of the append before
                         // that has no answer yet or "", own number, uid, body, uid … → last
  redis::script restore;  // [log, epoch, last] server, epoch, first, uid, body, uid … → last
  redis::script trim;     // [log] server, first → first
  redis::script note_applied;  // [nodes] server, id, applied, alive_ms → least
};

// "1042-1" → 1042; nothing for an id that is none of ours.
std::optional<std::uint64_t> seq_of(std::string_view entry_id);

}  // namespace northstar::cluster
