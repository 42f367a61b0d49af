// SPDX-License-Identifier: MIT
// A chunk as it lies on the disk. In memory each record stands there whole; on the disk a text that deliveries share stands once a chunk, ids, instants and
// versions are told by what differs from the delivery before, and the digest of a key that follows from source and id is left out: a usual deal takes
// about half of its bytes. What is unpacked is the chunk that was packed, byte for byte. docs/ledger.md has the format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/bytes.hpp"
#include "ledger/chunk.hpp"
#include "ledger/identity.hpp"
#include "ledger/shared_texts.hpp"

namespace northstar::ledger {

// With this byte a packed body begins; any other begins with a record's kind, and those are below 128.
inline constexpr std::uint8_t packed_mark = 0x81;

// What a record of a packed body begins with: 0, or `packed_delivery` with the others where they apply.
namespace packed_flag {
inline constexpr std::uint8_t delivery = 0x01;
inline constexpr std::uint8_t key = 0x02;  // another one than follows from source and id
inline constexpr std::uint8_t previous = 0x04;
inline constexpr std::uint8_t winner = 0x08;
inline constexpr std::uint8_t quantity = 0x10;
inline constexpr std::uint8_t all = 0x1f;
}  // namespace packed_flag

class chunk_packer {
 public:
  explicit chunk_packer(const identity& whose) : digest_key_(whose.digest_key) {}

  // The body for the disk, valid until the next call and as long as the chunk: as it is where packing saves nothing. It follows from the records
  // and the ledger's key alone.
  std::string_view pack(const chunk& c);

 private:
  void add(const record_view& r);
  void put_byte(std::uint8_t value) { *to_++ = static_cast<char>(value); }
  void put_varint(std::uint64_t value);
  void put(std::string_view bytes) { copy_bytes(to_, bytes.data(), bytes.size()), to_ += bytes.size(); }
  void put_shared(std::size_t field, std::string_view text);
  void put_told_from(std::string_view before, std::string_view text);

  std::array<std::uint8_t, 16> digest_key_;
  shared_texts texts_;
  std::string out_;  // large enough for all that is put
  char* to_ = nullptr;
  std::string_view last_id_;
  std::int64_t last_occurred_at_ = 0;
  std::int64_t last_version_ = 0;
};

// The chunk of these bytes, packed or not, if they hold exactly `count` records.
std::optional<chunk> unpack_chunk(const identity& whose, offset first, std::uint64_t count, core::instant_ms received_at,
                                  std::string_view body);

}  // namespace northstar::ledger
