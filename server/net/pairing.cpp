// SPDX-License-Identifier: MIT
#include "net/pairing.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "net/connection_limits.hpp"
#include "net/token_file.hpp"

namespace northstar::net {

namespace {

std::string random_code() {
  std::string out(pairing::code_size, '\0');
  for (char& c : out) c = pairing::alphabet[randombytes_uniform(static_cast<std::uint32_t>(pairing::alphabet.size()))];
  return out;
}

std::string random_secret() {
  std::array<unsigned char, 24> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string hex(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  hex.pop_back();
  return hex;
}

}  // namespace

std::optional<pairing::begun> pairing::begin(const boost::asio::ip::address& from, core::instant_ms now) {
  drop_expired(now);
  const auto counted = counted_address(from);
  const auto from_there = std::count_if(waiting_.begin(), waiting_.end(), [&](const auto& w) { return w.second.from == counted; });
  if (waiting_.size() >= waiting_max || static_cast<std::size_t>(from_there) >= waiting_per_address_max) return std::nullopt;
  begun out{random_secret(), random_code(), now + life_ms};
  const auto taken = [&](const auto& w) { return w.second.code == out.code; };
  while (std::any_of(waiting_.begin(), waiting_.end(), taken)) out.code = random_code();
  waiting_.emplace(token_hash(out.secret), waiting_display{out.code, out.expires_at, counted, std::nullopt});
  return out;
}

const waiting_display* pairing::find(std::string_view secret, core::instant_ms now) {
  drop_expired(now);
  const auto at = waiting_.find(token_hash(secret));
  return at == waiting_.end() ? nullptr : &at->second;
}

waiting_display* pairing::shown(std::string_view code, core::instant_ms now) {
  drop_expired(now);
  const std::string wanted = normal_code(code);
  for (auto& [hash, display] : waiting_)
    if (!wanted.empty() && display.code == wanted && !display.paired) return &display;
  return nullptr;
}

void pairing::claimed(std::string_view secret) {
  const auto at = waiting_.find(token_hash(secret));
  if (at != waiting_.end()) at->second.claimed = true;
}

std::vector<std::string> pairing::take_unclaimed(core::instant_ms now) {
  drop_expired(now);
  return std::exchange(unclaimed_, {});
}

void pairing::drop_expired(core::instant_ms now) {
  std::erase_if(waiting_, [&](const auto& w) {
    if (w.second.expires_at > now) return false;
    if (w.second.paired && !w.second.claimed) unclaimed_.push_back(w.second.paired->name);
    return true;
  });
}

std::string normal_code(std::string_view typed) {
  std::string out;
  for (const char c : typed) {
    if (c == ' ' || c == '-') continue;
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
    if (pairing::alphabet.find(upper) == std::string_view::npos) return {};
    out += upper;
  }
  return out.size() == pairing::code_size ? out : std::string();
}

}  // namespace northstar::net
