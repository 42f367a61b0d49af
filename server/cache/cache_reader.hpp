// SPDX-License-Identifier: MIT
// Reads all cells as they stood at one watermark: Redis copies them in one step, the copy is read
// in pieces and dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cache/cell.hpp"
#include "redis/connection.hpp"

namespace northstar::cache {

struct contents {
  watermark at;             // no epoch: there is nothing
  std::vector<cell> cells;  // by name
};

inline constexpr std::size_t load_cells_max = std::size_t{8} << 20;

// `then` once, while the connection lives. Redis' errors; errc::not_a_reply: what stands there is
// not ours; errc::reply_too_large: more than load_cells_max. `id` names the copy: another one for
// each read.
void read_cache(redis::connection& over, const std::string& name, const std::string& id,
                std::function<void(redis::result<contents>)> then);

}  // namespace northstar::cache
