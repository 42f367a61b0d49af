// SPDX-License-Identifier: MIT
#include "cache/counter_cache.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "log/log.hpp"
#include "redis/key_name.hpp"

namespace northstar::cache {

namespace {

using got = redis::result<redis::reply>;
using redis::words;

// The arguments of a write, kept while it is sent: heads first, then name and value of each cell.
template <class Cells>
std::vector<std::string> arguments_of(std::vector<std::string> heads, const Cells& cells) {
  heads.reserve(heads.size() + 2 * cells.size());
  for (const auto& [name, value] : cells) {
    heads.push_back(name);
    heads.push_back(std::to_string(value));
  }
  return heads;
}

words views_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

}  // namespace

counter_cache::counter_cache(boost::asio::io_context& io, const redis::address& to,
                             std::string name, std::uint64_t seed,
                             const redis::connection_settings& settings)
    : io_(io),
      cells_key_(redis::key_of(name, "cells")),
      watermark_key_(redis::key_of(name, "watermark")),
      epoch_key_(redis::key_of(name, "epoch")),
      name_(std::move(name)),
      id_(std::to_string(seed)),
      over_(io, to, settings, seed),
      runner_(over_) {
  over_.on_state([this](bool up) { on_state(up); });
  over_.open();
}

void counter_cache::on_state(bool up) {
  if (whole_) want_whole();  // what was written aside may be gone
  if (up && wanted_) ask_for_whole();
  if (up) flush();
  if (reach_) reach_(up);
}

// ---- changes

void counter_cache::put(std::vector<cell> changed, const std::string& epoch, std::uint64_t from,
                        std::uint64_t upto) {
  if (epoch != epoch_) {
    epoch_ = epoch;
    pending_.clear();
    if (whole_) want_whole();
  }
  if (wanted_) return;
  if (!pending_.add(std::move(changed), from, upto)) return want_whole();
  if (whole_ && whole_->all_given)
    build();
  else if (pending_.has_news())
    flush();
}

// Also without news, when the connection is new: does what was written still stand there?
void counter_cache::flush() {
  if (!over_.is_up() || writing_ || wanted_ || whole_ || !pending_.is_begun()) return;
  writing_ = true;
  auto sent = std::make_shared<change_set>(pending_.take());
  const auto arguments =
      arguments_of({epoch_, std::to_string(sent->from), std::to_string(sent->upto)}, sent->cells);
  runner_.run(scripts_.put, {cells_key_, watermark_key_, epoch_key_}, views_of(arguments),
              [this, sent, epoch = epoch_](const got& r) {
                writing_ = false;
                if (epoch == epoch_ && !wanted_ && !whole_)
                  written(std::move(*sent), r);
                else if (!wanted_ && !whole_)
                  flush();
              });
}

void counter_cache::written(change_set sent, const got& r) {
  const auto answer = outcome(r);
  if (answer == said::needs_whole) return want_whole();
  if (answer.empty() && !pending_.put_back(std::move(sent))) return want_whole();
  if (pending_.has_news()) flush();
}

// What Redis said: one of said::, or nothing when it was not done. A refusal of its own begins the
// connection anew, after a while.
std::string counter_cache::outcome(const got& r) {
  if (r.has_error()) return {};
  if (r->error_word() == said::other_epoch) {
    if (!std::exchange(foreign_, true))
      log::write(log::level::warning, "cache_of_other_log", "epoch=" + log::quoted(epoch_));
    return std::string(said::other_epoch);
  }
  if (!r->is_array(2)) {
    over_.renew(r->is_error() ? r->text : "the cache's scripts answer otherwise");
    return {};
  }
  foreign_ = false;
  const auto at = parse_watermark(r->items[1].text);
  const auto& answer = r->items[0].text;
  if (at && answer != said::needs_whole && stands_) stands_(*at);
  return answer;
}

// ---- the whole set

void counter_cache::want_whole() {
  whole_.reset();
  pending_.clear();
  if (std::exchange(wanted_, true)) return;
  boost::asio::post(io_, [this, alive = std::weak_ptr<bool>(alive_)] {
    if (!alive.expired() && over_.is_up()) ask_for_whole();
  });
}

void counter_cache::ask_for_whole() {
  if (wanted_ && needs_whole_) needs_whole_();
}

void counter_cache::put_whole(const std::string& epoch, std::uint64_t upto,
                              std::function<piece()> next) {
  epoch_ = epoch;
  if (!over_.is_up()) return want_whole();
  wanted_ = false;
  pending_.begin_at(upto);
  whole_ = std::make_shared<whole>();
  whole_->next = std::move(next);
  whole_->key = redis::key_of(name_, "cells:new:" + id_ + ':' + std::to_string(++named_));
  whole_->upto = whole_->newest = upto;
  boost::asio::post(io_, [this, alive = std::weak_ptr<bool>(alive_), mine = whole_] {
    if (!alive.expired() && whole_ == mine) build();
  });
}

// One piece at a time; then the changes that came meanwhile, as soon as they reach the newest
// piece; then all takes its place.
void counter_cache::build() {
  auto& w = *whole_;
  if (w.writing) return;
  if (!w.all_given) {
    auto p = w.next();
    w.newest = std::max(w.newest, p.at);
    w.all_given = p.cells.empty();
    if (!w.all_given) return write_piece(std::move(p.cells));
  }
  if (!w.last) {
    if (pending_.upto() < w.newest) return;
    w.last = pending_.take();
    w.upto = w.last->upto;
  }
  auto& rest = w.last->cells;
  std::vector<cell> some;
  while (!rest.empty() && some.size() < piece_cells) {
    auto node = rest.extract(rest.begin());
    some.push_back({std::move(node.key()), node.mapped()});
  }
  if (some.empty())
    commit();
  else
    write_piece(std::move(some));
}

void counter_cache::write_piece(std::vector<cell> cells) {
  auto& w = *whole_;
  w.writing = true;
  const auto arguments = arguments_of({std::to_string(++w.pieces)}, cells);
  runner_.run(scripts_.piece, {w.key}, views_of(arguments), [this, mine = whole_](const got& r) {
    if (whole_ != mine) return;
    mine->writing = false;
    if (outcome(r) != said::written)
      want_whole();
    else
      build();
  });
}

void counter_cache::commit() {
  auto& w = *whole_;
  w.writing = true;
  const auto old = w.key + ":old", upto = std::to_string(w.upto), pieces = std::to_string(w.pieces);
  runner_.run(scripts_.commit, {cells_key_, watermark_key_, epoch_key_, w.key, old},
              {epoch_, upto, pieces}, [this, mine = whole_](const got& r) {
                if (whole_ == mine) end_whole(r);
              });
}

void counter_cache::end_whole(const got& r) {
  const auto answer = outcome(r);
  if (answer.empty() || answer == said::needs_whole) return want_whole();
  whole_.reset();
  if (pending_.has_news()) flush();
}

void counter_cache::load(std::function<void(redis::result<contents>)> then) {
  read_cache(over_, name_, id_ + ':' + std::to_string(++named_), std::move(then));
}

}  // namespace northstar::cache
