// SPDX-License-Identifier: MIT
#include "cluster/log_client.hpp"

#include <algorithm>
#include <utility>

#include "log/log.hpp"

namespace northstar::cluster {

namespace {

constexpr std::size_t name_bytes = 16;

void put(std::string& out, std::uint64_t n, std::size_t bytes) {
  while (bytes-- > 0) out += static_cast<char>(n >> (8 * bytes) & 0xff);
}

}  // namespace

log_client::log_client(log_store& store, outbox& kept, log_host& host, std::function<std::int64_t()> now, std::string node, log_limits limits)
    : store_(store), outbox_(kept), host_(host), now_(std::move(now)), node_(std::move(node)), limits_(limits) {
  away_since_ = now_();
}

log_client::~log_client() { store_.on_reach({}); }

result<void> log_client::start() {
  auto kept = outbox_.load();
  if (kept.has_error()) return kept.error();
  for (offer& o : *kept) wait_for(std::move(o));
  store_.on_reach([this](bool up) { reached(up); });
  return {};
}

std::string log_client::next_uid() {
  std::string name;
  put(name, std::stoull(node_, nullptr, 16), 8);
  put(name, ++next_offer_, 8);
  return name;
}

// What the outbox holds may be of an earlier life of this node, so the attempt names its own.
std::string log_client::uid_to_send(const std::string& name) {
  std::string uid = name.substr(0, name_bytes);
  put(uid, std::stoull(node_, nullptr, 16), 8);
  put(uid, ++next_send_, 8);
  return uid;
}

void log_client::offer_all(std::vector<offer> offers, std::function<void(boost::system::error_code)> then) {
  adding_ = true;
  auto copies = offers;
  outbox_.add(std::move(copies), [this, offers = std::move(offers), then = std::move(then)](boost::system::error_code ec) mutable {
    adding_ = false;
    if (!ec)
      for (offer& o : offers) wait_for(std::move(o));
    then(ec);
    send();
  });
}

// --- coming and going

template <class T>
std::function<void(const result<T>&)> log_client::current(std::function<void(const T&)> then) {
  return [this, of = std::weak_ptr<int>(session_), then = std::move(then)](const result<T>& r) {
    if (of.expired()) return;
    if (r.has_value()) return then(*r);
    log::write(log::level::warning, "shared_log", "error=" + log::quoted(r.error().message()));
    again_later();
  };
}

void log_client::turn_to(log_state s) {
  if (state_ == s) return;
  state_ = s;
  if (s == log_state::away) away_since_ = now_();
  if (state_changed_) state_changed_();
}

// What was asked is not waited for any more, and what was offered is offered again.
void log_client::end_session() {
  session_ = std::make_shared<int>(0);
  following_ = false;
  appending_ = 0;
  for (waiting_offer& w : waiting_) w.sent = false;
}

void log_client::reached(bool up) {
  up_ = up;
  end_session();
  if (up) return greet();
  greet_at_ = 0;
  turn_to(log_state::away);
}

void log_client::again_later() {
  end_session();
  greet_at_ = now_() + limits_.retry_ms;
  turn_to(log_state::away);
}

// Asked again after the next loss of the connection at the latest; until then the host looks for another way.
void log_client::be_left_behind() {
  following_ = false;
  turn_to(log_state::away);
  host_.left_behind();
}

void log_client::greet() {
  greet_at_ = 0;
  // What was taken is to be on the disk first, and an older read answered: then there is one truth to compare.
  if (*reading_ || adding_ || host_.applied().seq < taken_) {
    greet_at_ = now_() + 20;
    return;
  }
  store_.head(current<log_head>([this](const log_head& h) { meet(h); }));
}

void log_client::meet(const log_head& h) {
  head_ = h;
  met_at_ = now_();
  server_named_ = false;
  if (h.epoch.empty() && host_.applied().seq != 0) return put_back(1, {});
  if (h.epoch.empty()) {
    if (host_.begins()) store_.begin(host_.epoch(), current<log_head>([this](const log_head& begun) { meet(begun); }));
    return;
  }
  if (h.epoch != host_.epoch() || host_.applied().seq == 0) return join();
  compare();
}

void log_client::read_one(std::uint64_t seq, std::function<void(const log_entry&)> then) {
  *reading_ = true;
  auto answered = current<std::vector<log_entry>>([this, then = std::move(then)](const std::vector<log_entry>& found) {
    if (found.empty()) return again_later();
    then(found.front());
  });
  store_.read(seq, 1, 0, [reading = reading_, answered = std::move(answered)](const result<std::vector<log_entry>>& r) {
    *reading = false;
    answered(r);
  });
}

void log_client::join() {
  if (!host_.joins(head_)) return;
  if (head_.last == 0) {
    std::vector<log_entry> first;
    for (offer& o : host_.first_entries()) first.push_back({first.size() + 1, uid_to_send(o.uid), std::move(o.body)});
    return store_.restore(head_.epoch, {}, std::move(first), [this, of = std::weak_ptr<int>(session_)](const result<std::uint64_t>& r) {
      if (of.expired()) return;
      if (r.has_error() && r.error() == errc::away) return again_later();
      greet();  // ours, or somebody was first
    });
  }
  if (head_.first > 1) return be_left_behind();
  follow();
}

// --- what this node has, and what the log has

void log_client::compare() {
  const log_point mine = host_.applied();
  if (head_.last == 0) return put_back(1, {});
  const std::uint64_t both = std::min(head_.last, mine.seq);
  // Nodes never empty a log. Whoever does has to know that all nodes have all of it: nothing is left to tell by.
  if (head_.first > head_.last && mine.seq >= head_.last) return mine.seq == head_.last ? follow() : again_later();
  if (both < head_.first) return be_left_behind();
  const std::string known = both == mine.seq ? mine.uid : host_.uid_of(both);
  if (known.empty()) return be_left_behind();
  read_one(both, [this, both, known, mine](const log_entry& e) {
    if (e.uid != known) return find_common(head_.first - 1, both);
    if (head_.last < mine.seq) return put_back(both + 1, known);
    follow();
  });
}

void log_client::put_back(std::uint64_t from, std::string after) {
  auto lost = host_.entries(from);
  if (lost.has_error() || lost->empty()) return again_later();
  log::write(log::level::warning, "shared_log_restored", "first=" + std::to_string(lost->front().seq) + " last=" + std::to_string(lost->back().seq));
  const std::string last = lost->back().uid;
  store_.restore(host_.epoch(), after, std::move(*lost), [this, last, of = std::weak_ptr<int>(session_)](const result<std::uint64_t>& r) {
    if (of.expired()) return;
    if (r.has_error()) return r.error() == errc::other_log ? greet() : again_later();  // somebody else puts it back
    if (*r < host_.applied().seq) return put_back(*r + 1, last);
    greet();
  });
}

// Entry `low` is the same on both sides, or is the one before the first that is kept; `high` is not.
void log_client::find_common(std::uint64_t low, std::uint64_t high) {
  if (low + 1 >= high && low != 0 && low < head_.first) return be_left_behind();  // they part before what the log keeps: a copy of a ledger tells where
  if (low + 1 >= high) return offer_again(low + 1, low);
  const std::uint64_t middle = low + (high - low) / 2;
  read_one(middle, [this, low, high, middle](const log_entry& e) {
    const std::string mine = host_.uid_of(middle);
    if (mine.empty() || mine == e.uid) find_common(middle, high);
    else find_common(low, middle);
  });
}

void log_client::offer_again(std::uint64_t from, std::uint64_t common) {
  if (from > host_.applied().seq) {
    log::write(log::level::warning, "overtaken", "common=" + std::to_string(common) + " applied=" + std::to_string(host_.applied().seq));
    return host_.overtaken(common);
  }
  auto lost = host_.entries(from);
  if (lost.has_error() || lost->empty()) return again_later();
  const std::uint64_t next = lost->back().seq + 1;
  std::vector<offer> offers;
  for (log_entry& e : *lost)
    if (host_.is_worth_offering(e)) offers.push_back({name_of(e.uid), std::move(e.body)});
  if (offers.empty()) return offer_again(next, common);
  offer_all(std::move(offers), [this, next, common, of = std::weak_ptr<int>(session_)](boost::system::error_code ec) {
    if (ec) return again_later();
    if (!of.expired()) offer_again(next, common);
  });
}

// --- reading

void log_client::follow() {
  following_ = true;
  taken_ = host_.applied().seq;
  turn_to(taken_ >= head_.last ? log_state::in_step : log_state::catching_up);
  read_on();
  send();
}

void log_client::read_on() {
  if (!following_ || *reading_ || host_full_) return;
  *reading_ = true;
  store_.read(taken_ + 1, limits_.read_entries_max, limits_.read_wait_ms,
              [this, reading = reading_, of = std::weak_ptr<int>(session_)](const result<std::vector<log_entry>>& r) {
                *reading = false;
                if (!of.expired()) took(r);
              });
}

void log_client::took(const result<std::vector<log_entry>>& read) {
  if (!following_) return;
  if (read.has_error()) return again_later();
  for (const log_entry& e : *read) {
    if (e.seq != taken_ + 1) return again_later();
    const taking t = host_.take(e);
    if (t == taking::never) return be_left_behind();
    taken_ = e.seq;
    came_back(name_of(e.uid));
    host_full_ = host_full_ || t == taking::enough;
  }
  head_.last = std::max(head_.last, taken_);
  if (taken_ >= head_.last) turn_to(log_state::in_step);
  read_on();
  send();
}

void log_client::wait_for(offer o) {
  if (!waiting_uids_.insert(o.uid).second) return;
  waiting_bytes_ += o.body.size();
  waiting_.push_back({std::move(o), false});
}

// One's own come back in order, so they are found at the front.
void log_client::came_back(const std::string& uid) {
  if (waiting_uids_.erase(uid) == 0) return;
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const waiting_offer& w) { return w.what.uid == uid; });
  if (found == waiting_.end()) return;
  waiting_bytes_ -= found->what.body.size();
  waiting_.erase(found);
}

void log_client::applied(const std::string& uid) { outbox_.remove(name_of(uid)); }

void log_client::go_on() {
  host_full_ = false;
  read_on();
}

// --- offering

// Who can reach another server first waits: a node that knows more than that server puts it back, and only then anything new may follow.
void log_client::name_server() {
  if (server_named_) return;
  if (!host_.server().empty() && now_() - met_at_ < limits_.server_grace_ms) return;
  server_named_ = true;
  // Not kept: should it be lost, the next greeting says it again, of whatever server answers then.
  offer o = host_.server_changed(head_.server);
  o.uid = uid_to_send(o.uid);
  store_.append(head_, {std::move(o)}, current<std::uint64_t>([](const std::uint64_t&) {}));
}

void log_client::send() {
  if (!following_ || state_ != log_state::in_step) return;
  if (host_.server() != head_.server) return name_server();
  std::size_t at = 0;
  while (appending_ < limits_.appends_under_way_max) {
    while (at < waiting_.size() && waiting_[at].sent) ++at;
    std::vector<offer> offers;
    std::size_t bytes = 0;
    for (; at < waiting_.size() && !waiting_[at].sent && offers.size() < limits_.append_entries_max; ++at) {
      if (!offers.empty() && bytes + waiting_[at].what.body.size() > limits_.append_bytes_max) break;
      bytes += waiting_[at].what.body.size();
      waiting_[at].sent = true;
      offers.push_back({uid_to_send(waiting_[at].what.uid), waiting_[at].what.body});
    }
    if (offers.empty()) return;
    ++appending_;
    store_.append(head_, std::move(offers), current<std::uint64_t>([this](const std::uint64_t&) {
      --appending_;
      send();
    }));
  }
}

void log_client::run_due() {
  const std::int64_t now = now_();
  if (greet_at_ != 0 && now >= greet_at_ && up_) greet();
  if (!following_) return;
  send();
  if (now - noted_at_ >= limits_.note_every_ms) note();
}

void log_client::note() {
  noted_at_ = now_();
  outbox_.flush();
  store_.note_applied(node_, host_.applied().seq, limits_.alive_ms, [this, of = std::weak_ptr<int>(session_)](const result<std::uint64_t>& all) {
    if (!of.expired() && all.has_value()) trim(*all);
  });
}

void log_client::trim(std::uint64_t all_have) {
  if (limits_.keep_entries == 0 && limits_.keep_ms == 0) return;
  // The newest entry always stays: nodes know by it whether the log is still the one they read.
  const std::uint64_t keep = std::max<std::uint64_t>(limits_.keep_entries, 1);
  if (now_() - trimmed_at_ < limits_.trim_every_ms || all_have <= keep) return;
  trimmed_at_ = now_();
  const std::uint64_t upto = std::min(all_have - keep, host_.trimmable(now_() - limits_.keep_ms));
  if (upto < head_.first) return;
  head_.first = upto + 1;
  store_.trim(head_.first, [](const result<std::uint64_t>&) {});
}

}  // namespace northstar::cluster
