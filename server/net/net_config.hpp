// SPDX-License-Identifier: MIT
// What the network part can be told, and its limits. Every wait has an end and every buffer a maximum; what happens there is
// said beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace northstar::net {

struct net_config {
  std::string listen = "127.0.0.1:8080";  // address:port; port 0 takes a free one
  std::filesystem::path web;              // the pages; empty: none
  bool open_metrics = false;              // /metrics without a token

  std::size_t header_bytes_max = 16 * 1024;       // 431
  std::int64_t header_timeout_ms = 10'000;        // from the first byte to the end of the header: 408
  std::int64_t keep_alive_ms = 75'000;            // silence between two requests: closed
  std::size_t body_bytes_max = 16 * 1024 * 1024;  // 413
  std::int64_t body_silence_ms = 30'000;          // 408
  std::size_t body_rows_max = 65'536;             // 413
  std::size_t bodies_bytes_max = 512 * 1024 * 1024;  // all bodies being read and answered: 503 past it
  std::int64_t write_silence_ms = 30'000;         // a reader of an answer that takes nothing: closed
  std::size_t connections_per_address_max = 1'024;  // 429 (an IPv6 address counts by its /64)
  std::size_t connections_max = 50'000;           // closed at once

  std::size_t feed_message_bytes_max = 64 * 1024;  // 1009
  std::size_t feed_messages_per_s_max = 200;       // a page paints at most 40 ticks a second for a few scopes: 4001
  std::size_t scopes_max = 64;                     // of one subscription: refused by an `error` message
  std::int64_t auth_timeout_ms = 10'000;           // first message with a token: 1008
  std::int64_t feed_idle_ms = 60'000;              // a viewer whose machine acknowledges nothing is dead after it
  std::int64_t drain_timeout_ms = 30'000;          // one frame under way for so long: 4000; well below feed_idle_ms, or a viewer that
                                                   // stops reading is taken for dead before he is told that he is slow
  std::size_t outbox_frames_max = 32;              // then conflated
  std::size_t outbox_bytes_max = 64 * 1024;

  std::size_t file_bytes_max = 16 * 1024 * 1024;   // a larger file is not served: 404
  std::size_t file_cache_bytes_max = 64 * 1024 * 1024;
  std::int64_t stop_wait_ms = 5'000;               // for sessions to close by themselves; then they are cut
};

}  // namespace northstar::net
