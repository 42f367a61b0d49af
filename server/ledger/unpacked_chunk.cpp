// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "core/event.hpp"
#include "ledger/bytes.hpp"
#include "ledger/packed_chunk.hpp"
#include "wire/event_json.hpp"

namespace northstar::ledger {
namespace {

// A text to be: some bytes of one that stands in the chunk already, and some new ones. Both are views that hold until the chunk is whole.
struct joined {
  std::string_view front, back;
  std::size_t size() const { return front.size() + back.size(); }
};

class unpacker {
 public:
  unpacker(const identity& whose, std::string_view packed) : digest_key_(whose.digest_key), in_(packed) {}

  // The records one behind the other, and where each begins; nullopt: damaged.
  std::optional<chunk> run(offset first, std::uint64_t count, core::instant_ms received_at) {
    in_.byte();
    const std::uint64_t bytes = in_.varint();
    if (!in_.ok() || bytes > chunk_bytes_max || count == 0 || count > bytes) return std::nullopt;
    // Views into it are kept while it fills, so it never grows.
    body_.resize(bytes);
    starts_.reserve(count);
    for (auto& texts : texts_) texts.reserve(std::min<std::size_t>(count, 256));
    while (in_.ok() && !in_.empty()) add();
    if (!in_.ok() || starts_.size() != count || size_ != bytes) return std::nullopt;
    return chunk(first, received_at, std::move(body_), std::move(starts_));
  }

 private:
  void add();
  void add_delivery(std::uint8_t flags);
  joined read_told_from(std::string_view before);
  joined read_shared(std::size_t field, bool& is_new);

  // Room for a record of so many bytes; false: it would pass the end.
  bool begin_record(record_kind kind, std::size_t bytes);
  void put(std::string_view bytes) {
    copy_bytes(body_.data() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  void put_varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) body_[size_++] = static_cast<char>(static_cast<std::uint8_t>(value & 0x7f) | 0x80);
    body_[size_++] = static_cast<char>(static_cast<std::uint8_t>(value));
  }
  std::string_view put(const joined& text) {
    put_varint(text.size());
    const std::size_t begin = size_;
    put(text.front);
    put(text.back);
    return std::string_view(body_).substr(begin, text.size());
  }

  const std::array<std::uint8_t, 16>& digest_key_;
  byte_reader in_;
  std::string body_;
  std::size_t size_ = 0;  // of body_, filled so far
  std::vector<std::uint32_t> starts_;
  std::array<std::vector<std::string_view>, shared_fields> texts_;
  std::size_t text_count_ = 0;
  std::string_view last_id_;
  std::int64_t last_occurred_at_ = 0;
  std::int64_t last_version_ = 0;
};

std::int64_t sum(std::int64_t a, std::int64_t b) { return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b)); }

std::string_view raw_decimal(byte_reader& in) {
  const std::string_view before = in.rest();
  if (in.byte() != 0) in.wide_varint();
  return before.substr(0, before.size() - in.size());
}

bool unpacker::begin_record(record_kind kind, std::size_t bytes) {
  if (size_ + 1 + varint_bytes(bytes) + bytes > body_.size()) {
    in_.fail();
    return false;
  }
  starts_.push_back(static_cast<std::uint32_t>(size_));
  body_[size_++] = static_cast<char>(kind);
  put_varint(bytes);
  return true;
}

void unpacker::add() {
  const std::uint8_t flags = in_.byte();
  if ((flags & packed_flag::delivery) != 0 && flags <= packed_flag::all) return add_delivery(flags);
  if (flags != 0) return in_.fail();
  const std::uint8_t kind = in_.byte();
  const std::string_view body = in_.text(chunk_bytes_max);
  if (kind >= 0x80) in_.fail();
  if (in_.ok() && begin_record(static_cast<record_kind>(kind), body.size())) put(body);
}

joined unpacker::read_told_from(std::string_view before) {
  const std::uint64_t same = in_.varint();
  const std::string_view rest = in_.text(core::event_text_max);
  if (same > before.size() || same + rest.size() > core::event_text_max) in_.fail();
  if (!in_.ok()) return {};
  return {before.substr(0, same), rest};
}

joined unpacker::read_shared(std::size_t field, bool& is_new) {
  const std::vector<std::string_view>& texts = texts_[field];
  const std::uint64_t number = in_.varint();
  is_new = number == 0;
  if (is_new) return read_told_from(texts.empty() ? std::string_view() : texts.back());
  if (number > texts.size()) {
    in_.fail();
    return {};
  }
  return {texts[number - 1], {}};
}

void unpacker::add_delivery(std::uint8_t flags) {
  const auto has = [flags](std::uint8_t flag) { return (flags & flag) != 0; };
  const std::uint64_t previous = has(packed_flag::previous) ? in_.varint() : 0;
  const std::uint64_t winner = has(packed_flag::winner) ? in_.varint() : 0;
  const joined id = read_told_from(last_id_);
  std::array<joined, shared_fields> shared;
  std::array<bool, shared_fields> is_new{};
  for (std::size_t field = 0; field < shared_fields; ++field) shared[field] = read_shared(field, is_new[field]);
  const std::int64_t occurred_at = sum(in_.signed_varint(), last_occurred_at_);
  const std::int64_t version = sum(in_.signed_varint(), last_version_);
  const std::string_view amount = raw_decimal(in_);
  const std::string_view quantity = has(packed_flag::quantity) ? raw_decimal(in_) : std::string_view("\0", 1);
  core::digest key;
  if (has(packed_flag::key)) key.high = in_.fixed64(), key.low = in_.fixed64();
  const std::string_view content = in_.bytes(16);
  if (!in_.ok()) return;

  std::size_t bytes = varint_bytes(previous) + varint_bytes(winner) + varint_bytes(id.size()) + id.size() + varint_bytes(zigzag(occurred_at)) +
                      varint_bytes(zigzag(version)) + amount.size() + quantity.size() + 16 + content.size();
  for (const joined& text : shared) bytes += varint_bytes(text.size()) + text.size();
  if (!begin_record(record_kind::delivery, bytes)) return;

  const auto put_shared = [&](std::size_t field) {
    const std::string_view text = put(shared[field]);
    if (is_new[field] && text_count_ < shared_texts_max) texts_[field].push_back(text), ++text_count_;
    return text;
  };
  put_varint(previous);
  put_varint(winner);
  const std::string_view source = put_shared(0);
  last_id_ = put(id);
  put_shared(1);
  put_varint(zigzag(occurred_at));
  put_varint(zigzag(version));
  for (std::size_t field = 2; field < shared_fields; ++field) put_shared(field);
  put(amount);
  put(quantity);
  if (!has(packed_flag::key)) key = wire::key_digest(digest_key_, source, last_id_);
  for (const std::uint64_t half : {key.high, key.low})
    for (unsigned i = 0; i < 8; ++i) body_[size_++] = static_cast<char>(half >> (8 * i));
  put(content);
  last_occurred_at_ = occurred_at;
  last_version_ = version;
}

}  // namespace

std::optional<chunk> unpack_chunk(const identity& whose, offset first, std::uint64_t count, core::instant_ms received_at, std::string_view body) {
  const bool is_packed = !body.empty() && static_cast<std::uint8_t>(body.front()) == packed_mark;
  if (!is_packed) return chunk::unpack(first, count, received_at, body);
  return unpacker(whose, body).run(first, count, received_at);
}

}  // namespace northstar::ledger
