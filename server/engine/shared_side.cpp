// SPDX-License-Identifier: MIT
// A node of a shared log: how it begins, and what it makes again from its own disk for a log that has lost it.
#include "engine/shared_side.hpp"

#include <utility>

#include "ledger/record_codec.hpp"
#include "log/log.hpp"

namespace northstar::engine {

engine::shared_side::shared_side(engine& e, cluster::log_store& store, cluster::outbox& kept, shared_settings settings)
    : engine_(e),
      settings_(std::move(settings)),
      client_(store, kept, *this, [&e] { return e.clock_.now(); }, settings_.node, settings_.log),
      position_epoch_(e.ledger_.epoch()) {}

result<void> engine::shared_side::restore() {
  const auto newest = engine_.ledger_.last_mark();
  if (newest.has_error()) return newest.error();
  if (!*newest) return engine_.ledger_.last() == 0 ? result<void>() : result<void>(errc::not_shared);
  applied_ = {(**newest).seq, (**newest).uid};
  engine_.received_at_ = (**newest).at;
  const auto named = engine_.ledger_.last_mark(static_cast<std::uint8_t>(entry_kind::server));
  if (named.has_error()) return named.error();
  if (!*named) return {};
  const auto stored = engine_.ledger_.read((**named).upto);
  if (stored.has_error()) return stored.error();
  const auto change = ledger::decode_server(stored->record.body);
  if (!change) return errc::damaged;
  server_ = change->name;
  position_epoch_ = change->epoch;
  engine_.feed_.begin_epoch(position_epoch_);
  return {};
}

result<void> engine::shared_side::start(const wire::plan_reading& reading, const std::string& reason, std::function<void()> then) {
  own_plan_ = reading;
  own_reason_ = reason;
  ready_ = std::move(then);
  had_board_ = engine_.state_ != nullptr;
  client_.on_state([this] {
    const auto s = client_.state();
    log::write(s == cluster::log_state::away ? log::level::warning : log::level::info, "shared_log",
               s == cluster::log_state::away ? "state=away" : s == cluster::log_state::in_step ? "state=in_step" : "state=catching_up");
    if (s == cluster::log_state::away) answer_all();
    look_whether_ready();
    pack();
  });
  const auto started = client_.start();
  if (started.has_error()) return started.error();
  look_whether_ready();
  return {};
}

// A node with a board of its own serves at once, the log there or not; one without waits for the log's.
void engine::shared_side::look_whether_ready() {
  if (!ready_) return;
  const bool caught_up = client_.state() == cluster::log_state::in_step && entries_.empty() && !engine_.turn_ && !engine_.change_;
  // A log that has lost its plan before anybody had it.
  if (!engine_.state_ && caught_up && applied_.seq != 0 && plans_.empty()) static_cast<void>(offer_plan(own_plan_, "first plan", [](const auto&) {}));
  if (!engine_.state_ || !engine_.ready_) return;
  if (!had_board_ && !caught_up) return;
  const auto then = std::exchange(ready_, {});
  const auto other = engine_.stands_against(own_plan_);
  if (other.has_error()) return settings_.give_up(other.error());
  if (other->yes && own_reason_.empty()) return settings_.give_up(make_error_code(errc::plan_differs));
  if (other->yes) static_cast<void>(offer_plan(own_plan_, own_reason_, [](const auto&) {}));
  engine_.post_(then);
}

bool engine::shared_side::joins(const cluster::log_head& at) {
  if (engine_.ledger_.last() != 0 || applied_.seq != 0) {
    if (at.epoch == engine_.ledger_.epoch() && applied_.seq != 0) return true;
    settings_.give_up(make_error_code(errc::other_log));
    return false;
  }
  const ledger::identity of_log = ledger::shared_identity(at.epoch);
  if (of_log.epoch == engine_.ledger_.epoch() && of_log.digest_key == engine_.ledger_.digest_key()) return true;
  settings_.adopt(of_log);
  return false;
}

void engine::shared_side::overtaken(std::uint64_t common) { settings_.cut(common); }

void engine::shared_side::left_behind(const cluster::log_head&) { settings_.give_up(make_error_code(errc::left_behind)); }

std::vector<cluster::offer> engine::shared_side::first_entries() {
  return {make_offer({.kind = entry_kind::plan,
                      .at = engine_.clock_.now(),
                      .text = own_plan_.canonical,
                      .reason = own_reason_.empty() ? "first plan" : own_reason_})};
}

std::string engine::shared_side::uid_of(std::uint64_t seq) {
  const auto found = engine_.ledger_.marks(seq, 1);
  return found.has_error() || found->empty() || found->front().seq != seq ? std::string() : found->front().uid;
}

cluster::result<std::vector<cluster::log_entry>> engine::shared_side::entries(std::uint64_t first) {
  auto marks = engine_.ledger_.marks(first > 1 ? first - 1 : 1, 257);
  if (marks.has_error()) return marks.error();
  std::vector<cluster::log_entry> out;
  std::size_t bytes = 0;
  ledger::offset behind = 0;
  for (const ledger::log_mark& m : *marks) {
    // What the first mark that is left begins with is not known any more, unless it is the very first.
    const bool known = m.seq == 1 || behind != 0 || !out.empty() || &m != &marks->front();
    if (m.seq >= first && known) {
      auto made = make_again(m, behind);
      if (made.has_error()) return made.error();
      bytes += made->body.size();
      out.push_back(std::move(*made));
      if (bytes >= cluster::entry_bytes_max) break;
    }
    behind = m.upto;
  }
  return out;
}

cluster::result<cluster::log_entry> engine::shared_side::make_again(const ledger::log_mark& m, ledger::offset behind) {
  shared_entry e{.kind = static_cast<entry_kind>(m.kind), .at = m.at};
  std::vector<core::event> events;
  bool damaged = false;
  const auto read = engine_.ledger_.replay(behind + 1, m.upto, [&](const ledger::record_view& r) {
    if (e.kind == entry_kind::clock) return;
    if (r.kind == ledger::record_kind::delivery) {
      auto d = ledger::decode_delivery(r.body);
      damaged = damaged || !d;
      if (d) events.push_back(std::move(d->event));
    } else if (r.kind == ledger::record_kind::quarantined) {
      auto q = ledger::decode_quarantined(r.body);
      damaged = damaged || !q;
      if (q) events.push_back(std::move(q->event));
    } else if (r.kind == ledger::record_kind::plan) {
      auto p = ledger::decode_plan(r.body);
      damaged = damaged || !p;
      if (p) e.text = std::move(p->canonical), e.reason = std::move(p->reason);
    } else if (r.kind == ledger::record_kind::closed) {
      auto c = ledger::decode_close(r.body);
      damaged = damaged || !c;
      if (c) e.text = std::move(c->period), e.reason = std::move(c->by);
    } else if (r.kind == ledger::record_kind::dropped) {
      auto d = ledger::decode_drop(r.body);
      damaged = damaged || !d;
      if (d) e.record = d->quarantined, e.text = std::move(d->reason);
    } else if (r.kind == ledger::record_kind::server) {
      auto s = ledger::decode_server(r.body);
      damaged = damaged || !s;
      if (s) e.text = std::move(s->name);
    }
  });
  if (read.has_error()) return read.error();
  if (damaged) return make_error_code(errc::damaged);
  e.events.assign(events.begin(), events.end());
  return cluster::log_entry{m.seq, m.uid, encode(e)};
}

}  // namespace northstar::engine
