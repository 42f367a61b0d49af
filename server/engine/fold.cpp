// SPDX-License-Identifier: MIT
#include "engine/fold.hpp"

#include <optional>
#include <string>

#include "wire/plan_json.hpp"

namespace northstar::engine {

result<plan_in_force> compile_recorded(const ledger::plan_version& recorded) {
  auto reading = wire::read_plan(recorded.canonical, [](const std::string&) { return std::nullopt; });
  if (!reading.plan) return errc::plan_faulty;
  return plan_in_force{recorded.version, recorded.canonical, std::make_shared<const core::compiled_plan>(std::move(*reading.plan))};
}

result<std::optional<ledger::plan_version>> newest_plan(ledger::ledger& ledger, ledger::offset first, ledger::offset upto) {
  std::optional<ledger::plan_version> newest;
  bool damaged = false;
  const auto read = ledger.replay(first, [&](const ledger::record_view& r) {
    if (r.kind != ledger::record_kind::plan || r.offset > upto) return;
    newest = ledger::decode_plan(r.body);
    damaged = damaged || !newest;
  });
  if (read.has_error()) return read.error();
  if (damaged) return errc::damaged;
  return newest;
}

result<std::unique_ptr<state>> fold(ledger::ledger& ledger, ledger::offset upto) {
  const auto recorded = newest_plan(ledger, 1, upto);
  if (recorded.has_error()) return recorded.error();
  if (!*recorded) return errc::damaged;
  auto plan = compile_recorded(**recorded);
  if (plan.has_error()) return plan.error();
  auto out = std::make_unique<state>(ledger, std::move(*plan));
  result<void> taken;
  const auto read = ledger.replay(1, [&](const ledger::record_view& r) {
    if (r.offset <= upto && taken.has_value()) taken = out->take(r);
  });
  if (read.has_error()) return read.error();
  if (taken.has_error()) return taken.error();
  return out;
}

}  // namespace northstar::engine
