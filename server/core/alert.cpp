// SPDX-License-Identifier: MIT
#include "core/alert.hpp"

#include "core/bytes.hpp"

namespace northstar::core {

namespace {

// In the saved form 0 is "nothing seen yet", a light is one more than its number.
constexpr std::uint8_t lights_count = 4;

}  // namespace

std::optional<light_alert> alert_watch::step(light seen, instant_ms at, std::int64_t after_ms) {
  if (!settled_ || seen == *settled_) {
    settled_ = seen;
    changed_since_.reset();
    return std::nullopt;
  }
  if (!changed_since_) changed_since_ = at;
  if (at - *changed_since_ < after_ms) return std::nullopt;
  const light_alert raised{*settled_, seen, *changed_since_};
  settled_ = seen;
  changed_since_.reset();
  return raised;
}

std::optional<instant_ms> alert_watch::due_at(std::int64_t after_ms) const {
  if (!changed_since_) return std::nullopt;
  return *changed_since_ + after_ms;
}

void alert_watch::save(byte_writer& out) const {
  out.byte(settled_ ? static_cast<std::uint8_t>(static_cast<unsigned>(*settled_) + 1) : std::uint8_t{0});
  out.byte(changed_since_ ? 1 : 0);
  if (changed_since_) out.signed_number(*changed_since_);
}

bool alert_watch::load(byte_reader& in) {
  *this = {};
  const std::uint8_t settled = in.byte();
  const std::uint8_t is_changed = in.byte();
  const instant_ms since = is_changed != 0 ? in.signed_number() : 0;
  if (!in.ok() || settled > lights_count || is_changed > 1 || (settled == 0 && is_changed != 0)) return false;
  if (settled != 0) settled_ = static_cast<light>(settled - 1);
  if (is_changed != 0) changed_since_ = since;
  return true;
}

}  // namespace northstar::core
