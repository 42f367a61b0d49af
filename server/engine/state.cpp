// SPDX-License-Identifier: MIT
#include "engine/state.hpp"

#include <algorithm>
#include <optional>

#include "core/bytes.hpp"
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
  std::optional<ledger::delivery> taken;
  switch (r.kind) {
    case record_kind::delivery: taken = ledger::decode_delivery(r.body); break;
    case record_kind::released: {
      auto release = ledger::decode_release(r.body);
      if (!release) return errc::damaged;
      quarantine.remove(release->quarantined);
      taken = std::move(release->taken);
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
  }
  if (!taken) return errc::damaged;
  const core::event* before = nullptr;
  core::event counted;
  if (taken->previous != 0 && taken->winner == 0) {
    auto earlier = counted_before(*ledger_, *taken);
    if (earlier.has_error()) return earlier.error();
    if (!*earlier || !((**earlier).key == taken->event.key)) return errc::damaged;
    counted = std::move(**earlier);
    before = &counted;
  }
  if (heads_ == key_heads::noted) history.note({taken->event.key, r.offset});
  if (taken->winner == 0)
    if (const auto fine = look_at(before, taken->event); fine.has_error()) return fine.error();
  count(r.offset, r.received_at, before, *taken);
  return {};
}

result<void> state::look_at(const core::event* before, const core::event& after) {
  if (plan.versions.size() > 1) {
    const auto obstructs = [&](const core::event& e) { return core::find_obstacle(compiled(), e) != core::obstacle::none; };
    if (before && obstructs(*before)) --obstructed_;
    if (obstructs(after)) ++obstructed_;
  }
  constexpr auto both = static_cast<unsigned __int128>(2 * core::amount_max);
  if (!board.surely_fits(both) && !board.fits(before, &after)) return errc::past_a_counter;
  return {};
}

applied state::count(ledger::offset at, core::instant_ms received_at, const core::event* before, const ledger::delivery& d) {
  hear(d.event.source, received_at);
  if (d.winner != 0) return {};
  board.apply(before, &d.event);
  if (before) unmatched.count(compiled(), *before, -1);
  unmatched.count(compiled(), d.event, +1);
  closes.note(before, &d.event, at);
  return {before, &d.event, milestones.step(board, before, &d.event, {received_at, at})};
}

void state::hear(const std::string& source, core::instant_ms at) {
  heard[source] = at;
  if (heard.size() <= sources_max) return;
  heard.erase(std::min_element(heard.begin(), heard.end(), [](const auto& a, const auto& b) { return a.second < b.second; }));
}

std::string state::save() const {
  core::byte_writer out;
  out.byte(checkpoint_layout);
  write_versions(out, plan.versions);
  out.text(board.save());
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
  return out.take();
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
