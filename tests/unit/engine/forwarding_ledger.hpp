// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/ledger.hpp"
#include "ledger/record_batch.hpp"

namespace northstar::test {

// Another ledger as it is; a test changes what it wants to happen otherwise.
class forwarding_ledger : public northstar::ledger::ledger {
 public:
  explicit forwarding_ledger(northstar::ledger::ledger& whole) : whole_(whole) {}
  const std::string& epoch() const override { return whole_.epoch(); }
  const std::array<std::uint8_t, 16>& digest_key() const override { return whole_.digest_key(); }
  northstar::ledger::offset last() const override { return whole_.last(); }
  void append(northstar::ledger::record_batch batch, done then) override {
    whole_.append(std::move(batch), std::move(then));
  }
  northstar::ledger::result<std::optional<northstar::ledger::log_mark>> last_mark(std::optional<std::uint8_t> kind) override {
    return whole_.last_mark(kind);
  }
  northstar::ledger::result<std::vector<northstar::ledger::log_mark>> marks(std::uint64_t first, std::size_t count) override {
    return whole_.marks(first, count);
  }
  northstar::ledger::result<northstar::ledger::stored_record> read(northstar::ledger::offset at) override { return whole_.read(at); }
  northstar::ledger::result<void> replay(northstar::ledger::offset first, northstar::ledger::offset upto, const visitor& v) override {
    return whole_.replay(first, upto, v);
  }
  northstar::ledger::result<void> visit(const std::vector<northstar::ledger::offset>& at, const visitor& v) override {
    return whole_.visit(at, v);
  }
  northstar::ledger::result<std::vector<northstar::ledger::offset>> checkpoints() override { return whole_.checkpoints(); }
  northstar::ledger::result<std::optional<northstar::ledger::checkpoint>> checkpoint_at(northstar::ledger::offset at) override {
    return whole_.checkpoint_at(at);
  }
  void save_index(std::vector<northstar::ledger::index_piece> pieces, done then) override { whole_.save_index(std::move(pieces), std::move(then)); }
  northstar::ledger::result<std::optional<std::string>> load_index(northstar::ledger::offset first) override { return whole_.load_index(first); }
  void save_checkpoint(northstar::ledger::checkpoint c, std::vector<northstar::ledger::key_entry> k, done then) override {
    whole_.save_checkpoint(std::move(c), std::move(k), std::move(then));
  }
  northstar::ledger::result<std::optional<northstar::ledger::checkpoint>> load_checkpoint() override { return whole_.load_checkpoint(); }
  northstar::ledger::result<void> load_keys(const key_visitor& v) override { return whole_.load_keys(v); }
  northstar::ledger::result<std::uint64_t> count_keys() override { return whole_.count_keys(); }
  void settle_keys(std::uint64_t entries, done then) override { whole_.settle_keys(entries, std::move(then)); }
  const northstar::ledger::settled_keys& settled() const override { return whole_.settled(); }
  northstar::ledger::result<northstar::ledger::offset> find_key(const core::digest& key) override { return whole_.find_key(key); }
  northstar::ledger::result<void> visit_settled_keys(const key_visitor& v) override { return whole_.visit_settled_keys(v); }

 private:
  northstar::ledger::ledger& whole_;
};

}  // namespace northstar::test
