// SPDX-License-Identifier: MIT
#include "engine/plan_versions.hpp"

#include <utility>

#include "core/bytes.hpp"

namespace northstar::engine {

// The first version always can (it judges what ended before it), another one only if some day ended while it was in force.
std::vector<core::earlier_plan> earlier_than_next(const std::shared_ptr<const core::compiled_plan>& last, core::instant_ms until) {
  std::vector<core::earlier_plan> out = last->earlier();
  const core::calendar& cal = last->calendar();
  if (out.empty() || cal.day_of(out.back().until) != cal.day_of(until)) out.push_back({last, until});
  return out;
}

result<std::vector<recorded_plan>> list_plans(ledger::ledger& ledger, ledger::offset first, ledger::offset upto) {
  std::vector<recorded_plan> found;
  bool damaged = false;
  const auto read = ledger.replay(first, upto, [&](const ledger::record_view& r) {
    if (r.kind != ledger::record_kind::plan) return;
    const auto plan = ledger::decode_plan(r.body);
    damaged = damaged || !plan;
    if (plan) found.push_back({plan->version, r.offset, r.received_at, plan->reason});
  });
  if (read.has_error()) return read.error();
  if (damaged) return errc::damaged;
  return found;
}

result<ledger::plan_version> read_recorded(ledger::ledger& ledger, const recorded_plan& plan) {
  const auto stored = ledger.read(plan.at);
  if (stored.has_error()) return stored.error();
  auto found = ledger::decode_plan(stored->record.body);
  if (stored->record.kind != ledger::record_kind::plan || !found) return errc::damaged;
  return std::move(*found);
}

result<plan_in_force> compile_versions(ledger::ledger& ledger, std::vector<recorded_plan> versions) {
  if (versions.empty()) return errc::damaged;
  plan_in_force out;
  for (const recorded_plan& one : versions) {
    auto recorded = read_recorded(ledger, one);
    if (recorded.has_error()) return recorded.error();
    auto reading = wire::read_plan(recorded->canonical, [](const std::string&) { return std::nullopt; });
    if (!reading.plan) return errc::plan_faulty;
    auto next = std::make_shared<core::compiled_plan>(std::move(*reading.plan));
    if (out.compiled) next->comes_after(earlier_than_next(out.compiled, one.recorded_at));
    out.compiled = std::move(next);
    out.version = one.version;
    out.canonical = std::move(recorded->canonical);
  }
  out.versions = std::move(versions);
  return out;
}

void write_versions(core::byte_writer& out, const std::vector<recorded_plan>& versions) {
  out.number(versions.size());
  for (const recorded_plan& one : versions) {
    out.number(one.version);
    out.number(one.at);
    out.signed_number(one.recorded_at);
    out.text(one.reason);
  }
}

bool read_versions(core::byte_reader& in, std::vector<recorded_plan>& versions) {
  for (std::uint64_t n = in.number(); n > 0 && in.ok(); --n) {
    recorded_plan one;
    one.version = static_cast<std::uint32_t>(in.number());
    one.at = in.number();
    one.recorded_at = in.signed_number();
    one.reason = in.text();
    versions.push_back(std::move(one));
  }
  return in.ok() && versions.size() <= plan_versions_max;
}

}  // namespace northstar::engine
