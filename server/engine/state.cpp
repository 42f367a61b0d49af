// SPDX-License-Identifier: MIT
#include "engine/state.hpp"

#include <algorithm>
#include <optional>

#include "core/facts.hpp"
#include "engine/delivery_chain.hpp"

namespace northstar::engine {

namespace {

// First byte of a checkpoint; raised when its layout changes, so that an older one is folded again instead of misread.
constexpr std::uint8_t checkpoint_layout = 3;

}  // namespace

state::state(ledger::ledger& ledger, plan_in_force p, key_heads heads)
    : plan(std::move(p)), board(plan.compiled), history(ledger), milestones(plan.compiled), closes(plan.compiled), ledger_(&ledger), heads_(heads) {}

result<void> state::take(const ledger::record_view& r) {
  using ledger::record_kind;
  std::optional<ledger::delivery_view> taken;
  switch (r.kind) {
    case record_kind::delivery: taken = ledger::decode_delivery_view(r.body); break;
    case record_kind::released: {
      const auto release = ledger::decode_release_view(r.body);
      if (!release) return errc::damaged;
      quarantine.remove(release->quarantined);
      taken = release->taken;
      break;
    }
    case record_kind::quarantined: {
      auto q = ledger::decode_quarantined(r.body);
      if (!q) return errc::damaged;
      hear(q->event.source, r.received_at);
      quarantine.add({r.offset, r.received_at, std::move(q->reason), std::move(q->event)});
      return {};
    }
    case record_kind::dropped: {
      const auto drop = ledger::decode_drop(r.body);
      if (!drop) return errc::damaged;
      quarantine.remove(drop->quarantined);
      return {};
    }
    case record_kind::closed: {
      auto close = ledger::decode_close(r.body);
      if (!close) return errc::damaged;
      closes.add({std::move(close->period), {}, r.offset, r.received_at, close->plan_version, std::move(close->by), 0, {}});
      return {};
    }
    case record_kind::plan: return {};  // chosen before folding
    case record_kind::server: return {};  // says where positions begin anew, nothing about the board
  }
  if (!taken) return errc::damaged;
  if (heads_ == key_heads::noted) history.note({taken->event.key, r.offset});
  if (taken->winner != 0) {
    hear(taken->event.source, r.received_at);
    return {};
  }
  core::event counted;
  if (taken->previous != 0) {
    auto earlier = counted_before(*ledger_, taken->previous);
    if (earlier.has_error()) return earlier.error();
    if (!*earlier || !((**earlier).key == taken->event.key)) return errc::damaged;
    counted = std::move(**earlier);
  }
  const core::event_view counted_view = counted;
  core::facts of_counted, of_taken;
  if (taken->previous != 0) obstructed_ -= weigh(counted_view, of_counted);
  obstructed_ += weigh(taken->event, of_taken);
  const core::weighed before = taken->previous != 0 ? core::weighed{&counted_view, &of_counted} : core::weighed{};
  constexpr auto both = static_cast<unsigned __int128>(2 * core::amount_max);
  if (!board.surely_fits(both) && !board.fits(before.what, &of_taken)) return errc::past_a_counter;
  count(r.offset, r.received_at, before, {&taken->event, &of_taken});
  return {};
}

// 1: the plan has no rate for it, or finds it out of range.
int state::weigh(const core::event_view& e, core::facts& out) const {
  return core::weigh(compiled(), e, out) == core::obstacle::none ? 0 : 1;
}

void state::count(ledger::offset at, core::instant_ms received_at, const core::weighed& before, const core::weighed& after) {
  hear(after.event->source, received_at);
  board.apply(before.what, after.what);
  unmatched.count(compiled(), before, -1);
  unmatched.count(compiled(), after, +1);
  closes.note(before.what, after.what, at);
  for (const core::milestone_news& news : milestones.step(board, before.what, after.what, {received_at, at})) {
    if (told_milestones_.size() == told_milestones_max) told_milestones_.erase(told_milestones_.begin());
    told_milestones_.push_back({news, {received_at, at}});
  }
}

void state::hear(std::string_view source, core::instant_ms at) {
  if (heard_last_ && heard_last_->first == source) {
    heard_last_->second = at;
    return;
  }
  auto found = heard.find(source);
  if (found == heard.end()) found = heard.emplace(std::string(source), at).first;
  found->second = at;
  heard_last_ = &*found;
  if (heard.size() <= sources_max) return;
  heard_last_ = nullptr;
  heard.erase(std::min_element(heard.begin(), heard.end(), [](const auto& a, const auto& b) { return a.second < b.second; }));
}

std::string state::save() const {
  core::byte_writer out;
  save_head(out);
  const std::size_t begin = out.begin_text();
  board.save_to(out);
  out.end_text(begin);
  save_rest(out);
  return out.take();
}

void state::begin_saving() {
  saving_.emplace();
  // By what it took the last time, so that it is not copied as it grows.
  saving_->out.reserve(saved_bytes_ + saved_bytes_ / 8);
  save_head(saving_->out);
  saving_->board_begin = saving_->out.begin_text();
  board.begin_saving();
  core::byte_writer rest;
  save_rest(rest);
  saving_->rest = rest.take();
}

std::optional<std::string> state::save_some(std::size_t bytes) {
  core::byte_writer& out = saving_->out;
  if (!board.save_some(out, bytes)) return std::nullopt;
  out.end_text(saving_->board_begin);
  out.raw(saving_->rest);
  saved_bytes_ = out.bytes().size();
  std::string whole = out.take();
  saving_.reset();
  return whole;
}

void state::save_head(core::byte_writer& out) const {
  out.byte(checkpoint_layout);
  write_versions(out, plan.versions);
}

void state::save_rest(core::byte_writer& out) const {
  out.number(quarantine.all().size());
  for (const auto& [at, w] : quarantine.all()) {
    out.number(at);
    out.signed_number(w.received_at);
    out.text(ledger::encode(ledger::quarantined_delivery{w.event, w.reason}));
  }
  out.number(unmatched.owners().size());
  for (const auto& [owner, o] : unmatched.owners()) {
    out.text(owner);
    out.signed_number(o.events);
    out.text(o.reason);
    out.text(o.last_source);
    out.text(o.last_id);
    out.signed_number(o.last_occurred_at);
  }
  out.text(milestones.save());
  closes.save(out);
  out.number(heard.size());
  for (const auto& [source, at] : heard) out.text(source), out.signed_number(at);
}

std::vector<recorded_plan> state::plans_of(std::string_view bytes) {
  core::byte_reader in(bytes);
  std::vector<recorded_plan> versions;
  if (in.byte() != checkpoint_layout || !read_versions(in, versions)) versions.clear();
  return versions;
}

std::optional<std::string_view> state::board_in(std::string_view bytes, const std::vector<recorded_plan>& versions) {
  core::byte_reader in(bytes);
  std::vector<recorded_plan> made_under;
  if (in.byte() != checkpoint_layout || !read_versions(in, made_under) || made_under != versions) return std::nullopt;
  const std::uint64_t size = in.number();
  if (!in.ok() || size > in.left()) return std::nullopt;
  return bytes.substr(bytes.size() - in.left(), static_cast<std::size_t>(size));
}

bool state::load(std::string_view bytes) {
  core::byte_reader in(bytes);
  std::vector<recorded_plan> versions;
  if (in.byte() != checkpoint_layout || !read_versions(in, versions) || versions != plan.versions) return false;
  if (!board.load(in.text())) return false;
  for (std::uint64_t n = in.number(); n > 0 && in.ok(); --n) {
    waiting_record w;
    w.offset = in.number();
    w.received_at = in.signed_number();
    auto q = ledger::decode_quarantined(in.text());
    if (!q) return false;
    w.reason = std::move(q->reason);
    w.event = std::move(q->event);
    quarantine.add(std::move(w));
  }
  for (std::uint64_t n = in.number(); n > 0 && in.ok(); --n) {
    std::string owner = in.text();
    unmatched_owner o;
    o.events = in.signed_number();
    o.reason = in.text();
    o.last_source = in.text();
    o.last_id = in.text();
    o.last_occurred_at = in.signed_number();
    unmatched.restore(std::move(owner), std::move(o));
  }
  if (!milestones.load(in.text()) || !closes.load(in)) return false;
  for (std::uint64_t n = in.number(); n > 0 && in.ok(); --n) {
    std::string source = in.text();
    heard[std::move(source)] = in.signed_number();
  }
  return in.ok() && in.left() == 0;
}

}  // namespace northstar::engine
