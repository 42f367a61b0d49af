// SPDX-License-Identifier: MIT
#include "engine/log_history.hpp"

#include <algorithm>
#include <utility>

#include "cluster/log_client.hpp"
#include "engine/error.hpp"
#include "engine/shared_entry.hpp"
#include "ledger/record_codec.hpp"

namespace northstar::engine {

namespace {

constexpr std::size_t marks_at_once = 257;
constexpr std::uint64_t doubtful_entries = 4096;

cluster::result<cluster::log_entry> make_again(ledger::ledger& from, const ledger::log_mark& m, ledger::offset behind) {
  shared_entry e{.kind = static_cast<entry_kind>(m.kind), .at = m.at};
  if (e.kind == entry_kind::clock || e.kind == entry_kind::origin) return cluster::log_entry{m.seq, m.uid, encode(e)};
  std::vector<core::event> events;
  bool damaged = false;
  const auto read = from.replay(behind + 1, m.upto, [&](const ledger::record_view& r) {
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

std::uint64_t first_mark(ledger::ledger& in) {
  const auto found = in.marks(1, 1);
  return found.has_error() || found->empty() ? 0 : found->front().seq;
}

// The last entry that stands alike in both, or that is taken to.
cluster::result<std::uint64_t> last_alike(ledger::ledger& own, ledger::ledger& copy) {
  const auto mine = own.last_mark(), theirs = copy.last_mark();
  if (mine.has_error()) return mine.error();
  if (theirs.has_error()) return theirs.error();
  if (!*mine || !*theirs) return std::uint64_t{0};
  std::uint64_t low = std::max(first_mark(own), first_mark(copy));
  std::uint64_t high = std::min((**mine).seq, (**theirs).seq);
  const auto alike = [&](std::uint64_t seq) { return uid_of_entry(own, seq) == uid_of_entry(copy, seq); };
  // A log loses its last moments at most, so what came long before them is in all copies.
  if (low > high || !alike(low)) return (**mine).seq - std::min((**mine).seq, doubtful_entries);
  while (low < high) {
    const std::uint64_t middle = low + (high - low + 1) / 2;
    if (alike(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

}  // namespace

std::string uid_of_entry(ledger::ledger& in, std::uint64_t seq) {
  const auto found = in.marks(seq, 1);
  return found.has_error() || found->empty() || found->front().seq != seq ? std::string() : found->front().uid;
}

bool is_worth_offering(const std::string& body) {
  const auto what = decode_entry(body);
  return what && what->kind != entry_kind::origin && what->kind != entry_kind::clock && what->kind != entry_kind::server &&
         (what->kind != entry_kind::events || !what->events.empty());
}

cluster::result<std::vector<cluster::log_entry>> entries_in(ledger::ledger& from, std::uint64_t first) {
  const auto marks = from.marks(first > 1 ? first - 1 : 1, marks_at_once);
  if (marks.has_error()) return marks.error();
  std::vector<cluster::log_entry> out;
  std::size_t bytes = 0;
  ledger::offset behind = 0;
  for (const ledger::log_mark& m : *marks) {
    // What the first mark that is left begins with is not known any more, unless it is the very first.
    const bool known = m.seq == 1 || &m != &marks->front();
    if (m.seq >= first && known) {
      auto made = make_again(from, m, behind);
      if (made.has_error()) return made.error();
      bytes += made->body.size();
      out.push_back(std::move(*made));
      if (bytes >= cluster::entry_bytes_max) break;
    }
    behind = m.upto;
  }
  return out;
}

cluster::result<std::vector<cluster::offer>> entries_beyond(ledger::ledger& own, ledger::ledger& copy, std::size_t bytes_max) {
  const auto alike = last_alike(own, copy);
  if (alike.has_error()) return alike.error();
  std::vector<cluster::offer> out;
  std::size_t bytes = 0;
  for (std::uint64_t next = *alike + 1;;) {
    auto some = entries_in(own, next);
    if (some.has_error()) return some.error();
    if (some->empty()) return out;
    next = some->back().seq + 1;
    for (cluster::log_entry& e : *some) {
      if (!is_worth_offering(e.body)) continue;
      bytes += e.body.size();
      if (bytes > bytes_max) return make_error_code(errc::too_much_alone);
      out.push_back({cluster::log_client::name_of(e.uid), std::move(e.body)});
    }
  }
}

}  // namespace northstar::engine
