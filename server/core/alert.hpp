// SPDX-License-Identifier: MIT
// When a changed light becomes an alert: once it has stayed changed for alerts.after (contracts §2.1). One small state machine a cell,
// fed with observations; it asks no clock, so the caller says when it looked. 32 bytes.
#pragma once

#include <cstdint>
#include <optional>

#include "core/cell.hpp"

namespace northstar::core {

class byte_reader;
class byte_writer;

struct light_alert {
  light from = light::grey;
  light to = light::grey;
  instant_ms since = 0;  // when the light was first seen changed
  friend bool operator==(const light_alert&, const light_alert&) = default;
};

// Changed means: another light than the settled one, whichever. So yellow that turns red on its way is one alert, to the light seen when the
// time is up, and a light that dances between two bad colours cannot put its alert off for ever. Grey is a light like any other.
//
// Only observations count. The light has stayed changed when it was seen changed, was seen changed again `after` or more later, and was
// not seen settled in between. However late that second look comes, it raises at the second look, and tells the first as `since`.
class alert_watch {
 public:
  // What is seen first settles silently. Instants never go backwards; one that does counts as no time passed. `after_ms` may change
  // from call to call with the plan; 0 raises at once.
  std::optional<light_alert> step(light seen, instant_ms at, std::int64_t after_ms);

  // When a look can raise, provided that the light stays; empty: nothing is under way.
  std::optional<instant_ms> due_at(std::int64_t after_ms) const;

  std::optional<light> settled() const { return settled_; }

  void save(byte_writer& out) const;
  // False, and as new, when the bytes are not what save() writes.
  bool load(byte_reader& in);

  friend bool operator==(const alert_watch&, const alert_watch&) = default;

 private:
  std::optional<light> settled_;               // empty: nothing seen yet
  std::optional<instant_ms> changed_since_;
};

}  // namespace northstar::core
