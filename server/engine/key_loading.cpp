// SPDX-License-Identifier: MIT
#include "engine/key_loading.hpp"

#include <utility>

namespace northstar::engine {

namespace {

ledger::result<key_index> load(ledger::ledger& from) {
  key_index index;
  const auto count = from.count_keys();
  if (count.has_error()) return count.error();
  index.reserve(*count);
  const auto read = from.load_keys([&](std::span<const ledger::key_entry> entries) { index.put(entries); });
  if (read.has_error()) return read.error();
  return index;
}

}  // namespace

key_loading::key_loading(ledger::ledger& from) : loaded_(std::async(std::launch::async, [&from] { return load(from); })) {}

ledger::result<key_index> key_loading::take() { return loaded_.get(); }

}  // namespace northstar::engine
