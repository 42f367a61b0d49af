// SPDX-License-Identifier: MIT
#include "engine/scope_channel.hpp"

#include <algorithm>
#include <utility>

#include "engine/feed_text.hpp"
#include "wire/cell_text.hpp"

namespace northstar::engine {

namespace {

constexpr std::size_t catch_ups_max = 256;
constexpr std::size_t celebrations_max = 16;

}  // namespace

scope_channel::scope_channel(scope_request request, std::string epoch) : request_(std::move(request)), epoch_(std::move(epoch)) {}

void scope_channel::show(scope_request request, const core::board& board, const core::milestone_watch& milestones, std::uint32_t plan_version, std::uint64_t offset,
                         core::cell_reader& from) {
  request_ = std::move(request);
  board_ = &board;
  milestones_ = &milestones;
  plan_version_ = plan_version;
  offset_ = offset;
  moment_ = from.moment();
  number_cells(from);
  if (subscriber_count() != 0) publish(snapshot());
}

void scope_channel::end(const std::string& scope) {
  board_ = nullptr;
  request_.scope = core::no_index;
  snapshot_ = {feed::text_frame(R"({"type":"error","error":"unknown_scope","scope":)" + wire::json_text(scope) +
                                R"(,"detail":"the plan has no such unit or metric any more"})"),
               ++version_};
  cells_.clear();
  cells_of_series_.clear();
  floor_version_ = state_version_ = version_;
  celebrations_.clear();
  if (subscriber_count() != 0) publish(snapshot_);
}

void scope_channel::number_cells(core::cell_reader& from) {
  const core::compiled_plan& plan = board_->plan();
  periods_ = core::running_periods(plan, moment_.now);
  units_ = core::scope_units(plan, request_.scope, moment_.now);
  cells_.clear();
  cells_of_series_.clear();
  ++version_;
  settle_news();
  std::unordered_map<core::series_index, std::vector<std::uint32_t>> fed;
  const auto slices = static_cast<core::slice_index>(request_.slices ? plan.plan().slices.names.size() : 1);
  for (const core::unit_index u : units_)
    for (const core::metric_index m : request_.metrics)
      for (core::slice_index s = 0; s < slices; ++s)
        for (const core::period& p : periods_) {
          const auto n = static_cast<std::uint32_t>(cells_.size());
          const core::metric& metric = plan.plan().metrics[m];
          const bool ratio = metric.kind == core::metric_kind::ratio;
          fed[board_->series(u, ratio ? metric.numerator : m, s)].push_back(n);
          if (ratio) fed[board_->series(u, metric.denominator, s)].push_back(n);
          shown_cell& shown = cells_.emplace_back(plan, core::cell_key{u, m, s, p});
          shown.take(from);
          shown.version = version_;
          shown.event_offset = shown.clock_offset = offset_;
        }
  for (auto& [series, cells] : fed) cells_of_series_.push_back({series, std::move(cells)});
  list_goals();
  goals_ = goals_text(*board_, *milestones_, request_.scope, units_, moment_);
  goals_version_ = version_;
  floor_version_ = state_version_ = version_;
  floor_offset_ = offset_;
  catch_ups_.clear();
}

bool scope_channel::numbered_alike(core::instant_ms at) const {
  return core::running_periods(board_->plan(), at) == periods_ && core::scope_units(board_->plan(), request_.scope, at) == units_;
}

bool scope_channel::numbers_hold(core::instant_ms now, core::instant_ms off_ms) const {
  return board_ && numbered_alike(now - off_ms) && numbered_alike(now + off_ms);
}

bool scope_channel::refresh(const changed_series& changed, std::uint64_t offset, core::cell_reader& from, drift by_clock) {
  if (!board_) return false;
  offset_ = offset;
  moment_ = from.moment();
  if (by_clock != drift::none && periods_moved()) {
    number_cells(from);
    publish(snapshot());
    return true;
  }
  ++version_;
  pending_cells_.clear();
  std::vector<std::uint32_t> due;
  if (!changed.empty())
    for (const fed_cells& f : cells_of_series_)
      if (changed.has(f.series)) due.insert(due.end(), f.cells.begin(), f.cells.end());
  std::sort(due.begin(), due.end());
  due.erase(std::unique(due.begin(), due.end()), due.end());
  for (const std::uint32_t n : due) recompute(n, false, from);
  if (by_clock != drift::none) drift_cells(by_clock, from);
  const bool counted = std::any_of(series_of_goals_.begin(), series_of_goals_.end(), [&](core::series_index s) { return changed.has(s); });
  const bool goals = (counted || by_clock == drift::figures) && goals_changed();
  if (pending_cells_.empty() && untold_.empty() && !goals) {
    --version_;
    return false;
  }
  state_version_ = version_;
  settle_news();
  catch_ups_.clear();
  std::string behind_cells;
  close_delta(behind_cells, version_ - 1, goals, news_of_tick_max);
  publish({feed::text_frame({delta_head(), pending_cells_, behind_cells}), version_});
  return true;
}

void scope_channel::recompute(std::size_t n, bool by_clock, core::cell_reader& from) {
  shown_cell& shown = cells_[n];
  const std::size_t before = pending_cells_.size();
  if (before != 0) pending_cells_ += ',';
  if (!shown.take(from, board_->plan(), pending_cells_, n)) {
    pending_cells_.resize(before);
    return;
  }
  shown.version = version_;
  (by_clock ? shown.clock_offset : shown.event_offset) = offset_;
}

void scope_channel::drift_cells(drift by_clock, core::cell_reader& from) {
  for (std::size_t n = 0; n < cells_.size(); ++n) {
    const shown_cell& shown = cells_[n];
    if (shown.version == version_) continue;
    const bool moved = by_clock == drift::lights ? shown.light(from) != shown.light()
                                                 : shown.has_drifted(from, board_->plan());
    if (moved) recompute(n, true, from);
  }
}

// What else makes a goal move, a day that begins or another plan, renumbers or comes with drift::figures.
void scope_channel::list_goals() {
  series_of_goals_.clear();
  const core::plan& plan = board_->plan().plan();
  const auto add = [&](core::unit_index u, core::metric_index m, core::slice_index s) {
    const core::metric& metric = plan.metrics[m];
    const bool ratio = metric.kind == core::metric_kind::ratio;
    series_of_goals_.push_back(board_->series(u, ratio ? metric.numerator : m, s));
    if (ratio) series_of_goals_.push_back(board_->series(u, metric.denominator, s));
  };
  for (const core::contest& c : plan.contests)
    for (const core::unit_index u : c.units) add(u, c.metric, c.slice);
  for (const core::milestone& m : plan.milestones)
    if (std::find(units_.begin(), units_.end(), m.unit) != units_.end()) add(m.unit, m.metric, m.slice);
  std::sort(series_of_goals_.begin(), series_of_goals_.end());
  series_of_goals_.erase(std::unique(series_of_goals_.begin(), series_of_goals_.end()), series_of_goals_.end());
}

bool scope_channel::goals_changed() {
  std::string now = goals_text(*board_, *milestones_, request_.scope, units_, moment_);
  if (now == goals_) return false;
  goals_ = std::move(now);
  goals_version_ = version_;
  return true;
}

void scope_channel::catch_up_silently(std::uint64_t offset, core::cell_reader& from) {
  if (!board_) return;
  offset_ = offset;
  moment_ = from.moment();
  if (periods_moved()) {
    number_cells(from);
    return;
  }
  state_version_ = ++version_;
  pending_cells_.clear();
  for (std::size_t n = 0; n < cells_.size(); ++n) recompute(n, false, from);
  pending_cells_.clear();
  goals_changed();
  settle_news();
  catch_ups_.clear();
}

void scope_channel::tell(std::shared_ptr<const news_item> item) {
  untold_.push_back(std::move(item));
  if (untold_.size() > news_max) untold_.pop_front();
}

void scope_channel::celebrate(feed::frame text, core::instant_ms until) {
  while (!celebrations_.empty() && (celebrations_.front().until < moment_.now || celebrations_.size() == celebrations_max)) celebrations_.pop_front();
  celebrations_.push_back({++version_, text, until});
  catch_ups_.clear();
  publish({std::move(text), version_});
}

void scope_channel::settle_news() {
  for (auto& item : untold_) news_.push_back({version_, std::move(item)});
  untold_.clear();
  while (news_.size() > news_max) news_.pop_front();
}

core::cell scope_channel::cell_now(std::size_t n) const {
  core::cell out = cells_[n].cell(board_->plan());
  out.as_of = moment_.now;
  out.source_age_s = moment_.source_age_s;
  return out;
}

feed::sequenced_frame scope_channel::snapshot() {
  if (!board_) return snapshot_;
  if (snapshot_.text && snapshot_.version == version_ && snapshot_offset_ == offset_) return snapshot_;
  const core::compiled_plan& plan = board_->plan();
  std::string out = "{" + message_head("snapshot", plan.unit_id(request_.scope), epoch_, offset_, moment_.now) + R"(,"plan":)" +
                    plan_text(plan, plan_version_, request_.scope, request_.metrics, moment_) + R"(,"cells":[)";
  for (std::size_t n = 0; n < cells_.size(); ++n) {
    if (n != 0) out += ',';
    wire::append_cell(out, plan, cell_now(n), static_cast<long long>(n));
  }
  out += R"(],"news":[)";
  for (const told_item& told : news_) {
    if (&told != &news_.front()) out += ',';
    out += told.item->json;
  }
  out += "]," + goals_ + '}';
  snapshot_ = {feed::text_frame(out), version_};
  snapshot_offset_ = offset_;
  return snapshot_;
}

feed::sequenced_frame scope_channel::catch_up(std::uint64_t since) {
  if (catch_ups_.size() > catch_ups_max) catch_ups_.clear();
  feed::frame& made = catch_ups_[since];
  if (made) return {made, version_};
  std::string missed = celebrations_since(since);
  if (since < floor_version_ && missed.empty()) return snapshot();
  if (since < floor_version_) missed += *snapshot().text;
  else if (since < state_version_) missed += *feed::text_frame(delta_since(since, 0, false));
  if (!missed.empty()) made = std::make_shared<const std::string>(std::move(missed));
  return {made, version_};
}

// Before the rest: whoever has the rest has them. Nothing for who has seen nothing yet.
std::string scope_channel::celebrations_since(std::uint64_t version) const {
  std::string out;
  for (const told_celebration& told : celebrations_)
    if (version != 0 && told.version > version && told.until >= moment_.now) out += *told.text;
  return out;
}

feed::sequenced_frame scope_channel::resume(std::uint64_t since_offset) {
  if (!board_) return snapshot_;
  // At the very floor the viewer may have seen the numbers of before: only behind it they surely hold.
  if (since_offset <= floor_offset_ || since_offset > offset_) return snapshot();
  return {feed::text_frame(delta_since(0, since_offset, true)), version_};
}

std::string scope_channel::delta_since(std::uint64_t version, std::uint64_t offset, bool by_offset) const {
  std::string out = delta_head();
  const std::size_t head = out.size();
  for (std::size_t n = 0; n < cells_.size(); ++n) {
    const shown_cell& shown = cells_[n];
    const bool missed = by_offset ? shown.event_offset > offset || shown.clock_offset >= offset : shown.version > version;
    if (!missed) continue;
    if (out.size() != head) out += ',';
    wire::append_cell_state(out, static_cast<long long>(n), cell_now(n));
  }
  std::uint64_t seen = version;
  if (by_offset) {  // the versions of news behind the offset
    seen = version_;
    for (auto told = news_.rbegin(); told != news_.rend() && told->item->offset > offset; ++told) seen = told->version - 1;
  }
  close_delta(out, seen, by_offset || goals_version_ > version, news_max);
  return out;
}

std::string scope_channel::delta_head() const {
  return "{" + message_head("delta", board_->plan().unit_id(request_.scope), epoch_, offset_, moment_.now) + R"(,"cells":[)";
}

void scope_channel::close_delta(std::string& out, std::uint64_t since, bool with_goals, std::size_t news_at_most) const {
  out += ']';
  bool any = false;
  const auto newest = news_.end() - static_cast<std::ptrdiff_t>(std::min(news_.size(), news_at_most));
  for (auto told = newest; told != news_.end(); ++told) {
    if (told->version <= since) continue;
    out += any ? "," : R"(,"news":[)";
    out += told->item->json;
    any = true;
  }
  if (any) out += ']';
  out += R"(,"periods":)" + periods_text(board_->plan(), request_.scope, moment_.now, false);
  if (with_goals) out += "," + goals_;
  out += '}';
}

}  // namespace northstar::engine
