// SPDX-License-Identifier: MIT
#include "ledger/memory_ledger.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>

#include "ledger/error.hpp"
#include "ledger/identity.hpp"
#include "ledger/record_batch.hpp"

namespace northstar::ledger {
namespace {

class memory_ledger final : public ledger {
 public:
  memory_ledger(retention kept, identity whose) : identity_(std::move(whose)), kept_(kept) {}

  const std::string& epoch() const override { return identity_.epoch; }
  const std::array<std::uint8_t, 16>& digest_key() const override { return identity_.digest_key; }
  offset last() const override { return chunks_.empty() ? 0 : chunks_.back().end() - 1; }

  using ledger::append;
  void append(record_batch batch, done then) override {
    for (chunk& c : batch.take_chunks()) chunks_.push_back(std::move(c));
    for (log_mark& m : batch.take_marks()) marks_.push_back(std::move(m));
    then({});
  }

  result<std::optional<log_mark>> last_mark(std::optional<std::uint8_t> kind) override {
    for (auto m = marks_.rbegin(); m != marks_.rend(); ++m)
      if (!kind || m->kind == *kind) return std::optional(*m);
    return std::optional<log_mark>();
  }

  result<std::vector<log_mark>> marks(std::uint64_t first, std::size_t count) override {
    std::vector<log_mark> found;
    for (const log_mark& m : marks_)
      if (m.seq >= first && found.size() < count) found.push_back(m);
    return found;
  }

  result<stored_record> read(offset at) override {
    if (at < first() || at > last()) return errc::no_such_record;
    const record_view found = holding(at)->at(at);
    return stored_record{found.received_at, {found.kind, std::string(found.body)}};
  }

  result<void> replay(offset first, offset upto, const visitor& visit) override {
    first = std::max(first, this->first());
    upto = std::min(upto, last());
    // A visitor may append: a deque leaves the chunks where they are.
    for (offset at = first; at <= upto;)
      for (const chunk& c = *holding(at); at < c.end() && at <= upto; ++at) visit(c.at(at));
    return {};
  }

  result<void> visit(const std::vector<offset>& at, const visitor& visit) override {
    for (const offset o : at) {
      const auto found = read(o);
      if (found.has_error()) return found.error();
      visit({o, found->received_at, found->record.kind, found->record.body});
    }
    return {};
  }

  void save_checkpoint(checkpoint saved, std::vector<key_entry> keys, done then) override {
    if (saved.at > last()) return then(errc::no_such_record);
    checkpoints_[saved.at] = std::move(saved.counters);
    std::vector<checkpoint_size> all;
    for (const auto& [at, counters] : checkpoints_) all.push_back({at, counters.size()});
    for (const offset at : not_retained(all, kept_)) checkpoints_.erase(at);
    keys_.insert(keys_.end(), keys.begin(), keys.end());
    then({});
  }

  result<std::optional<checkpoint>> load_checkpoint() override {
    if (checkpoints_.empty()) return std::optional<checkpoint>();
    return std::optional<checkpoint>({checkpoints_.rbegin()->first, checkpoints_.rbegin()->second});
  }

  result<std::vector<offset>> checkpoints() override {
    std::vector<offset> all;
    for (const auto& [at, counters] : checkpoints_) all.push_back(at);
    return all;
  }

  result<std::optional<checkpoint>> checkpoint_at(offset at) override {
    const auto found = checkpoints_.find(at);
    if (found == checkpoints_.end()) return std::optional<checkpoint>();
    return std::optional<checkpoint>({at, found->second});
  }

  void save_index(std::vector<index_piece> pieces, done then) override {
    for (index_piece& p : pieces) index_[p.first] = std::move(p.body);
    then({});
  }

  result<std::optional<std::string>> load_index(offset first) override {
    const auto found = index_.find(first);
    if (found == index_.end()) return std::optional<std::string>();
    return std::optional(found->second);
  }

  result<void> load_keys(const key_visitor& visit) override {
    std::vector<key_entry> loose;
    for (const key_entry& entry : keys_)
      if (entry.head > settled_.upto) loose.push_back(entry);
    visit(loose);
    return {};
  }

  result<std::uint64_t> count_keys() override { return keys_.size(); }

  void settle_keys(std::uint64_t entries, done then) override {
    for (const key_entry& entry : keys_) {
      if (entries == 0) break;
      if (entry.head <= settled_.upto) continue;
      settled_heads_[{entry.key.high, entry.key.low}] = entry.head;
      settled_.upto = entry.head;
      settled_.entries = settled_heads_.size();
      --entries;
    }
    then({});
  }

  const settled_keys& settled() const override { return settled_; }

  result<offset> find_key(const core::digest& key) override {
    ++settled_.asked;
    const auto found = settled_heads_.find({key.high, key.low});
    return found == settled_heads_.end() ? 0 : found->second;
  }

  result<void> visit_settled_keys(const key_visitor& visit) override {
    for (const auto& [key, head] : settled_heads_) {
      const key_entry entry{{key.first, key.second}, head};
      visit({&entry, 1});
    }
    return {};
  }

  void mark(log_mark first) {
    first.upto = last();
    marks_.push_back(std::move(first));
  }

  void forget(offset upto) {
    while (chunks_.size() > 1 && chunks_.front().end() <= upto + 1) chunks_.pop_front();
  }

  void cut(std::uint64_t seq) {
    while (!marks_.empty() && marks_.back().seq > seq) marks_.pop_back();
    const offset upto = marks_.empty() ? 0 : marks_.back().upto;
    while (!chunks_.empty() && chunks_.back().first() > upto) chunks_.pop_back();
    if (!chunks_.empty()) chunks_.back().cut(upto);
    std::erase_if(checkpoints_, [&](const auto& c) { return c.first > upto; });
    std::erase_if(index_, [&](const auto& p) { return p.first > 1 && p.first + 65'535 > upto; });
    std::erase_if(keys_, [&](const key_entry& k) { return k.head > upto; });
  }

 private:
  // The oldest record there is, or will be.
  offset first() const { return chunks_.empty() ? 1 : chunks_.front().first(); }
  const chunk* holding(offset at) const {
    const auto behind = std::upper_bound(chunks_.begin(), chunks_.end(), at,
                                         [](offset o, const chunk& c) { return o < c.first(); });
    return &*std::prev(behind);
  }

  identity identity_;
  std::deque<chunk> chunks_;
  std::deque<log_mark> marks_;
  retention kept_;
  std::map<offset, std::string> checkpoints_;
  std::map<offset, std::string> index_;
  std::vector<key_entry> keys_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, offset> settled_heads_;
  settled_keys settled_;
};

}  // namespace

std::unique_ptr<ledger> create_memory_ledger(retention kept) { return create_memory_ledger(kept, make_identity()); }

std::unique_ptr<ledger> create_memory_ledger(retention kept, const identity& whose) {
  return std::make_unique<memory_ledger>(kept, whose);
}

std::unique_ptr<ledger> copy_memory_ledger(const ledger& of) { return std::make_unique<memory_ledger>(static_cast<const memory_ledger&>(of)); }

void mark_memory_ledger(ledger& of, log_mark first) { static_cast<memory_ledger&>(of).mark(std::move(first)); }

void forget_memory_ledger(ledger& of, offset upto) { static_cast<memory_ledger&>(of).forget(upto); }

void cut_memory_ledger(ledger& of, std::uint64_t seq) { static_cast<memory_ledger&>(of).cut(seq); }

}  // namespace northstar::ledger
