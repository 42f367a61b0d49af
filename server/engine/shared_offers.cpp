// SPDX-License-Identifier: MIT
// What a node takes in goes to the shared log: rows packed as entries, plans, closes; and what can be said to who waits meanwhile.
#include <algorithm>
#include <utility>

#include "engine/shared_side.hpp"

namespace northstar::engine {

namespace {

// An entry is whole in a turn or two; many small ones cost the nodes a commit each.
constexpr std::size_t entry_rows_max = 4096;
constexpr std::size_t entry_bytes_about = std::size_t{1} << 20;
constexpr std::size_t offers_at_once = 16;
// Offers on their way while rows wait: past it they are packed into larger entries.
constexpr std::size_t window = 4;
constexpr core::instant_ms release_look_ms = 1000;

}  // namespace

result<void> engine::shared_side::submit(std::shared_ptr<body> b) {
  if (unsent_rows_ + b->rows.events.size() > engine_.limits_.inbox_rows_max || !client_.has_room(b->rows.events.size() * 256)) {
    ++engine_.stats_.inbox_refused;
    return errc::inbox_full;
  }
  b->left = b->rows.events.size();
  b->answer_by = engine_.clock_.now() + settings_.answer_within_ms;
  unsent_rows_ += b->left;
  unsent_.push_back(std::move(b));
  engine_.post_([this] { pack(); });
  return {};
}

void engine::shared_side::pack() {
  if (client_.is_adding() || engine_.failed_) return;
  std::vector<cluster::offer> offers;
  std::vector<std::string> uids;
  for (; !controls_.empty() && offers.size() < offers_at_once; controls_.pop_front()) offers.push_back(std::move(controls_.front()));
  const bool wide = client_.state() != cluster::log_state::in_step || client_.waiting() < window;
  while (wide && !unsent_.empty() && offers.size() < offers_at_once) {
    std::vector<part> parts;
    auto o = pack_one(parts);
    if (!o) continue;
    uids.push_back(o->uid);
    parts_[o->uid] = std::move(parts);
    offers.push_back(std::move(*o));
  }
  if (offers.empty()) return;
  client_.offer_all(std::move(offers), [this, uids = std::move(uids)](boost::system::error_code ec) { offered(uids, ec); });
}

// nullopt: the bodies taken had no rows, and are answered.
std::optional<cluster::offer> engine::shared_side::pack_one(std::vector<part>& parts) {
  shared_entry e{.at = engine_.clock_.now()};
  std::vector<std::shared_ptr<body>> held;  // their texts, until encoded
  std::size_t bytes = 0;
  while (!unsent_.empty() && e.events.size() < entry_rows_max && bytes < entry_bytes_about) {
    const auto b = unsent_.front();
    const auto& rows = b->rows.events;
    if (rows.empty()) {
      unsent_.pop_front();
      b->so_far.position = engine_.position();
      b->then(b->so_far);
      continue;
    }
    part p{b, e.events.size(), b->next, 0};
    for (; b->next < rows.size() && e.events.size() < entry_rows_max && bytes < entry_bytes_about; ++b->next, ++p.count) {
      e.events.push_back(rows[b->next]);
      bytes += 96 + rows[b->next].id.size() + rows[b->next].customer.size() + rows[b->next].product.size();
    }
    parts.push_back(p);
    unsent_rows_ -= p.count;
    held.push_back(b);
    if (b->next == rows.size()) unsent_.pop_front();
  }
  if (e.events.empty()) return std::nullopt;
  cluster::offer o = make_offer(e);
  for (const auto& b : held)
    if (b->next == b->rows.events.size()) b->rows.texts.reset();
  return o;
}

cluster::offer engine::shared_side::make_offer(const shared_entry& e) { return {client_.next_uid(), encode(e)}; }

void engine::shared_side::offer(cluster::offer o) {
  controls_.push_back(std::move(o));
  pack();
}

void engine::shared_side::offered(const std::vector<std::string>& uids, boost::system::error_code ec) {
  if (ec) return engine_.fail(ec);
  for (const std::string& uid : uids) {
    const auto found = parts_.find(uid);
    if (found == parts_.end()) continue;
    for (const part& p : found->second)
      if (p.row + p.count == p.from->rows.rows.size()) answering_.push_back(p.from);  // with its last row
  }
  if (is_away()) answer_all();
  pack();
}

// It is on this node's disk and will count: that much can be said.
void engine::shared_side::answer_queued(body& b) {
  const auto then = std::exchange(b.then, {});
  if (!then) return;
  outcomes o;
  o.queued = b.rows.rows.size();
  o.rejected = b.so_far.rejected;
  o.position = engine_.position();
  then(o);
}

void engine::shared_side::answer_all() {
  for (const auto& b : std::exchange(answering_, {})) answer_queued(*b);
}

result<void> engine::shared_side::offer_plan(const wire::plan_reading& reading, const std::string& reason, plan_answer then) {
  if (reading.canonical.size() + 4096 > cluster::entry_bytes_max) return errc::too_many_cells;
  if (!plans_.empty()) return errc::plan_busy;
  auto o = make_offer({.kind = entry_kind::plan, .at = engine_.clock_.now(), .text = reading.canonical, .reason = reason});
  plans_[o.uid] = std::move(then);
  offer(std::move(o));
  return {};
}

void engine::shared_side::offer_close(asked_close c) {
  if (is_away()) return c.then(errc::log_away);
  if (std::any_of(closes_.begin(), closes_.end(), [&](const auto& asked) { return asked.second.period == c.period; })) return c.then(errc::closed_already);
  auto o = make_offer({.kind = entry_kind::close, .at = engine_.clock_.now(), .text = c.period, .reason = c.by});
  closes_[o.uid] = std::move(c);
  offer(std::move(o));
}

void engine::shared_side::offer_drop(ledger::offset at, const std::string& reason, drop_answer then) {
  if (is_away()) return then(errc::log_away);
  if (drops_.size() >= drops_max) return then(errc::inbox_full);
  auto o = make_offer({.kind = entry_kind::drop, .at = engine_.clock_.now(), .text = reason, .record = at});
  drops_[o.uid] = std::move(then);
  offer(std::move(o));
}

cluster::offer engine::shared_side::server_changed(const std::string& server) {
  return make_offer({.kind = entry_kind::server, .at = engine_.clock_.now(), .text = server});
}

// Which records leave quarantine is decided by an instant of the log, so that every node lets the same ones go.
void engine::shared_side::offer_release() {
  const core::instant_ms now = engine_.clock_.now();
  if (!release_uid_.empty() || engine_.state_->quarantine.size() == 0 || now - engine_.released_at_ < release_look_ms) return;
  if (client_.state() != cluster::log_state::in_step) return;
  engine_.released_at_ = now;
  for (const auto& [at, w] : engine_.state_->quarantine.all()) {
    if (w.event.occurred_at > now + engine_.limits_.future_ms_max) continue;
    if (core::find_obstacle(engine_.state_->compiled(), w.event) == core::obstacle::no_rate) continue;
    auto o = make_offer({.kind = entry_kind::clock, .at = now});
    release_uid_ = o.uid;
    return offer(std::move(o));
  }
}

void engine::shared_side::run_due() {
  client_.run_due();
  if (engine_.failed_) return;
  if (engine_.state_ && engine_.ready_) offer_release();
  const core::instant_ms now = engine_.clock_.now();
  while (!answering_.empty() && (!answering_.front()->then || answering_.front()->answer_by <= now)) {
    answer_queued(*answering_.front());
    answering_.pop_front();
  }
  engine_.feed_.log_away_since(is_away() ? client_.away_since() : 0);
  look_whether_ready();
  pack();
}

// What is in the outbox will count; what is not is refused.
void engine::shared_side::stop() {
  for (const auto& b : std::exchange(unsent_, {}))
    if (b->then && b->next == 0) std::exchange(b->then, {})(errc::stopping);
  answer_all();
}

void engine::shared_side::fail() {
  for (const auto& b : std::exchange(unsent_, {}))
    if (const auto then = std::exchange(b->then, {})) then(errc::ledger_failed);
  answering_.clear();
  for (const auto& [name, parts] : std::exchange(parts_, {}))
    for (const part& p : parts)
      if (const auto then = std::exchange(p.from->then, {})) then(errc::ledger_failed);
  for (auto& [uid, then] : std::exchange(plans_, {})) then(errc::ledger_failed);
  for (auto& [uid, c] : std::exchange(closes_, {})) c.then(errc::ledger_failed);
  for (auto& [uid, then] : std::exchange(drops_, {})) then(errc::ledger_failed);
}

shared_status engine::shared_side::status() const {
  shared_status s;
  s.in_step = client_.state() == cluster::log_state::in_step;
  s.away_since = is_away() ? client_.away_since() : 0;
  s.applied = applied_.seq;
  s.last = client_.last_in_log();
  s.waiting = client_.waiting() + unsent_.size();
  return s;
}

}  // namespace northstar::engine
