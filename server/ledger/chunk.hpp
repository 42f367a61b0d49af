// SPDX-License-Identifier: MIT
// Consecutive records of one append, packed as kind byte, varint length, bytes: the unit in which
// the ledger writes, checks, reads back and caches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/ledger.hpp"

namespace northstar::ledger {

// A single record is read back by reading its chunk, so chunks are small; larger records have one
// of their own.
inline constexpr std::size_t chunk_bytes_max = 32 * 1024;
// A body of 16 MiB with room to spare.
inline constexpr std::size_t record_bytes_max = std::size_t{64} << 20;

class chunk {
 public:
  chunk(offset first, core::instant_ms received_at) : first_(first), received_at_(received_at) {}

  // Records that lie in `body` one behind the other, and where each begins.
  chunk(offset first, core::instant_ms received_at, std::string body, std::vector<std::uint32_t> starts)
      : first_(first), received_at_(received_at), body_(std::move(body)), starts_(std::move(starts)) {}

  // The chunk of these bytes, if they hold exactly `count` records.
  static std::optional<chunk> unpack(offset first, std::uint64_t count,
                                     core::instant_ms received_at, std::string_view body);

  void add(record_kind kind, std::string_view body);
  // Takes the memory of a full one at once, of as many records as the one before it held.
  void expect_full(std::size_t records) {
    body_.reserve(chunk_bytes_max);
    starts_.reserve(records + records / 8);
  }
  // A chunk with a record in it is full for another one that would pass chunk_bytes_max.
  bool has_room_for(std::size_t body_bytes) const;

  // Leaves out the records behind `upto`, one of its own at least.
  void cut(offset upto);

  offset first() const { return first_; }
  std::uint64_t count() const { return starts_.size(); }
  offset end() const { return first_ + count(); }
  bool holds(offset at) const { return at >= first_ && at < end(); }
  core::instant_ms received_at() const { return received_at_; }
  void receive_at(core::instant_ms at) { received_at_ = at; }
  const std::string& body() const { return body_; }
  // `at` is held; the view is valid as long as the chunk.
  record_view at(offset at) const;

 private:
  offset first_;
  core::instant_ms received_at_;
  std::string body_;
  std::vector<std::uint32_t> starts_;  // where each record begins in body_
};

}  // namespace northstar::ledger
