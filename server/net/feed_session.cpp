// SPDX-License-Identifier: MIT
#include "net/feed_session.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <cerrno>
#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "feed/hub.hpp"
#include "net/feed_message.hpp"
#include "net/feed_writer.hpp"
#include "net/websocket_handshake.hpp"
#include "net/websocket_reader.hpp"
#include "wire/cell_text.hpp"

namespace northstar::net {

namespace {

constexpr std::string_view subprotocol = "northstar.v1";
// For the other side to answer a close, and to end the connection behind it.
constexpr std::int64_t close_timeout_ms = 3'000;
constexpr std::size_t close_reason_max = 120;
// What the kernel may hold unsent. More would be old figures that arrive late: what is newest waits on our side instead.
constexpr int unsent_bytes_max = 32 * 1024;
// A viewer of so many channels (a scope and the beats) gets frames one by one; who watches more gets a tick's frames together.
constexpr std::size_t written_at_once = 2;

// A kernel that does not know an option does without; nothing else depends on them.
void set_option(int descriptor, int level, int name, int value) { ::setsockopt(descriptor, level, name, &value, sizeof value); }

// Who is gone without a word is found by the kernel: what he does not acknowledge, a beat at the latest, or a probe where nothing
// is under way, ends the connection after `idle_ms`. So ten thousand quiet viewers need no pings of ours.
void watch_for_silence(int descriptor, std::int64_t idle_ms) {
  const auto half_s = static_cast<int>(std::clamp<std::int64_t>(idle_ms / 2'000, 1, 32'767));
  set_option(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(std::min<std::int64_t>(idle_ms, 1'000'000'000)));
  set_option(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_option(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, half_s);
  set_option(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, std::max(1, half_s / 4));
}

// While nothing waits for it, frames go past it (net/direct_sockets.hpp): between two of them its memory grows cold. A viewer of many scopes is asked all the
// same. What a frame touches then lies together, from the subscriber to the first subscriptions, and feed::channel fetches these two beforehand: so the order of
// the members matters.
class feed_session final : public session, public feed::subscriber, public polled {
 public:
  feed_session(connection c, bool from_loopback, std::optional<principal> who, const feed_surroundings& around)
      : session(around.sessions),
        from_loopback_(from_loopback),
        writer_(c.socket.native_handle(), {around.config.outbox_frames_max, around.config.outbox_bytes_max}, around.pages, around.statistics),
        around_(around),
        place_(std::move(c.place)),
        descriptor_(c.socket.release()) {
    if (who) let_in(*std::move(who));
    ++around_.statistics.connections;
    ++around_.statistics.sessions;
    ++around_.statistics.sessions_opened;
  }

  ~feed_session() override {
    --around_.statistics.connections;
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  // The answer and the hello leave together. Beats begin with the first subscription, so that a hello is followed by what was asked for.
  void start(const http_request& upgrade) {
    set_option(descriptor_, IPPROTO_TCP, TCP_NOTSENT_LOWAT, unsent_bytes_max);
    watch_for_silence(descriptor_, around_.config.feed_idle_ms);
    if (!around_.poller.add(descriptor_, *this)) return finish(websocket_code::broken);
    std::string opening = grant_websocket(upgrade, subprotocol);
    if (who_) opening += *around_.engine.feed().hello(around_.clock.now(), around_.web.tag());
    else set_deadline(around_.config.auth_timeout_ms);
    writer_.open(std::move(opening));
    after_write();
  }

  void deliver(feed::subscription& by, const feed::sequenced_frame& f) override {
    writer_.send(by, f, subscribing_ || is_told_together());
    if (!subscribing_) after_write();
  }

  void go_on(feed::subscription& by, const feed::sequenced_frame& f, std::size_t taken) override {
    take_back();
    writer_.go_on(by, f, taken);
    after_write();
  }

  void go_away() override { end(close::going_away, "the server goes away"); }
  void cut() override { finish(code_at_end(websocket_code::broken)); }
  void tokens_changed() override {
    if (who_ && !around_.rights.still_holds(*who_, around_.clock.now()))
      end(close::revoked, "this token was revoked or has expired");
  }

  void reload() override {
    if (state_ == state::open) notice(feed::text_frame(R"({"type":"reload"})"));
  }

  // --- readiness ---

  void readable() override {
    const std::span<char> space = around_.poller.scratch();
    const ssize_t n = ::recv(descriptor_, space.data(), space.size(), MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
    if (n <= 0) return finish(code_at_end(websocket_code::broken));
    if (state_ != state::leaving) read(space.first(static_cast<std::size_t>(n)));
  }

  void writable() override { flush(); }

  void flush() override {
    writer_.flush();
    after_write();
  }

 private:
  // closing: our close frame is on its way; leaving: both sides have said it, or one broke the rules, and the connection is to end.
  enum class state : std::uint8_t { open, closing, leaving, over };

  void read(std::span<char> bytes) {
    websocket_reader fresh(around_.config.feed_message_bytes_max);
    websocket_reader& reader = unfinished_ ? *unfinished_ : fresh;
    while (state_ == state::open || state_ == state::closing) {
      const websocket_reader::event e = reader.next(bytes);
      if (e.what == websocket_reader::kind::nothing) break;
      hear(e);
    }
    if (reader.idle() || state_ == state::leaving || state_ == state::over) unfinished_.reset();
    else if (!unfinished_) unfinished_ = std::make_unique<websocket_reader>(std::move(fresh));
  }

  void hear(const websocket_reader::event& e) {
    using kind = websocket_reader::kind;
    if (e.what == kind::close) return said_close(e.code);
    if (e.what == kind::fault) return leave(e.code, "");
    if (state_ != state::open) return;
    if (too_many_messages()) return end(close::protocol, "too many messages");
    if (e.what == kind::binary) return end(close::protocol, "text frames only");
    if (e.what == kind::text) return take(e.payload);
    if (e.what != kind::ping) return;
    writer_.pong(e.payload);
    after_write();
  }

  // The client's close is answered with its own code; to ours it is the answer.
  void said_close(std::uint16_t code) {
    if (state_ == state::open) return leave(code, "");
    state_ = state::leaving;
    after_write();
  }

  // --- what the client says ---

  void take(std::string_view text) {
    const client_message message = parse_client_message(text);
    if (const auto* bad = std::get_if<bad_message>(&message)) return end(close::protocol, bad->reason);
    if (const auto* auth = std::get_if<auth_message>(&message)) return authenticate(*auth);
    if (!who_) return end(close::refused, "the first message brings the token");
    if (const auto* subscribed = std::get_if<subscribe_message>(&message)) return subscribe(*subscribed);
    const auto& painted = std::get<painted_message>(message);
    around_.engine.painted(who_->name, painted.position, painted.at_ms, looking_since_);
  }

  void authenticate(const auth_message& m) {
    identity found = around_.rights.identify_token(m.token, from_loopback_, around_.clock.now());
    const bool welcome_here = found.who && around_.rights.may(*found.who, action::read_board);
    if (!welcome_here) return end(close::refused, found.who ? "this token has no right to the feed" : "no such token");
    // A second token would change the rights under a running subscription.
    if (who_ && who_->token_hash != found.who->token_hash) return end(close::protocol, "already signed in");
    if (who_) return;
    let_in(*std::move(found.who));
    clear_deadline();
    notice(around_.engine.feed().hello(around_.clock.now(), around_.web.tag()));
  }

  void let_in(principal who) {
    who_ = around_.principals.share(std::move(who));
    if (who_->role == role::display) around_.displays.add(who_->name, *this, around_.clock.now());
  }

  // In one go: no delta can come between a scope's snapshot and its membership. What it brings leaves together.
  void subscribe(const subscribe_message& m) {
    std::vector<std::string> scopes = m.scopes;
    if (scopes.empty()) scopes.push_back(own_scope());
    if (scopes.size() > around_.config.scopes_max)
      return error("too_many_scopes", "at most " + std::to_string(around_.config.scopes_max) + " scopes");
    leave_all();
    memberships_.reserve(scopes.size() + 1);  // a subscription stays where it is while frames of it wait
    looking_since_ = around_.engine.position().offset;
    subscribing_ = true;
    for (auto at = scopes.begin(); at != scopes.end(); ++at)
      if (std::find(scopes.begin(), at, *at) == at) join(*at, m, scopes.size() == 1);
    memberships_.emplace_back(around_.engine.feed().beats(), *this);
    subscribing_ = false;
    flush();
  }

  void join(const std::string& scope, const subscribe_message& m, bool only_scope) {
    if (!around_.rights.may(*who_, action::read_board, scope))
      return error("forbidden_scope", scope + " is outside this token's scope");
    auto& board = around_.engine.feed();
    const auto channel = board.open({scope, m.metrics, m.slices});
    if (channel.has_error()) return refuse_scope(scope, channel.error());
    feed::channel& to = **channel;
    const auto first = m.position ? board.resume(to, *m.position, only_scope) : to.snapshot();
    deliver(memberships_.emplace_back(to, *this), first);
  }

  void refuse_scope(const std::string& scope, error_code ec) {
    if (ec == make_error_code(engine::errc::unknown_unit)) return error("unknown_scope", "there is no unit " + scope);
    if (ec == make_error_code(engine::errc::unknown_metric)) return error("unknown_metric", scope + ": " + ec.message());
    error("refused_scope", scope + ": " + ec.message());
  }

  bool is_told_together() const { return memberships_.size() > written_at_once; }

  // Nothing waits: frames need not come by here.
  void let_past() {
    if (is_past_ || memberships_.empty() || state_ != state::open || is_told_together()) return;
    is_past_ = true;
    for (feed::subscription& m : memberships_) m.go_directly(around_.direct, descriptor_);
  }

  void take_back() {
    if (!std::exchange(is_past_, false)) return;
    for (feed::subscription& m : memberships_) m.go_by_subscriber();
  }

  void leave_all() {
    take_back();
    for (feed::subscription& m : memberships_) writer_.forget(m);
    memberships_.clear();
  }

  std::string own_scope() const {
    if (!who_->unit.empty()) return who_->unit;
    const auto& plan = around_.engine.plan();
    return std::string(plan.unit_id(plan.plan().root));
  }

  // A page paints at most as often as it gets frames; a client that talks without end is at fault.
  bool too_many_messages() {
    const auto now = session::clock::now();
    if (now - second_began_ >= std::chrono::seconds(1)) {
      second_began_ = now;
      messages_this_second_ = 0;
    }
    return ++messages_this_second_ > around_.config.feed_messages_per_s_max;
  }

  // --- what the server says beside frames ---

  void notice(feed::frame text) {
    writer_.notice(std::move(text), subscribing_);
    if (!subscribing_) after_write();
  }

  void error(std::string_view name, std::string_view detail) {
    notice(feed::text_frame("{\"type\":\"error\",\"error\":" + wire::json_text(name) + ",\"detail\":" +
                            wire::json_text(detail) + "}"));
  }

  // --- the end ---

  // The first reason counts. It is said behind the frame under way, and the client's close awaited.
  void end(close code, std::string_view words) {
    if (state_ != state::open) return;
    state_ = state::closing;
    // Who is slow gets as long again to take the frame under way, or he would never read why he was left.
    say_close(static_cast<std::uint16_t>(code), words,
              code == close::slow ? around_.config.drain_timeout_ms : close_timeout_ms);
    if (code != close::going_away)
      log::write(log::level::info, "feed_session_closed",
                 "code=" + std::to_string(closed_with_) + " reason=" + log::quoted(words) +
                     " who=" + log::quoted(who_ ? who_->name : ""));
  }

  // Nothing more is heard: the client's own close is answered, or what it sends cannot be read.
  void leave(std::uint16_t code, std::string_view words) {
    if (state_ == state::open) say_close(code, words, close_timeout_ms);
    if (state_ == state::over) return;
    state_ = state::leaving;
    after_write();
  }

  void say_close(std::uint16_t code, std::string_view words, std::int64_t in_ms) {
    closed_with_ = code;
    leave_all();
    set_deadline(in_ms);
    writer_.close(code == websocket_code::none_given ? std::uint16_t{0} : code, words.substr(0, close_reason_max));
    after_write();
  }

  // What the writer came to.
  void after_write() {
    if (state_ == state::over) return;
    if (writer_.now() != feed_writer::state::empty) take_back();
    switch (writer_.now()) {
      case feed_writer::state::broken: return finish(code_at_end(websocket_code::broken));
      case feed_writer::state::holding: return around_.poller.flush_soon(*this);
      case feed_writer::state::blocked: return wait_for_drain();
      case feed_writer::state::empty: return drained();
      case feed_writer::state::closed: break;
    }
    if (std::exchange(awaits_drain_, false)) around_.poller.watch_writing(descriptor_, *this, false);
    // Behind the last close no more is written, and the client's end is awaited: ending first would reset away what it has not read.
    if (state_ != state::leaving || std::exchange(shut_, true)) return;
    ::shutdown(descriptor_, SHUT_WR);
    set_deadline(close_timeout_ms);
  }

  // One frame may be under way for so long: with each that got out the time begins anew.
  void wait_for_drain() {
    const bool moved = std::exchange(written_before_, writer_.written()) != writer_.written();
    if (!awaits_drain_) around_.poller.watch_writing(descriptor_, *this, true);
    if (state_ == state::open && who_ && (!awaits_drain_ || moved)) set_deadline(around_.config.drain_timeout_ms);
    awaits_drain_ = true;
  }

  void drained() {
    let_past();
    if (!std::exchange(awaits_drain_, false)) return;
    around_.poller.watch_writing(descriptor_, *this, false);
    if (state_ == state::open && who_) clear_deadline();
  }

  void deadline_passed() override {
    if (state_ != state::open) return cut();
    if (!who_) return end(close::refused, "no token came in time");
    end(close::slow, "too slow for too long");
  }

  // Ours, the client's, or that of a connection that broke without a word.
  std::uint16_t code_at_end(std::uint16_t otherwise) const { return closed_with_ != 0 ? closed_with_ : otherwise; }

  void finish(std::uint16_t code) {
    if (std::exchange(state_, state::over) == state::over) return;
    clear_deadline();
    leave_all();
    unfinished_.reset();
    if (who_ && who_->role == role::display) around_.displays.remove(who_->name, *this);
    --around_.statistics.sessions;
    ++around_.statistics.closes[code];
    ::close(std::exchange(descriptor_, -1));
    around_.poller.retire(*this);
  }

  state state_ = state::open;
  bool subscribing_ = false;   // what is delivered waits until all is
  bool awaits_drain_ = false;  // writability is watched
  bool is_past_ = false;       // frames go past the session
  bool shut_ = false;          // we have ended our half of the connection
  bool from_loopback_;
  feed_writer writer_;
  boost::container::small_vector<feed::subscription, 2> memberships_;
  const feed_surroundings& around_;
  connection_limits::place place_;
  int descriptor_;
  std::shared_ptr<const principal> who_;
  std::unique_ptr<websocket_reader> unfinished_;  // a message that came in part
  session::clock::time_point second_began_{};
  std::uint64_t looking_since_ = 0;  // offset of the board at the subscription
  std::uint32_t messages_this_second_ = 0;
  std::uint32_t written_before_ = 0;  // frames, when the writer last was blocked
  std::uint16_t closed_with_ = 0;     // 0: nobody has said a close
};

}  // namespace

void start_feed_session(connection c, const http_request& upgrade, std::optional<principal> who,
                        const feed_surroundings& around) {
  const bool from_loopback = upgrade.from_loopback();
  // Its own until it retires (net/feed_poller.hpp).
  (new feed_session(std::move(c), from_loopback, std::move(who), around))->start(upgrade);
}

}  // namespace northstar::net
