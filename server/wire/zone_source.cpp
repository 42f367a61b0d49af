// SPDX-License-Identifier: MIT
#include "wire/zone_source.hpp"

#include <absl/time/time.h>

#include <string_view>

namespace northstar::wire {

namespace {

// Abseil would also open "file:…", absolute paths and the machine's own "localtime"; a plan may only name IANA zones.
bool may_be_a_name(std::string_view name) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
  if (name.empty() || name.size() > 64 || name.front() == '/' || name.back() == '/') return false;
  if (name.find_first_not_of(allowed) != std::string_view::npos) return false;
  if (name == "localtime" || name == "posixrules" || name == "Factory") return false;
  // "right/" counts leap seconds, which no clock here shows.
  return !name.starts_with("right/") && !name.starts_with("posix/") && !name.starts_with("Fixed/");
}

std::int32_t offset_at(const absl::TimeZone& zone, absl::Time at) {
  return static_cast<std::int32_t>(zone.At(at).offset);
}

}  // namespace

std::optional<core::zone> load_zone(const std::string& name) {
  absl::TimeZone source;
  if (!may_be_a_name(name) || !absl::LoadTimeZone(name, &source)) return std::nullopt;

  core::zone zone;
  zone.name = name;
  // No board reaches back before 1970, so what a zone did before 1969 is left out.
  absl::Time at = absl::FromCivil(absl::CivilDay(1969, 1, 1), absl::UTCTimeZone());
  const absl::Time last = absl::FromCivil(absl::CivilDay(2200, 1, 2), absl::UTCTimeZone());
  zone.initial_offset_s = offset_at(source, at);
  std::int32_t offset = zone.initial_offset_s;
  for (absl::TimeZone::CivilTransition change; source.NextTransition(at, &change);) {
    // A transition skips or repeats the civil times from `from` to `to`: its instant is that of the first civil second after.
    at = source.At(change.to).trans;
    if (at > last) break;
    const std::int32_t now = offset_at(source, at);
    if (now != offset) zone.transitions.push_back({absl::ToUnixSeconds(at), now});
    offset = now;
  }
  return zone;
}

}  // namespace northstar::wire
