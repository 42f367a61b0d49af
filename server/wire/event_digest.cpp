// SPDX-License-Identifier: MIT
#include "wire/event_digest.hpp"

#include <sodium/crypto_shorthash_siphash24.h>

#include <bit>

#include "core/copy_bytes.hpp"

namespace northstar::wire {

namespace {

// Bytes that only one list of values gives: numbers have a fixed width, texts their length in front. An event makes two of
// these, so the bytes are kept on the stack as long as they fit, which those of usual events do.
class encoder {
 public:
  explicit encoder(char purpose) { append(&purpose, 1); }

  void text(std::string_view t) {
    number(static_cast<std::uint32_t>(t.size()));
    append(t.data(), t.size());
  }
  template <class Number>
  void number(Number n) {
    static_assert(std::endian::native == std::endian::little, "digests are kept: least significant byte first everywhere");
    append(&n, sizeof n);
  }

  core::digest digest(const digest_key& key) const {
    static_assert(sizeof(digest_key) == crypto_shorthash_siphashx24_KEYBYTES);
    std::array<std::uint64_t, 2> out{};
    static_assert(sizeof out == crypto_shorthash_siphashx24_BYTES);
    const void* const bytes = overflow_.empty() ? few_.data() : overflow_.data();
    crypto_shorthash_siphashx24(reinterpret_cast<unsigned char*>(out.data()), static_cast<const unsigned char*>(bytes), size_, key.data());
    return {out[0], out[1]};
  }

 private:
  void append(const void* bytes, std::size_t count) {
    if (overflow_.empty() && size_ + count <= few_.size()) {
      core::copy_bytes(few_.data() + size_, static_cast<const char*>(bytes), count);
    } else {
      if (overflow_.empty()) overflow_.assign(few_.data(), size_);
      overflow_.append(static_cast<const char*>(bytes), count);
    }
    size_ += count;
  }

  std::array<char, 384> few_;
  std::string overflow_;
  std::size_t size_ = 0;
};

}  // namespace

core::digest key_digest(const digest_key& key, std::string_view source, std::string_view id) {
  encoder out('k');
  out.text(source);
  out.text(id);
  return out.digest(key);
}

core::digest content_digest(const digest_key& key, const core::event_view& e, std::string_view amount_rest,
                            std::string_view quantity_rest) {
  encoder out('c');
  out.number(e.occurred_at);
  out.number(e.version);
  out.number(e.amount.nano);
  out.number(e.quantity.nano);
  for (const std::string_view text : {e.type, e.owner, e.currency, e.customer, e.segment, e.product, amount_rest, quantity_rest}) out.text(text);
  return out.digest(key);
}

}  // namespace northstar::wire
