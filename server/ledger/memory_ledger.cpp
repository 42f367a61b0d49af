// SPDX-License-Identifier: MIT
#include "ledger/memory_ledger.hpp"

#include <algorithm>

#include "ledger/error.hpp"
#include "ledger/identity.hpp"

namespace northstar::ledger {
namespace {

class memory_ledger final : public ledger {
 public:
  const std::string& epoch() const override { return identity_.epoch; }
  const std::array<std::uint8_t, 16>& digest_key() const override { return identity_.digest_key; }
  offset last() const override { return records_.size(); }

  void append(std::vector<record> records, core::instant_ms received_at, done then) override {
    for (record& r : records) records_.push_back({received_at, std::move(r)});
    then({});
  }

  result<stored_record> read(offset at) override {
    if (at == 0 || at > last()) return errc::no_such_record;
    return records_[at - 1];
  }

  result<void> replay(offset first, offset upto, const visitor& visit) override {
    for (offset at = std::max<offset>(first, 1); at <= std::min(upto, last()); ++at) {
      // By value: the visitor may append, and that moves the records.
      const stored_record stored = records_[at - 1];
      visit({at, stored.received_at, stored.record.kind, stored.record.body});
    }
    return {};
  }

  void save_checkpoint(checkpoint saved, std::vector<key_entry> keys, done then) override {
    if (saved.at > last()) return then(errc::no_such_record);
    checkpoint_ = std::move(saved);
    keys_.insert(keys_.end(), keys.begin(), keys.end());
    then({});
  }

  result<std::optional<checkpoint>> load_checkpoint() override { return checkpoint_; }

  result<void> load_keys(const std::function<void(const key_entry&)>& visit) override {
    for (const key_entry& entry : keys_) visit(entry);
    return {};
  }

 private:
  identity identity_ = make_identity();
  std::vector<stored_record> records_;
  std::optional<checkpoint> checkpoint_;
  std::vector<key_entry> keys_;
};

}  // namespace

std::unique_ptr<ledger> create_memory_ledger() { return std::make_unique<memory_ledger>(); }

}  // namespace northstar::ledger
