// SPDX-License-Identifier: MIT
// What the engine answers about the board, without changing it.
#include <algorithm>
#include <utility>

#include "engine/engine.hpp"
#include "engine/turn.hpp"
#include "wire/cell_text.hpp"

namespace northstar::engine {

namespace {

constexpr std::size_t listed_max = 1000;

}  // namespace

result<ledger::plan_version> engine::plan_text(std::uint32_t version) const {
  for (const recorded_plan& p : state_->plan.versions)
    if (p.version == version) return read_recorded(ledger_, p);
  return errc::unknown_version;
}

std::string engine::quarantine_json() const {
  std::string out = "[";
  std::size_t listed = 0;
  const auto& all = state_->quarantine.all();
  for (auto w = all.rbegin(); w != all.rend() && listed < listed_max; ++w, ++listed) {
    if (listed != 0) out += ',';
    out += R"({"offset":)" + std::to_string(w->first) + R"(,"reason":)" + wire::json_text(w->second.reason) + R"(,"received_at":)" +
           wire::json_text(core::to_rfc3339(plan().plan().calendar.zone, w->second.received_at)) + R"(,"event":)" +
           wire::write_event(w->second.event) + '}';
  }
  return out + "]";
}

std::string engine::unmatched_json() const {
  std::vector<std::pair<std::string, unmatched_owner>> rows(state_->unmatched.owners().begin(), state_->unmatched.owners().end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second.events > b.second.events; });
  if (rows.size() > listed_max) rows.resize(listed_max);
  std::string out = "[";
  for (const auto& [owner, o] : rows) {
    if (out.size() > 1) out += ',';
    out += R"({"owner":)" + wire::json_text(owner) + R"(,"reason":)" + wire::json_text(o.reason) + R"(,"events":)" +
           std::to_string(o.events) + R"(,"last_source":)" + wire::json_text(o.last_source) + R"(,"last_id":)" +
           wire::json_text(o.last_id) + R"(,"last_occurred_at":)" +
           wire::json_text(core::to_rfc3339(plan().plan().calendar.zone, o.last_occurred_at)) + '}';
  }
  return out + "]";
}

bool engine::within(const std::string& id, const std::string& scope) const {
  const core::compiled_plan& p = plan();
  const auto u = p.unit(id);
  const auto top = scope.empty() ? std::optional(p.plan().root) : p.unit(scope);
  return u && top && p.within(*u, *top, p.calendar().day_of(clock_.now()));
}

}  // namespace northstar::engine
