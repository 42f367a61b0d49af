// SPDX-License-Identifier: MIT
// The one place that decides who may do what, for HTTP and for the feed. A principal is who asks; a right is an action on a
// unit. Whoever adds a route names an action here; nothing else in the server looks at roles.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/ids.hpp"
#include "net/http_message.hpp"
#include "net/token_store.hpp"

namespace northstar::net {

// Who asks. Built by access::identify() only.
struct principal {
  std::string name;        // of the token; "loopback" without one
  net::role role = role::viewer;
  std::string unit;        // scope; empty: the root's
  std::string source;      // see token::source
  std::string token_hash;  // empty: no token, from loopback
  std::optional<core::instant_ms> expires_at;
};

enum class action : std::uint8_t {
  post_events,     // not about a unit: an event may be anybody's
  read_board,      // cells, days, the feed: of a unit
  read_records,    // single records and what moved a number: of a unit, for people
  read_plan,       // the plan's text and versions: of the whole organisation
  change_plan,     // the same; also closing a period
  read_repairs,    // quarantine and unmatched owners: of the whole organisation
  read_metrics,    // figures of the process
  read_documents,  // what the interface is: any token will do
  repair_events,   // replaying and dropping what waits in quarantine: of the whole organisation
  manage_access,   // tokens and displays: of the whole organisation
};

enum class identity_fault : std::uint8_t { none, missing, unknown, expired };

struct identity {
  std::optional<principal> who;
  identity_fault fault = identity_fault::none;
};

// The same of one who comes again and again: remembered, so that a token's text is digested once and not with every request.
struct acquaintance {
  std::shared_ptr<const principal> who;
  identity_fault fault = identity_fault::none;
  bool by_cookie = false;  // a browser sent it by itself, so the page that made it do so matters
};

class access {
 public:
  // True when the unit `id` is `scope` or below it; both may be empty for the root (engine::within).
  using within_function = std::function<bool(const std::string& id, const std::string& scope)>;

  // `open_on_loopback`: the server listens on a loopback address, so that while no token exists its callers have every right.
  access(const token_store& tokens, within_function within, bool open_on_loopback);

  // No token exists and the caller sits on this machine: the Host header must be checked then (net/origin.hpp).
  bool is_open_to(bool from_loopback) const;

  // From an Authorization header (empty: none).
  identity identify(std::string_view authorization, bool from_loopback, core::instant_ms now) const;
  // From a request: its Authorization header, or else the cookie of a browser that is signed in.
  acquaintance recognise(const http_request& head, core::instant_ms now) const;
  // From an Authorization header. At most acquaintances_max are remembered, each until the tokens change or its own expires; of a token's text a keyed digest only.
  acquaintance recognise(std::string_view authorization, bool from_loopback, core::instant_ms now) const;
  static constexpr std::size_t acquaintances_max = 1024;
  // From a token's text.
  identity identify_token(std::string_view secret, bool from_loopback, core::instant_ms now) const;
  // Whether one who was let in may stay: not revoked, not changed, not expired.
  bool still_holds(const principal& who, core::instant_ms now) const;

  // `unit` matters for read_board and read_records only; empty means the caller's own scope.
  bool may(const principal& who, action what, const std::string& unit = {}) const;

 private:
  struct digest_hash {
    std::size_t operator()(const std::array<std::uint64_t, 2>& d) const { return static_cast<std::size_t>(d[0]); }
  };
  std::array<std::uint64_t, 2> digest_of(std::string_view text) const;
  acquaintance remembered(std::string_view text, std::string_view secret, bool from_loopback, core::instant_ms now) const;

  const token_store& tokens_;
  within_function within_;
  bool open_on_loopback_;
  std::shared_ptr<const principal> loopback_;
  std::array<unsigned char, 16> digest_key_{};  // of this process
  mutable std::unordered_map<std::array<std::uint64_t, 2>, std::shared_ptr<const principal>, digest_hash> known_;
  mutable std::uint64_t known_of_ = 0;  // token_store::generation() that `known_` is true for
};

}  // namespace northstar::net
