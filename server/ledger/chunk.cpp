// SPDX-License-Identifier: MIT
#include "ledger/chunk.hpp"

#include "ledger/bytes.hpp"

namespace northstar::ledger {
namespace {

constexpr std::size_t record_head_max = 1 + 5;  // kind, length below 2^32

}  // namespace

std::optional<chunk> chunk::unpack(offset first, std::uint64_t count, core::instant_ms received_at,
                                   std::string_view body) {
  // No record is shorter than two bytes, so a damaged count cannot ask for memory.
  if (count == 0 || count > body.size()) return std::nullopt;
  chunk unpacked(first, received_at);
  unpacked.starts_.reserve(count);
  byte_reader in(body);
  while (in.ok() && !in.empty()) {
    unpacked.starts_.push_back(static_cast<std::uint32_t>(body.size() - in.size()));
    in.byte();
    in.text(record_bytes_max);
  }
  if (!in.ok() || unpacked.count() != count) return std::nullopt;
  unpacked.body_ = body;
  return unpacked;
}

void chunk::add(const record& r) {
  starts_.push_back(static_cast<std::uint32_t>(body_.size()));
  byte_writer out(body_);
  out.byte(static_cast<std::uint8_t>(r.kind));
  out.text(r.body);
}

bool chunk::has_room_for(const record& r) const {
  return starts_.empty() || body_.size() + record_head_max + r.body.size() <= chunk_bytes_max;
}

record_view chunk::at(offset at) const {
  byte_reader in(std::string_view(body_).substr(starts_[at - first_]));
  const auto kind = static_cast<record_kind>(in.byte());
  return {at, received_at_, kind, in.text(record_bytes_max)};
}

std::vector<chunk> pack(offset first, core::instant_ms received_at,
                        const std::vector<record>& records) {
  std::vector<chunk> chunks;
  for (const record& r : records) {
    if (chunks.empty()) chunks.emplace_back(first, received_at);
    if (!chunks.back().has_room_for(r)) chunks.emplace_back(chunks.back().end(), received_at);
    chunks.back().add(r);
  }
  return chunks;
}

}  // namespace northstar::ledger
