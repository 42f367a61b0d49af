// SPDX-License-Identifier: MIT
// Displays that wait to be paired. A new one shows a code; an admin who reads it says which display that is, and the display, which alone knows
// the secret of its code, takes the token made for it. Nothing of it is kept on disk: after a restart a waiting display simply gets another code.
// Knows no socket and asks no clock. One thread.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"

namespace northstar::net {

// What an admin has said of a display, and the token made for it.
struct paired_display {
  std::string name;
  std::string token;  // its text
};

struct waiting_display {
  std::string code;  // six characters, as a person reads them off a screen
  core::instant_ms expires_at = 0;
  boost::asio::ip::address from;
  std::optional<paired_display> paired;
  bool claimed = false;  // the display has been given its token
};

class pairing {
 public:
  static constexpr std::size_t code_size = 6;
  static constexpr std::int64_t life_ms = 10 * 60'000;
  static constexpr std::size_t waiting_max = 256;             // past it: nobody new until one expires
  static constexpr std::size_t waiting_per_address_max = 32;  // a floor of televisions behind one router
  // Twenty-two characters, none of which is easily taken for another: 113 million codes.
  static constexpr std::string_view alphabet = "3479ACDEFHJKMNPQRTVWXY";

  struct begun {
    std::string secret;  // the display's, never shown
    std::string code;
    core::instant_ms expires_at = 0;
  };
  // nullopt: too many wait already, altogether or from there.
  std::optional<begun> begin(const boost::asio::ip::address& from, core::instant_ms now);

  // Whose secret this is; null: nobody's, or it has expired. Valid until the next call.
  const waiting_display* find(std::string_view secret, core::instant_ms now);
  // Which display shows this code (in any case, with blanks or dashes); null: none that waits. Valid until the next call.
  waiting_display* shown(std::string_view code, core::instant_ms now);

  // The display of this secret has been answered.
  void claimed(std::string_view secret);
  // Names of displays that were paired and never came for their token: it is worth nothing to anybody. Each is told once.
  std::vector<std::string> take_unclaimed(core::instant_ms now);

  std::size_t size() const { return waiting_.size(); }

 private:
  void drop_expired(core::instant_ms now);

  std::map<std::string, waiting_display, std::less<>> waiting_;  // by hash of the secret
  std::vector<std::string> unclaimed_;
};

// "a7k-3pq" → "A7K3PQ"; empty: no code.
std::string normal_code(std::string_view typed);

}  // namespace northstar::net
