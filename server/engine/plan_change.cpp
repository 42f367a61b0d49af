// SPDX-License-Identifier: MIT
#include "engine/plan_change.hpp"

#include <utility>

#include "ledger/record_batch.hpp"
#include "ledger/record_codec.hpp"

namespace northstar::engine {

namespace {

plan_in_force next_plan(const state* before, const wire::plan_reading& reading, const std::string& reason,
                        std::shared_ptr<const core::compiled_plan> compiled) {
  plan_in_force next;
  next.version = before ? before->plan.version + 1 : 1;
  next.canonical = reading.canonical;
  next.compiled = std::move(compiled);
  if (before) next.versions = before->plan.versions;
  next.versions.push_back({next.version, 0, 0, reason});  // offset and time when it is recorded
  return next;
}

}  // namespace

plan_change::plan_change(ledger::ledger& ledger, const state* before, wire::plan_reading reading, std::string reason, core::instant_ms now)
    : plan_change(ledger, before, reading, std::move(reason), now, std::make_shared<core::compiled_plan>(*reading.plan)) {}

plan_change::plan_change(ledger::ledger& ledger, const state* before, wire::plan_reading reading, std::string reason, core::instant_ms now,
                         std::shared_ptr<core::compiled_plan> compiled)
    : version_(before ? before->plan.version + 1 : 1),
      reading_(std::move(reading)),
      reason_(std::move(reason)),
      begun_at_(now),
      before_(before ? before->plan.compiled : nullptr),
      compiled_(std::move(compiled)),
      work_(ledger, next_plan(before, reading_, reason_, compiled_), key_heads::left_out) {
  if (before_) compiled_->comes_after(earlier_than_next(before_, now));
}

bool plan_change::still_holds(core::instant_ms now) const {
  const core::calendar& cal = compiled_->calendar();
  return !before_ || cal.day_of(begun_at_) == cal.day_of(now);
}

result<progress> plan_change::step(std::size_t records, ledger::offset upto) {
  const auto done = work_.step(records, upto);
  if (done.has_error()) return done.error();
  if (*done == progress::done && work_.made().obstructed() != 0) return errc::rate_needed;
  return *done;
}

void plan_change::record(ledger::ledger& ledger, core::instant_ms at, std::optional<ledger::log_mark> mark, ledger::ledger::done then) {
  plan_in_force& plan = work_.made().plan;
  plan.versions.back().at = ledger.last() + 1;
  plan.versions.back().recorded_at = at;
  if (before_) compiled_->comes_after(earlier_than_next(before_, at));
  ledger::record_batch records(ledger.last() + 1, at);
  records.add(ledger::record_kind::plan, ledger::encode(ledger::plan_version{version_, reason_, plan.canonical}));
  if (mark) records.mark(std::move(*mark));
  ledger.append(std::move(records), std::move(then));
}

}  // namespace northstar::engine
