// SPDX-License-Identifier: MIT
#include "wire/event_digest.hpp"

#include <sodium/crypto_shorthash_siphash24.h>

#include <cstring>

namespace northstar::wire {

namespace {

// Bytes that only one list of values gives: numbers have a fixed width, texts their length in front.
class encoder {
 public:
  explicit encoder(char purpose) { bytes_.reserve(256); bytes_ += purpose; }

  void text(std::string_view t) {
    number(static_cast<std::uint64_t>(t.size()));
    bytes_ += t;
  }
  template <class Number>
  void number(Number n) {
    // Least significant byte first, so that digests hold on any machine.
    for (std::size_t i = 0; i < sizeof n; ++i) bytes_ += static_cast<char>(static_cast<unsigned char>(n >> (8 * i)));
  }

  core::digest digest(const digest_key& key) const {
    static_assert(sizeof(digest_key) == crypto_shorthash_siphashx24_KEYBYTES);
    std::array<unsigned char, crypto_shorthash_siphashx24_BYTES> out{};
    crypto_shorthash_siphashx24(out.data(), reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size(), key.data());
    core::digest d;
    for (std::size_t i = 0; i < 8; ++i) {
      d.high = d.high << 8 | out[i];
      d.low = d.low << 8 | out[8 + i];
    }
    return d;
  }

 private:
  std::string bytes_;
};

}  // namespace

core::digest key_digest(const digest_key& key, std::string_view source, std::string_view id) {
  encoder out('k');
  out.text(source);
  out.text(id);
  return out.digest(key);
}

core::digest content_digest(const digest_key& key, const core::event& e, std::string_view amount_rest,
                            std::string_view quantity_rest) {
  encoder out('c');
  out.number(e.occurred_at);
  out.number(e.version);
  out.number(e.amount.nano);
  out.number(e.quantity.nano);
  for (const std::string_view text : {std::string_view(e.type), std::string_view(e.owner), std::string_view(e.currency),
                                      std::string_view(e.customer), std::string_view(e.segment),
                                      std::string_view(e.product), amount_rest, quantity_rest})
    out.text(text);
  return out.digest(key);
}

}  // namespace northstar::wire
