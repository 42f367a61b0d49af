// SPDX-License-Identifier: MIT
#include "net/access.hpp"

#include <sodium.h>

#include <utility>

#include "net/http_message.hpp"
#include "net/session_cookie.hpp"

namespace northstar::net {

namespace {

constexpr std::size_t secret_size_max = 256;

principal loopback_principal() {
  principal p;
  p.name = "loopback";
  p.role = role::admin;
  return p;
}

principal principal_of(const token& t) { return {t.name, t.role, t.unit, t.source, t.hash, t.expires_at}; }

bool has_expired(const std::optional<core::instant_ms>& expires_at, core::instant_ms now) {
  return expires_at && *expires_at <= now;
}

// "Bearer nst_…" → "nst_…"; empty: another scheme.
std::string_view bearer(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (!equals_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return {};
  authorization.remove_prefix(scheme.size());
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  while (authorization.ends_with(' ')) authorization.remove_suffix(1);
  return authorization;
}

}  // namespace

access::access(const token_store& tokens, within_function within, bool open_on_loopback)
    : tokens_(tokens),
      within_(std::move(within)),
      open_on_loopback_(open_on_loopback),
      loopback_(std::make_shared<const principal>(loopback_principal())) {
  randombytes_buf(digest_key_.data(), digest_key_.size());
}

bool access::is_open_to(bool from_loopback) const {
  return open_on_loopback_ && from_loopback && tokens_.empty();
}

identity access::identify(std::string_view authorization, bool from_loopback, core::instant_ms now) const {
  if (is_open_to(from_loopback)) return {loopback_principal(), identity_fault::none};
  if (authorization.empty()) return {std::nullopt, identity_fault::missing};
  return identify_token(bearer(authorization), from_loopback, now);
}

acquaintance access::recognise(std::string_view authorization, bool from_loopback, core::instant_ms now) const {
  if (is_open_to(from_loopback)) return {loopback_, identity_fault::none};
  if (authorization.empty()) return {nullptr, identity_fault::missing};
  return remembered(authorization, bearer(authorization), from_loopback, now);
}

acquaintance access::recognise(const http_request& head, core::instant_ms now) const {
  const std::string_view authorization = head.field("authorization");
  const std::string_view cookie = authorization.empty() ? cookie_secret(head) : std::string_view();
  if (cookie.empty() || is_open_to(head.from_loopback())) return recognise(authorization, head.from_loopback(), now);
  acquaintance found = remembered(cookie, cookie, head.from_loopback(), now);
  found.by_cookie = true;
  return found;
}

// By the very text it was sent in.
acquaintance access::remembered(std::string_view text, std::string_view secret, bool from_loopback, core::instant_ms now) const {
  if (text.size() > 2 * secret_size_max) return {nullptr, identity_fault::unknown};
  if (known_of_ != tokens_.generation() || known_.size() >= acquaintances_max) {
    known_.clear();
    known_of_ = tokens_.generation();
  }
  const auto digest = digest_of(text);
  if (const auto at = known_.find(digest); at != known_.end()) {
    if (!has_expired(at->second->expires_at, now)) return {at->second, identity_fault::none};
    known_.erase(at);
  }
  identity found = identify_token(secret, from_loopback, now);
  if (!found.who) return {nullptr, found.fault};
  auto who = std::make_shared<const principal>(*std::move(found.who));
  known_.emplace(digest, who);
  return {std::move(who), identity_fault::none};
}

// 128 bits under a key that nobody knows: whoever brings another text cannot hope to meet a known one.
std::array<std::uint64_t, 2> access::digest_of(std::string_view text) const {
  std::array<std::uint64_t, 2> out{};
  crypto_shorthash_siphashx24(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                              digest_key_.data());
  return out;
}

identity access::identify_token(std::string_view secret, bool from_loopback, core::instant_ms now) const {
  if (is_open_to(from_loopback)) return {loopback_principal(), identity_fault::none};
  if (secret.empty() || secret.size() > secret_size_max) return {std::nullopt, identity_fault::unknown};
  const token* t = tokens_.find(secret);
  if (!t) return {std::nullopt, identity_fault::unknown};
  if (has_expired(t->expires_at, now)) return {std::nullopt, identity_fault::expired};
  return {principal_of(*t), identity_fault::none};
}

bool access::still_holds(const principal& who, core::instant_ms now) const {
  if (who.token_hash.empty()) return open_on_loopback_ && tokens_.empty();
  const token* t = tokens_.find_hash(who.token_hash);
  return t && !has_expired(t->expires_at, now) && t->role == who.role && t->unit == who.unit;
}

bool access::may(const principal& who, action what, const std::string& unit) const {
  const bool whole = who.unit.empty() || within_({}, who.unit);
  const bool person = who.role == role::viewer || who.role == role::manager || who.role == role::admin;
  switch (what) {
    case action::post_events: return who.role == role::source || (who.role == role::admin && whole);
    case action::read_board:
      return (person || who.role == role::display) && (unit.empty() || who.unit.empty() || within_(unit, who.unit));
    case action::read_records: return person && (unit.empty() || who.unit.empty() || within_(unit, who.unit));
    case action::read_plan: return (who.role == role::manager || who.role == role::admin) && whole;
    case action::change_plan:
    case action::repair_events:
    case action::manage_access: return who.role == role::admin && whole;
    case action::read_repairs: return person && whole;
    case action::read_metrics: return person;
    case action::read_documents: return true;
  }
  return false;
}

}  // namespace northstar::net
