// SPDX-License-Identifier: MIT
#include "ledger/identity.hpp"

#include <sodium.h>

#include <stdexcept>

#include "ledger/bytes.hpp"

namespace northstar::ledger {
namespace {

static_assert(crypto_shorthash_KEYBYTES == 16);
static_assert(crypto_shorthash_BYTES == 8);

void start_sodium() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium found no source of randomness");
}

std::uint64_t sip_hash(const identity& of, std::string_view bytes) {
  std::array<unsigned char, crypto_shorthash_BYTES> hash{};
  crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                   of.digest_key.data());
  byte_reader in({reinterpret_cast<const char*>(hash.data()), hash.size()});
  return in.fixed64();
}

}  // namespace

std::string make_epoch() {
  start_sodium();
  std::array<unsigned char, 8> random{};
  randombytes_buf(random.data(), random.size());
  std::array<char, 2 * random.size() + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), random.data(), random.size());
  return hex.data();
}

identity make_identity() {
  identity made{.epoch = make_epoch(), .digest_key = {}};
  randombytes_buf(made.digest_key.data(), made.digest_key.size());
  return made;
}

identity shared_identity(const std::string& epoch) {
  start_sodium();
  identity made{.epoch = epoch, .digest_key = {}};
  const std::string text = "northstar digest key " + epoch;
  crypto_generichash(made.digest_key.data(), made.digest_key.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  return made;
}

std::int64_t checksum(const identity& of, std::initializer_list<std::uint64_t> numbers,
                      std::string_view bytes) {
  std::string head;
  byte_writer out(head);
  for (const std::uint64_t number : numbers) out.fixed64(number);
  out.fixed64(sip_hash(of, bytes));
  return static_cast<std::int64_t>(sip_hash(of, head));
}

}  // namespace northstar::ledger
