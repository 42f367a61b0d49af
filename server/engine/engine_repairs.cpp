// SPDX-License-Identifier: MIT
// Taking records out of quarantine by somebody's order. They leave with those that release themselves: one look a second, one turn.
#include <utility>

#include "engine/shared_side.hpp"
#include "engine/turn.hpp"
#include "log/log.hpp"

namespace northstar::engine {

const waiting_record* engine::waiting(ledger::offset at) const {
  const auto& all = state_->quarantine.all();
  const auto found = all.find(at);
  return found == all.end() ? nullptr : &found->second;
}

void engine::drop_waiting(ledger::offset at, const std::string& reason, drop_answer then) {
  if (failed_) return then(errc::ledger_failed);
  if (stopping_ || !ready_) return then(errc::stopping);
  if (!waiting(at)) return then(errc::unknown_record);
  if (shared_) return shared_->offer_drop(at, reason, std::move(then));
  if (dropping_.size() >= drops_max || dropping_.contains(at)) return then(errc::inbox_full);
  dropping_.emplace(at, asked_drop{reason, std::move(then)});
  schedule_turn();
}

bool engine::take_drop(turn& t, ledger::offset at) {
  const auto asked = dropping_.find(at);
  if (asked == dropping_.end()) return false;
  t.records.add(ledger::record_kind::dropped, ledger::encode(ledger::drop{at, asked->second.reason}));
  t.leaving.push_back(at);
  ++t.rows;
  asked->second.recorded = true;
  return true;
}

// Those that have left are answered; the others go on waiting for their turn, unless there will be none.
void engine::settle_drops(boost::system::error_code ec) {
  for (auto at = dropping_.begin(); at != dropping_.end();) {
    if (!ec && waiting(at->first)) {
      ++at;
      continue;
    }
    const asked_drop settled = std::move(at->second);
    log::write(log::level::info, "quarantine_dropped",
               "offset=" + std::to_string(at->first) + " reason=" + log::quoted(settled.reason) + (ec ? " error=" + log::quoted(ec.message()) : ""));
    at = dropping_.erase(at);
    if (ec) settled.then(ec);
    else if (settled.recorded) settled.then(result<void>());
    else settled.then(errc::unknown_record);
  }
}

}  // namespace northstar::engine
