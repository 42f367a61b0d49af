// SPDX-License-Identifier: MIT
// Which displays watch just now, by the name of their token, so that an admin sees them and can tell one to load its page anew. One thread.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "net/session.hpp"

namespace northstar::net {

class live_displays {
 public:
  void add(const std::string& name, session& s, core::instant_ms now) { live_.emplace(name, watching{&s, now}); }
  void remove(const std::string& name, const session& s) {
    auto [at, end] = live_.equal_range(name);
    for (; at != end; ++at)
      if (at->second.session == &s) return void(live_.erase(at));
  }

  std::size_t count(const std::string& name) const { return live_.count(name); }
  // When the connection that has been there longest began; 0: there is none.
  core::instant_ms since(const std::string& name) const {
    core::instant_ms out = 0;
    for (auto [at, end] = live_.equal_range(name); at != end; ++at)
      if (out == 0 || at->second.since < out) out = at->second.since;
    return out;
  }
  // How many were told.
  std::size_t reload(const std::string& name) {
    std::size_t told = 0;
    for (auto [at, end] = live_.equal_range(name); at != end; ++at, ++told) at->second.session->reload();
    return told;
  }

 private:
  struct watching {
    net::session* session = nullptr;
    core::instant_ms since = 0;
  };
  std::multimap<std::string, watching> live_;
};

}  // namespace northstar::net
