// SPDX-License-Identifier: MIT
#include "net/access.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <utility>

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
  if (!boost::algorithm::istarts_with(authorization, scheme)) return {};
  authorization.remove_prefix(scheme.size());
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  while (authorization.ends_with(' ')) authorization.remove_suffix(1);
  return authorization;
}

}  // namespace

access::access(const token_store& tokens, within_function within, bool open_on_loopback)
    : tokens_(tokens), within_(std::move(within)), open_on_loopback_(open_on_loopback) {}

bool access::is_open_to(bool from_loopback) const {
  return open_on_loopback_ && from_loopback && tokens_.empty();
}

identity access::identify(std::string_view authorization, bool from_loopback, core::instant_ms now) const {
  if (is_open_to(from_loopback)) return {loopback_principal(), identity_fault::none};
  if (authorization.empty()) return {std::nullopt, identity_fault::missing};
  return identify_token(bearer(authorization), from_loopback, now);
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
    case action::change_plan: return who.role == role::admin && whole;
    case action::read_repairs: return person && whole;
    case action::read_metrics: return person;
    case action::read_documents: return true;
  }
  return false;
}

}  // namespace northstar::net
