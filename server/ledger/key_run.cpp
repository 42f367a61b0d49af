// SPDX-License-Identifier: MIT
#include "ledger/key_run.hpp"

#include "ledger/bytes.hpp"

namespace northstar::ledger {
namespace {

constexpr std::size_t entry_bytes = 24;

}  // namespace

std::string pack_keys(std::span<const key_entry> keys) {
  std::string body;
  body.reserve(keys.size() * entry_bytes);
  byte_writer out(body);
  for (const key_entry& entry : keys) {
    out.fixed64(entry.key.high);
    out.fixed64(entry.key.low);
    out.fixed64(entry.head);
  }
  return body;
}

bool unpack_keys(std::string_view body, const std::function<void(const key_entry&)>& visit) {
  if (body.size() % entry_bytes != 0) return false;
  byte_reader in(body);
  while (!in.empty()) {
    key_entry entry;
    entry.key.high = in.fixed64();
    entry.key.low = in.fixed64();
    entry.head = in.fixed64();
    visit(entry);
  }
  return true;
}

}  // namespace northstar::ledger
