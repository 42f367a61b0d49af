// SPDX-License-Identifier: MIT
// Everything `northstar serve` can be told, with the defaults it has when nobody says anything. commands/serve.cpp fills it from
// flags, NORTHSTAR_… variables and the configuration file; each field is one flag of the same name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace northstar {

// What one client, or all together, may take of the server. Past a limit comes a 4xx, a 5xx or a close, never growth.
struct limits {
  std::size_t header_bytes_max = 16 * 1024;       // a browser with cookies sends 2 KiB; 431 past it
  std::int64_t header_timeout_ms = 10'000;        // from the first byte to the end of the header; 408
  std::size_t body_bytes_max = 16 * 1024 * 1024;  // 65,536 rows of 250 bytes; 413
  std::int64_t body_silence_ms = 30'000;          // a slow line may take long, a dead one may not; 408
  std::size_t body_rows_max = 65'536;             // rows of one body: one turn of the engine; 413
  std::size_t connections_per_address_max = 1'024;  // an office behind one address: 500 people with two tabs; 429
  std::size_t connections_max = 50'000;           // about 20 KiB each: 1 GiB
  std::size_t feed_message_bytes_max = 64 * 1024;   // a subscription to 1,000 scopes; close 1009
  std::size_t outbox_bytes_max = 64 * 1024;       // waiting for one slow screen, then conflated
  std::size_t inbox_rows_max = 262'144;           // rows waiting for the ledger: four full bodies; 503
  std::size_t quarantine_max = 100'000;           // records waiting for a rate or for their time
  std::size_t cells_max = 200'000;                // rows of one answer; 400
};

struct config {
  std::filesystem::path plan;
  std::filesystem::path data = "northstar-data";
  std::filesystem::path web;  // empty: no pages
  std::string listen = "127.0.0.1:8080";
  std::string apply_plan;     // the reason why a plan that differs from the recorded one becomes the next version
  std::int64_t tick_ms = 25;  // at most one delta in this time
  bool open_metrics = false;  // /metrics without a token
  northstar::limits limits;
};

}  // namespace northstar
