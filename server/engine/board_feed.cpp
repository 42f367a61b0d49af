// SPDX-License-Identifier: MIT
#include "engine/board_feed.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "engine/feed_text.hpp"
#include "engine/scope_channel.hpp"
#include "wire/cell_text.hpp"

namespace northstar::engine {

namespace {

constexpr core::instant_ms light_every_ms = 1'000;
constexpr core::instant_ms drift_every_ms = 10'000;
constexpr core::instant_ms beat_every_ms = 5'000;
// Longer than a session may be behind before it is closed as slow.
constexpr core::instant_ms overlap_ms = 35'000;

// News kept for channels that open later: enough for the small scopes among many.
constexpr std::size_t recent_max = 500;

// Due when the time has passed, or the clock was set back.
bool is_due(core::instant_ms now, core::instant_ms last, core::instant_ms every) { return now - last >= every || now < last; }

std::string channel_name(const core::compiled_plan& plan, const std::string& scope, const scope_request& wanted) {
  std::string name = scope + (wanted.slices ? "\nslices" : "\n");
  for (const core::metric_index m : wanted.metrics) name += "\n" + plan.plan().metrics[m].id;
  return name;
}

}  // namespace

// The beat is its own newest state: whoever was slow gets the last one.
class beat_channel : public feed::channel {
 public:
  void set(feed::frame text) {
    newest_ = {std::move(text), newest_.version + 1};
    publish(newest_);
  }
  feed::sequenced_frame snapshot() override { return newest_; }
  feed::sequenced_frame catch_up(std::uint64_t) override { return newest_; }

 private:
  feed::sequenced_frame newest_{feed::text_frame(R"({"type":"beat"})"), 0};
};

board_feed::board_feed(std::string epoch)
    : epoch_(std::move(epoch)), beats_(std::make_unique<beat_channel>()), waiting_news_(recent_max, scope_channel::news_max) {}

board_feed::~board_feed() = default;

void board_feed::show(const core::board& board, const core::milestone_watch& milestones, std::uint32_t plan_version, std::uint64_t offset, const core::view_moment& moment) {
  tell_waiting();
  listeners_known_ = false;
  board_ = &board;
  reader_ = std::make_unique<core::cell_reader>(board, moment);
  milestones_ = &milestones;
  plan_version_ = plan_version;
  offset_ = offset;
  moment_ = moment;
  changed_.clear();
  celebrations_.clear();
  said_.clear();
  publications_.assign(1, {moment.now, offset, offset});
  for (auto& [name, open] : channels_) {
    const auto wanted = resolve(open.request);
    if (wanted.has_value()) open.channel->show(*wanted, board, milestones, plan_version, offset, *reader_);
    else open.channel->end(open.request.scope);
  }
}

result<scope_request> board_feed::resolve(const feed_request& request) const {
  const core::compiled_plan& plan = board_->plan();
  const auto scope = plan.unit(request.scope);
  if (!scope) return errc::unknown_unit;
  scope_request wanted{*scope, {}, request.slices};
  for (const std::string& id : request.metrics) {
    const auto m = plan.metric(id);
    if (!m) return errc::unknown_metric;
    if (std::find(wanted.metrics.begin(), wanted.metrics.end(), *m) == wanted.metrics.end()) wanted.metrics.push_back(*m);
  }
  std::sort(wanted.metrics.begin(), wanted.metrics.end());
  if (request.metrics.empty())
    for (core::metric_index m = 0; m < plan.plan().metrics.size(); ++m) wanted.metrics.push_back(m);
  return wanted;
}

result<feed::channel*> board_feed::open(const feed_request& request) {
  const auto wanted = resolve(request);
  if (wanted.has_error()) return wanted.error();
  tell_waiting();
  const std::string name = channel_name(board_->plan(), request.scope, *wanted);
  auto found = channels_.find(name);
  if (found == channels_.end()) {
    if (channels_.size() >= channels_max) make_room();
    if (channels_.size() >= channels_max) return errc::too_many_cells;
    listeners_known_ = false;
    found = channels_.emplace(name, open_channel{request, std::make_unique<scope_channel>(*wanted, epoch_)}).first;
    for (const auto& item : recent_)
      if (std::find(item->units.begin(), item->units.end(), wanted->scope) != item->units.end()) found->second.channel->tell(item);
    found->second.channel->show(*wanted, *board_, *milestones_, plan_version_, offset_, at_moment());
  } else if (found->second.channel->subscriber_count() == 0) {
    found->second.channel->catch_up_silently(offset_, at_moment());
  }
  return found->second.channel.get();
}

// The board may have changed since it was last read.
core::cell_reader& board_feed::at_moment() {
  reader_->move_to(moment_);
  return *reader_;
}

void board_feed::make_room() {
  listeners_known_ = false;
  std::erase_if(channels_, [](const auto& c) { return c.second.channel->subscriber_count() == 0; });
}

feed::sequenced_frame board_feed::resume(feed::channel& of, const feed::position& since, bool only_scope) {
  auto& channel = static_cast<scope_channel&>(of);
  if (since.epoch != epoch_) return channel.snapshot();
  const bool renumbers = clocks_differ_ms_ != 0 && !channel.numbers_hold(moment_.now, clocks_differ_ms_);
  auto missed = renumbers ? channel.snapshot() : channel.resume(only_scope ? since.offset : surely_seen(since.offset));
  return with_celebrations(std::move(missed), channel, since.offset);
}

// Celebrations go out before the frames of their position: who names a position behind a record has what it brought.
feed::sequenced_frame board_feed::with_celebrations(feed::sequenced_frame f, const scope_channel& of, std::uint64_t since) const {
  std::string missed;
  for (const celebration& c : said_)
    if (c.offset > since && c.at_ms + herald::late_ms >= moment_.now && of.is_shown() && c.is_for(of.request().scope))
      missed += *celebrate_frame(of.request().scope, c);
  if (!missed.empty()) f.text = std::make_shared<const std::string>(missed + *f.text);
  return f;
}

// What is whole on the screens of a viewer of several scopes who names this offset: what went out half a minute before it.
std::uint64_t board_feed::surely_seen(std::uint64_t named) const {
  const auto at = std::lower_bound(publications_.begin(), publications_.end(), named,
                                   [](const publication& p, std::uint64_t o) { return p.offset < o; });
  const core::instant_ms sure = (at == publications_.end() ? moment_.now : at->at) - overlap_ms;
  std::uint64_t seen = publications_.front().before;
  for (const publication& p : publications_)
    if (p.at <= sure) seen = p.offset;
  return named > offset_ ? named : std::min(named, seen);
}

feed::frame board_feed::hello(core::instant_ms now, const std::string& build) const {
  return feed::text_frame(R"({"type":"hello","epoch":")" + epoch_ + R"(","server":"northstar )" NORTHSTAR_VERSION + (build.empty() ? "" : "+") + build +
                          R"(","plan_version":)" + std::to_string(plan_version_) + R"(,"at_ms":)" + std::to_string(now) + '}');
}

feed::channel& board_feed::beats() { return *beats_; }

void board_feed::tell(const std::shared_ptr<const core::compiled_plan>& plan, const std::vector<told_change>& changes, core::instant_ms at) {
  // What is taken back is not said any more.
  if (!celebrations_.empty() || !said_.empty())
    for (const told_change& c : changes) {
      if (!c.after.event->takes_back()) continue;
      const auto is_its = [&](const celebration& told) { return told.key == c.after.event->key; };
      std::erase_if(celebrations_, is_its);
      std::erase_if(said_, is_its);
    }
  if (!listeners_known_) {
    tell_waiting();
    std::vector<core::unit_index> scopes;
    for (const auto& [name, open] : channels_)
      if (open.channel->is_shown()) scopes.push_back(open.channel->request().scope);
    std::sort(scopes.begin(), scopes.end());
    scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
    waiting_news_.listen(std::move(scopes));
    listeners_known_ = true;
  }
  if (!waiting_news_.add(plan, changes, at)) tell_waiting();
}

// Before anybody looks at the news, and before another plan numbers its units otherwise.
void board_feed::tell_waiting() {
  if (waiting_news_.empty()) return;
  std::unordered_map<core::unit_index, std::vector<scope_channel*>> listening;
  for (auto& [name, open] : channels_)
    if (open.channel->is_shown()) listening[open.channel->request().scope].push_back(open.channel.get());
  for (const auto& [item, scopes] : waiting_news_.take()) {
    for (const core::unit_index u : scopes)
      if (const auto found = listening.find(u); found != listening.end())
        for (scope_channel* channel : found->second) channel->tell(item);
    remember(item);
  }
  has_changes_ = true;
}

void board_feed::celebrate(std::vector<celebration> all) {
  for (celebration& c : all)
    if (celebrations_.size() < celebrations_max) celebrations_.push_back(std::move(c));
}

feed::frame board_feed::celebrate_frame(core::unit_index scope, const celebration& c) const {
  return feed::text_frame(R"({"type":"celebrate","scope":)" + wire::json_text(board_->plan().unit_id(scope)) + "," + c.json + '}');
}

void board_feed::publish_celebrations() {
  for (celebration& c : std::exchange(celebrations_, {})) {
    for (auto& [name, open] : channels_) {
      const core::unit_index scope = open.channel->request().scope;
      if (open.channel->subscriber_count() == 0 || !open.channel->is_shown() || !c.is_for(scope)) continue;
      open.channel->celebrate(celebrate_frame(scope, c), c.at_ms + herald::late_ms);
      ++frames_made_;
    }
    while (!said_.empty() && (said_.front().at_ms + herald::late_ms < moment_.now || said_.size() == celebrations_max)) said_.pop_front();
    said_.push_back(std::move(c));
  }
}

void board_feed::forget_told() {
  tell_waiting();
  recent_.clear();
}

void board_feed::remember_told(news_item item, bool taken_back) {
  tell_waiting();
  std::erase_if(recent_, [&](const auto& told) { return told->key == item.key; });
  if (taken_back || item.json.empty()) return;
  remember(std::make_shared<const news_item>(std::move(item)));
}

void board_feed::remember(std::shared_ptr<const news_item> item) {
  recent_.push_back(std::move(item));
  if (recent_.size() > recent_max) recent_.pop_front();
}

void board_feed::advance(std::uint64_t offset) {
  offset_ = offset;
  has_changes_ = true;
}

void board_feed::publish(const core::view_moment& moment, const std::vector<std::pair<std::string, std::int64_t>>& source_ages) {
  moment_ = moment;
  tell_waiting();
  drift by_clock = drift::none;
  if (is_due(moment.now, light_checked_at_, light_every_ms)) {
    light_checked_at_ = moment.now;
    by_clock = drift::lights;
  }
  if (is_due(moment.now, drift_checked_at_, drift_every_ms)) {
    drift_checked_at_ = moment.now;
    by_clock = drift::figures;
  }
  if (!celebrations_.empty()) publish_celebrations();
  if (has_changes_ || by_clock != drift::none) {
    core::cell_reader& from = at_moment();
    for (auto& [name, open] : channels_)
      if (open.channel->subscriber_count() != 0 && open.channel->refresh(changed_, offset_, from, by_clock)) ++frames_made_;
    changed_.clear();
  }
  if (std::exchange(has_changes_, false)) {
    publications_.push_back({moment.now, publications_.back().offset, offset_});
    // Keeps the last half minute, one publication older than that, and no more than a tick's worth each.
    while (publications_.size() > 2 && publications_[1].at < moment.now - 2 * overlap_ms) publications_.erase(publications_.begin());
  }
  if (is_due(moment.now, beat_at_, beat_every_ms)) {
    beat_at_ = moment.now;
    publish_beat(source_ages);
  }
}

void board_feed::publish_beat(const std::vector<std::pair<std::string, std::int64_t>>& source_ages) {
  std::string out = R"({"type":"beat","at_ms":)" + std::to_string(moment_.now) + R"(,"position":")" + epoch_ + ':' +
                    std::to_string(offset_) + R"(","sources":[)";
  for (const auto& [id, age_s] : source_ages) {
    if (&id != &source_ages.front().first) out += ',';
    out += R"({"id":)" + wire::json_text(id) + R"(,"age_s":)" + std::to_string(age_s) + '}';
  }
  out += ']';
  if (log_away_since_ != 0) out += R"(,"shared_log_away_since_ms":)" + std::to_string(log_away_since_);
  beats_->set(feed::text_frame(out + '}'));
}

std::map<std::string, std::size_t> board_feed::viewers() const {
  std::map<std::string, std::size_t> out;
  for (const auto& [name, open] : channels_) out[open.request.scope] += open.channel->subscriber_count();
  return out;
}

}  // namespace northstar::engine
