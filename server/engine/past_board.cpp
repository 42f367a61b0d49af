// SPDX-License-Identifier: MIT
#include "engine/past_board.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/facts.hpp"
#include "engine/delivery_chain.hpp"
#include "engine/slow_work.hpp"
#include "ledger/record_head.hpp"

namespace northstar::engine {

namespace {

// Pieces of about three milliseconds each, whichever kind of work is at hand.
constexpr std::size_t heads_piece = 16'384;
constexpr std::size_t load_piece_bytes = 256 * 1024;
constexpr std::size_t replaced_piece = 65'536;
constexpr std::size_t settle_piece = 16'384;
constexpr ledger::offset window_records = 2048;
constexpr int windows_looked_at_max = 256;
constexpr int windows_read_max = 8;
// To load a checkpoint costs about as much as to count so many records.
constexpr ledger::offset load_cost_records = 50'000;

ledger::offset apart(ledger::offset a, ledger::offset b) { return a < b ? b - a : a - b; }

}  // namespace

result<progress> catch_up(moment_index& index, ledger::ledger& ledger, std::size_t records) {
  const ledger::offset behind = index.upto(), last = ledger.last();
  if (behind >= last) return progress::done;
  if (behind % moment_index::piece_records == 0) {
    const auto kept = ledger.load_index(behind + 1);
    if (kept.has_error()) return kept.error();
    if (*kept && last - behind >= moment_index::piece_records && index.load_piece(**kept)) return progress::more;
  }
  // Not past the next piece's beginning: that one may be kept.
  const ledger::offset next_piece = (behind / moment_index::piece_records + 1) * moment_index::piece_records;
  const ledger::offset upto = std::min({behind + records, next_piece, last});
  boost::system::error_code damage;
  const auto read = ledger.replay(behind + 1, upto, [&](const ledger::record_view& r) {
    if (r.kind != ledger::record_kind::delivery && r.kind != ledger::record_kind::released) return;
    const auto head = ledger::decode_head(r.kind, r.body);
    if (!head) damage = errc::damaged;
    else if (!damage) index.take(r.offset, *head);
  });
  if (read.has_error()) return read.error();
  if (damage) return damage;
  index.skip_to(upto);
  return upto == last ? progress::done : progress::more;
}

past_board::past_board(past_sources from, plan_in_force plan, ledger::offset upto, std::optional<core::instant_ms> occurred_by)
    : from_(std::move(from)), plan_(std::move(plan)), upto_(upto), occurred_by_(occurred_by) {
  constexpr core::instant_ms always = std::numeric_limits<core::instant_ms>::max();
  const core::calendar& cal = plan_.compiled->calendar();
  const core::instant_ms day_start = occurred_by ? cal.day_start(cal.day_of(*occurred_by)) : always;
  before_day_ = {0, occurred_by ? day_start - 1 : always};
  day_ = occurred_by ? time_range{day_start, *occurred_by} : time_range{0, -1};
}

result<progress> past_board::step() {
  switch (stage_) {
    case stage::index: {
      const auto done = catch_up(*from_.index, *from_.ledger, heads_piece);
      if (done.has_error()) return done.error();
      if (*done == progress::done) stage_ = stage::base;
      return progress::more;
    }
    case stage::base: return begin();
    case stage::load: return load();
    case stage::replaced: return look_for_replaced();
    case stage::count: return count();
    case stage::settle: return settle();
    case stage::whole: return fold_whole();
  }
  return errc::damaged;
}

// The base from which the fewest records have to be counted. A checkpoint counts as one of this plan when it was made while that was in force.
result<progress> past_board::begin() {
  const state& serving = from_.serving();
  if (from_.index->upto() < from_.ledger->last()) {
    stage_ = stage::index;
    return progress::more;
  }
  ledger::offset best = 0, cost = upto_;
  bool is_serving = false;
  const auto checkpoints = from_.ledger->checkpoints();
  if (checkpoints.has_error()) return checkpoints.error();
  ledger::offset end = std::numeric_limits<ledger::offset>::max();
  for (const recorded_plan& p : serving.plan.versions)
    if (p.version == plan_.version + 1) end = p.at;
  for (const ledger::offset at : *checkpoints) {
    if (at < plan_.versions.back().at || at >= end || apart(at, upto_) + load_cost_records >= cost) continue;
    if (std::find(passed_over_.begin(), passed_over_.end(), at) != passed_over_.end()) continue;
    best = at, cost = apart(at, upto_) + load_cost_records;
  }
  if (serving.plan.version == plan_.version && apart(from_.ledger->last(), upto_) <= cost) best = from_.ledger->last(), is_serving = true;
  base_ = best;
  low_ = std::min(base_, upto_), high_ = std::max(base_, upto_);
  if (best != 0 && !is_serving) return begin_with_checkpoint(best);
  if (!is_serving) board_.emplace(plan_.compiled);
  else if (occurred_by_) board_.emplace(serving.board.before(serving.compiled().calendar().day_of(*occurred_by_)));
  else board_.emplace(serving.board);
  board_->take_changed();
  stage_ = stage::replaced;
  return progress::more;
}

result<progress> past_board::begin_with_checkpoint(ledger::offset at) {
  auto kept = from_.ledger->checkpoint_at(at);
  if (kept.has_error()) return kept.error();
  const auto board = *kept ? state::board_in((**kept).counters, plan_.versions) : std::nullopt;
  if (!board) {
    passed_over_.push_back(at);
    return progress::more;  // begins again
  }
  const auto from = static_cast<std::size_t>(board->data() - (**kept).counters.data());
  const core::day_number end = occurred_by_ ? plan_.compiled->calendar().day_of(*occurred_by_) : core::last_day_supported + 1;
  loader_ = std::make_unique<core::board_loader>(plan_.compiled, std::move((**kept).counters), from, board->size(), end);
  stage_ = stage::load;
  return progress::more;
}

result<progress> past_board::load() {
  switch (loader_->step(load_piece_bytes)) {
    case core::board_loader::state::more: return progress::more;
    case core::board_loader::state::damaged:
      passed_over_.push_back(base_);
      stage_ = stage::base;
      break;
    case core::board_loader::state::done: {
      board_.emplace(loader_->take());
      stage_ = stage::replaced;
      break;
    }
  }
  loader_.reset();
  return progress::more;
}

// Sorts the replacements that matter: of a delivery between base and moment, which then counts at neither; of one before them, which counts at
// one; of one on the asked day.
progress past_board::look_for_replaced() {
  const auto& replaced = from_.index->replacements();
  if (gone_.empty()) gone_.resize(static_cast<std::size_t>(high_ - low_));
  if (next_replaced_ == 0 && day_.empty()) next_replaced_ = from_.index->replaced_behind(low_);
  const std::size_t end = from_.index->replaced_behind(high_);
  const std::size_t piece_end = std::min(end, next_replaced_ + replaced_piece);
  for (; next_replaced_ < piece_end; ++next_replaced_) {
    const replacement& r = replaced[next_replaced_];
    if (r.by > low_) {
      if (r.was > low_) gone_[static_cast<std::size_t>(r.was - low_ - 1)] = true;
      else if (from_.index->may_have_occurred(r.was, before_day_)) put_back_.push_back(r.was);
    }
    if (r.by <= upto_ && from_.index->may_have_occurred(r.was, day_)) gone_of_day_.push_back(r.was);
  }
  if (next_replaced_ < end) return progress::more;
  std::sort(put_back_.begin(), put_back_.end());
  std::sort(gone_of_day_.begin(), gone_of_day_.end());
  stage_ = stage::count;
  return progress::more;
}

result<progress> past_board::count() {
  int read = 0;
  for (int looked_at = 0; looked_at < windows_looked_at_max && read < windows_read_max && counted_ < high_; ++looked_at) {
    const ledger::offset last = std::min(high_, counted_ + window_records);
    gather(counted_ + 1, last);
    counted_ = last;
    if (gathered_.empty()) continue;
    ++read;
    const std::size_t many = gathered_.size();
    if (const auto counted = count_gathered(); counted.has_error()) return counted.error();
    if (batch_.full()) stage_ = stage::settle;
    if (stage_ != stage::count || many >= window_records / 4) return progress::more;
  }
  if (counted_ < high_) return progress::more;
  if (batch_.empty()) return progress::done;
  stage_ = stage::settle;
  return progress::more;
}

progress past_board::settle() {
  switch (batch_.apply(*board_, settle_piece)) {
    case unit_batch::state::more: return progress::more;
    case unit_batch::state::may_overflow: stage_ = stage::whole; return progress::more;
    case unit_batch::state::done: break;
  }
  stage_ = stage::count;
  return counted_ < high_ ? progress::more : progress::done;
}

// The records first … last that have to be counted, in order.
void past_board::gather(ledger::offset first, ledger::offset last) {
  gathered_.clear();
  const int forward = base_ <= upto_ ? +1 : -1;
  for (; put_back_done_ < put_back_.size() && put_back_[put_back_done_] <= last; ++put_back_done_)
    gathered_.push_back({put_back_[put_back_done_], -forward, false});
  std::vector<ledger::offset> found;
  if (last > low_) from_.index->find(std::max(first, low_ + 1), last, before_day_, found);
  for (const ledger::offset at : found)
    if (!gone_[static_cast<std::size_t>(at - low_ - 1)]) gathered_.push_back({at, forward, false});
  const std::size_t between = gathered_.size();
  found.clear();
  if (first <= upto_) from_.index->find(first, std::min(last, upto_), day_, found);
  for (const ledger::offset at : found) {
    while (gone_of_day_done_ < gone_of_day_.size() && gone_of_day_[gone_of_day_done_] < at) ++gone_of_day_done_;
    if (gone_of_day_done_ == gone_of_day_.size() || gone_of_day_[gone_of_day_done_] != at) gathered_.push_back({at, +1, true});
  }
  std::inplace_merge(gathered_.begin(), gathered_.begin() + static_cast<std::ptrdiff_t>(between), gathered_.end(),
                     [](const entry& a, const entry& b) { return a.at < b.at; });
}

result<void> past_board::count_gathered() {
  std::vector<ledger::offset> offsets;
  offsets.reserve(gathered_.size());
  for (const entry& e : gathered_) offsets.push_back(e.at);
  boost::system::error_code damage;
  auto next = gathered_.begin();
  const auto read = from_.ledger->visit(offsets, [&](const ledger::record_view& r) {
    const entry& e = *next++;
    if (damage || stage_ == stage::whole) return;
    const auto d = delivery_view_in(r.kind, r.body);
    if (d.has_error() || !*d) {
      damage = errc::damaged;
      return;
    }
    const core::event_view& event = (**d).event;
    if (!(e.of_day ? day_ : before_day_).holds(event.occurred_at)) return;
    count(event, e.sign);
  });
  if (read.has_error()) return read.error();
  if (damage) return damage;
  return {};
}

// Close to what a counter can hold the order of counting decides: then all of it is done in that of past_fold.
void past_board::count(const core::event_view& e, int sign) {
  core::facts f = core::facts_of(*plan_.compiled, e);
  if (f.distinct.empty()) return batch_.add(std::move(f), sign);
  if (!board_->surely_fits(static_cast<unsigned __int128>(core::amount_max))) stage_ = stage::whole;
  else if (sign > 0) board_->apply(nullptr, &f);
  else board_->apply(&f, nullptr);
}

result<progress> past_board::fold_whole() {
  if (!whole_) whole_ = std::make_unique<past_fold>(*from_.ledger, plan_.compiled, upto_, occurred_by_);
  const auto done = whole_->step(slow_work::piece_records);
  if (done.has_value() && *done == progress::done) board_.emplace(whole_->take());
  return done;
}

}  // namespace northstar::engine
