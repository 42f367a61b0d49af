// SPDX-License-Identifier: MIT
#include "net/sha1.hpp"

#include <bit>
#include <cstddef>
#include <string>

namespace northstar::net {

namespace {

constexpr std::size_t block_bytes = 64;
using state = std::array<std::uint32_t, 5>;

// The text, a one bit, zeros, and the length in bits: whole blocks.
std::string padded(std::string_view text) {
  std::string out(text);
  out.push_back('\x80');
  while (out.size() % block_bytes != block_bytes - 8) out.push_back('\0');
  const std::uint64_t bits = std::uint64_t{text.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(bits >> shift & 0xff));
  return out;
}

std::array<std::uint32_t, 80> schedule(std::string_view block) {
  std::array<std::uint32_t, 80> w{};
  for (std::size_t i = 0; i < block_bytes; ++i) w[i / 4] = w[i / 4] << 8 | static_cast<unsigned char>(block[i]);
  for (std::size_t t = 16; t < w.size(); ++t) w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  return w;
}

void take_block(state& h, std::string_view block) {
  const auto w = schedule(block);
  auto [a, b, c, d, e] = h;
  for (std::size_t t = 0; t < w.size(); ++t) {
    const std::uint32_t f = t < 20 ? (b & c) | (~b & d) : t < 40 || t >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
    constexpr std::uint32_t k[] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
    const std::uint32_t next = std::rotl(a, 5) + f + e + k[t / 20] + w[t];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  h = {h[0] + a, h[1] + b, h[2] + c, h[3] + d, h[4] + e};
}

}  // namespace

std::array<std::uint8_t, 20> sha1(std::string_view text) {
  state h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  const std::string all = padded(text);
  for (std::size_t at = 0; at < all.size(); at += block_bytes) take_block(h, std::string_view(all).substr(at, block_bytes));
  std::array<std::uint8_t, 20> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(h[i / 4] >> (24 - i % 4 * 8));
  return out;
}

}  // namespace northstar::net
