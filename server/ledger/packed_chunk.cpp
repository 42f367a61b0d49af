// SPDX-License-Identifier: MIT
#include "ledger/packed_chunk.hpp"

#include <algorithm>
#include <bit>

#include "core/event.hpp"
#include "ledger/bytes.hpp"
#include "wire/event_json.hpp"

namespace northstar::ledger {
namespace {

// Of a delivery's record (ledger/record_codec.cpp), as it stands there.
struct fields {
  std::uint64_t previous = 0, winner = 0;
  std::string_view id;
  std::array<std::string_view, shared_fields> shared;
  std::int64_t occurred_at = 0, version = 0;
  std::string_view amount, quantity;  // their bytes
  core::digest key;
};

constexpr std::size_t digest_bytes = 16;

std::size_t text_bytes(std::string_view text) { return varint_bytes(text.size()) + text.size(); }

std::string_view decimal_bytes(byte_reader& in, std::string_view body) {
  const std::size_t begin = body.size() - in.size();
  if (in.byte() != 0) in.wide_varint();
  return body.substr(begin, body.size() - in.size() - begin);
}

// What encode() would make of these fields again.
std::size_t record_bytes(const fields& f) {
  std::size_t bytes = varint_bytes(f.previous) + varint_bytes(f.winner) + text_bytes(f.id) + varint_bytes(zigzag(f.occurred_at)) +
                      varint_bytes(zigzag(f.version)) + f.amount.size() + f.quantity.size() + 2 * digest_bytes;
  for (const std::string_view text : f.shared) bytes += text_bytes(text);
  return bytes;
}

// nullopt: not a delivery as encode() writes them, which for the disk is no fault: such a record is packed as it is.
std::optional<fields> read_fields(std::string_view body) {
  byte_reader in(body);
  fields f;
  f.previous = in.varint();
  f.winner = in.varint();
  f.shared[0] = in.text(core::event_text_max);
  f.id = in.text(core::event_text_max);
  f.shared[1] = in.text(core::event_text_max);
  f.occurred_at = in.signed_varint();
  f.version = in.signed_varint();
  for (std::size_t field = 2; field < shared_fields; ++field) f.shared[field] = in.text(core::event_text_max);
  f.amount = decimal_bytes(in, body);
  f.quantity = decimal_bytes(in, body);
  if (!in.ok() || in.size() != 2 * digest_bytes) return std::nullopt;
  f.key.high = in.fixed64();
  f.key.low = in.fixed64();
  // A number written in more bytes than it needs would come back in fewer.
  if (record_bytes(f) != body.size()) return std::nullopt;
  return f;
}

std::int64_t difference(std::int64_t to, std::int64_t from) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from));
}

}  // namespace

std::string_view chunk_packer::pack(const chunk& c) {
  const std::string_view whole = c.body();
  if (whole.size() > chunk_bytes_max) return whole;
  // A delivery takes at most 49 bytes more than it has unpacked: flags, four for each text, nine for each of two numbers.
  out_.resize(whole.size() + 64 * (c.count() + 1));
  to_ = out_.data();
  texts_.forget();
  last_id_ = {};
  last_occurred_at_ = last_version_ = 0;
  put_byte(packed_mark);
  put_varint(whole.size());
  for (offset at = c.first(); at < c.end(); ++at) add(c.at(at));
  const auto size = static_cast<std::size_t>(to_ - out_.data());
  return size < whole.size() ? std::string_view(out_).substr(0, size) : whole;
}

void chunk_packer::put_varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) put_byte(static_cast<std::uint8_t>((value & 0x7f) | 0x80));
  put_byte(static_cast<std::uint8_t>(value));
}

void chunk_packer::add(const record_view& r) {
  const auto f = r.kind == record_kind::delivery ? read_fields(r.body) : std::nullopt;
  if (!f) {
    put_byte(0);
    put_byte(static_cast<std::uint8_t>(r.kind));
    put_varint(r.body.size());
    return put(r.body);
  }
  const bool key_follows = wire::key_digest(digest_key_, f->shared[0], f->id) == f->key;
  const bool has_quantity = f->quantity.front() != 0;
  std::uint8_t flags = packed_flag::delivery;
  if (!key_follows) flags |= packed_flag::key;
  if (f->previous != 0) flags |= packed_flag::previous;
  if (f->winner != 0) flags |= packed_flag::winner;
  if (has_quantity) flags |= packed_flag::quantity;
  put_byte(flags);
  if (f->previous != 0) put_varint(f->previous);
  if (f->winner != 0) put_varint(f->winner);
  put_told_from(last_id_, f->id);
  for (std::size_t field = 0; field < shared_fields; ++field) put_shared(field, f->shared[field]);
  put_varint(zigzag(difference(f->occurred_at, last_occurred_at_)));
  put_varint(zigzag(difference(f->version, last_version_)));
  put(f->amount);
  if (has_quantity) put(f->quantity);
  if (!key_follows) put(r.body.substr(r.body.size() - 2 * digest_bytes, digest_bytes));
  put(r.body.substr(r.body.size() - digest_bytes));
  last_id_ = f->id;
  last_occurred_at_ = f->occurred_at;
  last_version_ = f->version;
}

void chunk_packer::put_shared(std::size_t field, std::string_view text) {
  const std::string_view newest = texts_.newest(field);
  const std::uint32_t number = texts_.find_or_add(field, text);
  put_varint(number);
  if (number == 0) put_told_from(newest, text);
}

// How many bytes are as before, and the rest.
void chunk_packer::put_told_from(std::string_view before, std::string_view text) {
  const std::size_t most = std::min(before.size(), text.size());
  std::size_t same = 0;
  while (same < most && before[same] == text[same]) ++same;
  put_varint(same);
  put_varint(text.size() - same);
  put(text.substr(same));
}

}  // namespace northstar::ledger
