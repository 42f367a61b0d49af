// SPDX-License-Identifier: MIT
#include "net/principal_pool.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace northstar::net {

namespace {

bool same(const principal& a, const principal& b) {
  const auto all = [](const principal& p) {
    return std::tie(p.name, p.role, p.unit, p.source, p.token_hash, p.expires_at);
  };
  return all(a) == all(b);
}

}  // namespace

std::shared_ptr<const principal> principal_pool::share(principal p) {
  if (known_.size() >= look_at_size_) drop_unused();
  std::shared_ptr<const principal>& known = known_[p.token_hash];
  if (!known || !same(*known, p)) known = std::make_shared<const principal>(std::move(p));
  return known;
}

void principal_pool::drop_unused() {
  std::erase_if(known_, [](const auto& entry) { return entry.second.use_count() == 1; });
  look_at_size_ = std::max<std::size_t>(64, 2 * known_.size());
}

}  // namespace northstar::net
