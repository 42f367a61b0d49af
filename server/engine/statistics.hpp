// SPDX-License-Identifier: MIT
// Counts of what happened since the start, for /metrics. Plain numbers: one thread writes and reads them.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

namespace northstar::engine {

// A histogram with fixed upper bounds in milliseconds.
struct latency_histogram {
  static constexpr std::array<double, 16> bounds_ms{1,   2.5, 5,    10,   25,   50,    75,    100,
                                                    150, 250, 500, 1000, 2500, 5000, 15000, 60000};
  std::array<std::uint64_t, bounds_ms.size() + 1> counts{};
  double sum_ms = 0;

  void add(double ms);
  std::uint64_t total() const;
  // Upper bound of the bucket that holds the q-quantile (0…1); 0 when empty.
  double quantile(double q) const;
};

struct screen_statistics {
  latency_histogram order_to_glass;
  std::uint64_t painted_offset = 0;
  std::int64_t painted_at_ms = 0;
};

struct statistics {
  std::uint64_t rows_accepted = 0, rows_replaced = 0, rows_stale = 0, rows_duplicate = 0, rows_quarantined = 0,
                rows_rejected = 0;
  std::uint64_t turns = 0, records = 0, released = 0, checkpoints = 0;
  std::uint64_t inbox_refused = 0;
  std::uint64_t frames_made = 0;
  latency_histogram commit;            // begin of a turn → durable
  latency_histogram apply_to_publish;  // durable → frame handed to the hub
  std::map<std::string, screen_statistics> screens;  // by name of the screen's token; at most 1,000
};

}  // namespace northstar::engine
