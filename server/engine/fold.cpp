// SPDX-License-Identifier: MIT
#include "engine/fold.hpp"

#include <algorithm>
#include <utility>

namespace northstar::engine {

refold::refold(ledger::ledger& ledger, plan_in_force plan, key_heads heads)
    : ledger_(ledger), made_(std::make_unique<state>(ledger, std::move(plan), heads)) {}

result<progress> refold::step(std::size_t records, ledger::offset upto) {
  const ledger::offset last = std::min<ledger::offset>(upto, next_ + records - 1);
  result<void> taken;
  const auto read = ledger_.replay(next_, last, [&](const ledger::record_view& r) {
    if (taken.has_value()) taken = made_->take(r);
  });
  if (read.has_error()) return read.error();
  if (taken.has_error()) return taken.error();
  next_ = std::max(next_, last + 1);
  return next_ > upto ? progress::done : progress::more;
}

result<std::unique_ptr<state>> fold(ledger::ledger& ledger, ledger::offset upto, key_heads heads) {
  auto versions = list_plans(ledger, 1, upto);
  if (versions.has_error()) return versions.error();
  auto plan = compile_versions(ledger, std::move(*versions));
  if (plan.has_error()) return plan.error();
  refold work(ledger, std::move(*plan), heads);
  const auto done = work.step(upto, upto);
  if (done.has_error()) return done.error();
  return work.take();
}

}  // namespace northstar::engine
