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

void chunk::add(record_kind kind, std::string_view body) {
  starts_.push_back(static_cast<std::uint32_t>(body_.size()));
  byte_writer out(body_);
  out.byte(static_cast<std::uint8_t>(kind));
  out.text(body);
}

void chunk::cut(offset upto) {
  if (upto + 1 >= end()) return;
  const std::size_t left = upto + 1 - first_;
  body_.resize(starts_[left]);
  starts_.resize(left);
}

bool chunk::has_room_for(std::size_t body_bytes) const {
  return starts_.empty() || body_.size() + record_head_max + body_bytes <= chunk_bytes_max;
}

record_view chunk::at(offset at) const {
  byte_reader in(std::string_view(body_).substr(starts_[at - first_]));
  const auto kind = static_cast<record_kind>(in.byte());
  return {at, received_at_, kind, in.text(record_bytes_max)};
}

}  // namespace northstar::ledger
