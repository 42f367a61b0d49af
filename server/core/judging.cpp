// SPDX-License-Identifier: MIT
#include "core/judging.hpp"

#include "core/scale.hpp"
#include "core/target_table.hpp"

namespace northstar::core {

namespace {

std::optional<cell_key> key_under(const compiled_plan& judge, const compiled_plan& newest, const cell_key& key) {
  const metric& m = newest.plan().metrics[key.metric];
  const auto unit = judge.unit(newest.unit_id(key.unit));
  const auto metric = judge.metric(m.id);
  const auto slice = judge.slice(newest.plan().slices.names[key.slice]);
  const auto period = judge.calendar().periods().parse(newest.calendar().periods().name(key.period));
  if (!unit || !metric || !slice || !period) return std::nullopt;
  if (judge.plan().metrics[*metric].kind != m.kind) return std::nullopt;  // an id used anew means another thing
  return cell_key{*unit, *metric, *slice, *period};
}

std::optional<judged_target> with_digits(const judging_plan& judge, std::optional<std::int64_t> value) {
  if (!value) return std::nullopt;
  return judged_target{*value, target_digits(judge.plan->plan().metrics[judge.key->metric])};
}

}  // namespace

const leave_days& judging_plan::leave() const {
  return plan->leave(key ? key->unit : plan->unassigned());
}

judging_plan judge_of(const compiled_plan& newest, const cell_key& key) {
  const compiled_plan& judge = newest.in_force_at_end(key.period);
  if (&judge == &newest) return {&newest, key};
  return {&judge, key_under(judge, newest, key)};
}

std::optional<judged_target> target_at(const judging_plan& judge) {
  if (!judge.key) return std::nullopt;
  return with_digits(judge, judge.plan->targets().find(*judge.key));
}

std::optional<judged_target> unallocated_at(const judging_plan& judge) {
  if (!judge.key) return std::nullopt;
  return with_digits(judge, judge.plan->targets().unallocated(*judge.key));
}

}  // namespace northstar::core
