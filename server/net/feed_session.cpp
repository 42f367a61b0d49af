// SPDX-License-Identifier: MIT
#include "net/feed_session.hpp"

#include <netinet/tcp.h>

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "feed/hub.hpp"
#include "feed/outbox.hpp"
#include "net/feed_message.hpp"
#include "wire/cell_text.hpp"

namespace northstar::net {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;

constexpr std::string_view subprotocol = "northstar.v1";
// For the other side to answer a close, and for a frame under way to get out before one.
constexpr std::int64_t close_timeout_ms = 3'000;
// What the kernel may hold unsent. More would be old figures that arrive late: what is newest waits in the outbox instead.
constexpr int unsent_bytes_max = 32 * 1024;

class feed_session final : public session,
                           public feed::subscriber,
                           public std::enable_shared_from_this<feed_session> {
 public:
  feed_session(connection c, bool from_loopback, std::optional<principal> who, const feed_surroundings& around)
      : session(around.sessions),
        around_(around),
        place_(std::move(c.place)),
        from_loopback_(from_loopback),
        who_(std::move(who)),
        stream_(std::move(c.socket)),
        wake_(stream_.get_executor(), timer::time_point::max()),
        outbox_({around.config.outbox_frames_max, around.config.outbox_bytes_max}) {
    ++around_.statistics.connections;
  }

  ~feed_session() override {
    --around_.statistics.connections;
    leave_all();
  }

  void start(const http_request& upgrade) {
    spawn(stream_.get_executor(), run(upgrade), shared_from_this());
  }

  void deliver(feed::channel& from, const feed::sequenced_frame& f) override {
    outbox_.push(from, f);
    wake_.cancel();
  }

  void go_away() override { end(close::going_away, "the server goes away"); }
  void cut() override {
    error_code ignored;
    stream_.next_layer().close(ignored);
  }
  void tokens_changed() override {
    if (who_ && !around_.rights.still_holds(*who_, around_.clock.now()))
      end(close::revoked, "this token was revoked or has expired");
  }

 private:
  using stream = websocket::stream<net::socket>;

  awaitable<void> run(http_request upgrade) {
    configure(upgrade);
    const http::request<http::empty_body> request = beast_request(upgrade);
    const auto [ec] = co_await stream_.async_accept(request, with_ec);
    if (ec) co_return;
    ++around_.statistics.sessions;
    ++around_.statistics.sessions_opened;
    open_ = true;
    if (who_) welcome();
    else if (!closing_) set_deadline(around_.config.auth_timeout_ms);
    spawn(stream_.get_executor(), writer(), shared_from_this());
    co_await reader();
  }

  void configure(const http_request& upgrade) {
    configure_times(std::chrono::milliseconds(around_.config.feed_idle_ms));
    stream_.read_message_max(around_.config.feed_message_bytes_max);
    stream_.auto_fragment(false);
    const bool offered = has_list_item(upgrade.field("sec-websocket-protocol"), subprotocol);
    stream_.set_option(websocket::stream_base::decorator([offered](websocket::response_type& answer) {
      answer.set(http::field::server, "northstar");
      if (offered) answer.set(http::field::sec_websocket_protocol, subprotocol);
    }));
    // A kernel that does not know the option holds more; nothing else depends on it.
    ::setsockopt(stream_.next_layer().native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_bytes_max,
                 sizeof unsent_bytes_max);
  }

  void configure_times(websocket::stream_base::duration idle) {
    websocket::stream_base::timeout times{};
    times.handshake_timeout = std::chrono::milliseconds(close_timeout_ms);
    times.idle_timeout = idle;
    times.keep_alive_pings = true;  // after half the idle time
    stream_.set_option(times);
  }

  static http::request<http::empty_body> beast_request(const http_request& from) {
    http::request<http::empty_body> r;
    r.method(http::verb::get);
    r.target(from.target);
    r.version(11);
    for (const http_field& f : from.fields) r.insert(f.name, f.value);
    return r;
  }

  awaitable<void> reader() {
    beast::flat_buffer buffer;
    while (true) {
      const auto [ec, n] = co_await stream_.async_read(buffer, with_ec);
      if (ec == websocket::error::message_too_big) failed_with_ = websocket::close_code::too_big;
      if (ec) break;
      const auto bytes = buffer.cdata();
      if (!closing_) take(std::string_view(static_cast<const char*>(bytes.data()), bytes.size()));
      buffer.consume(buffer.size());
    }
    read_ended_ = true;
    wake_.cancel();
  }

  awaitable<void> writer() {
    while (!closing_ && !read_ended_) {
      const auto next = outbox_.pop();
      count_conflated();
      if (!next) {
        co_await wake_.async_wait(with_ec);
        continue;
      }
      const feed::frame text = *next;
      const auto bytes = asio::buffer(*text);
      set_deadline(around_.config.drain_timeout_ms);
      writing_ = true;
      const auto [ec, n] = co_await stream_.async_write(bytes, with_ec);
      writing_ = false;
      if (!closing_) clear_deadline();
      if (ec) break;
      ++around_.statistics.frames_sent;
      around_.statistics.frame_bytes_sent += text->size();
    }
    if (closing_ && !read_ended_) co_await say_close();
    finish();
  }

  awaitable<void> say_close() {
    set_deadline(close_timeout_ms);
    websocket::close_reason reason;
    reason.code = static_cast<websocket::close_code>(*closing_);
    reason.reason = close_words_;
    co_await stream_.async_close(reason, with_ec);
  }

  // The writer is the last to leave; the reader ends with the socket.
  void finish() {
    clear_deadline();
    leave_all();
    count_conflated();
    --around_.statistics.sessions;
    const unsigned code = code_at_end();
    ++around_.statistics.closes[code];
    if (closing_ && *closing_ != close::going_away)
      log::write(log::level::info, "feed_session_closed",
                 "code=" + std::to_string(code) + " reason=" + log::quoted(close_words_) +
                     " who=" + log::quoted(who_ ? who_->name : ""));
    cut();
  }

  // Ours, the client's, or 1006: the connection broke without a word.
  unsigned code_at_end() const {
    if (closing_) return static_cast<unsigned>(*closing_);
    if (failed_with_ != websocket::close_code::none) return failed_with_;
    const unsigned theirs = stream_.reason().code;
    if (theirs != websocket::close_code::none) return theirs;
    return websocket::close_code::abnormal;
  }

  // --- what the client says ---

  void take(std::string_view text) {
    if (!stream_.got_text()) return end(close::protocol, "text frames only");
    if (too_many_messages()) return end(close::protocol, "too many messages");
    const client_message message = parse_client_message(text);
    if (const auto* bad = std::get_if<bad_message>(&message)) return end(close::protocol, bad->reason);
    if (const auto* auth = std::get_if<auth_message>(&message)) return authenticate(*auth);
    if (!who_) return end(close::refused, "the first message brings the token");
    if (const auto* subscribed = std::get_if<subscribe_message>(&message)) return subscribe(*subscribed);
    const auto& painted = std::get<painted_message>(message);
    around_.engine.painted(who_->name, painted.position, painted.at_ms, looking_since_);
  }

  void authenticate(const auth_message& m) {
    const identity found = around_.rights.identify_token(m.token, from_loopback_, around_.clock.now());
    const bool welcome_here = found.who && around_.rights.may(*found.who, action::read_board);
    if (!welcome_here) return end(close::refused, found.who ? "this token has no right to the feed" : "no such token");
    // A second token would change the rights under a running subscription.
    if (who_ && who_->token_hash != found.who->token_hash) return end(close::protocol, "already signed in");
    if (who_) return;
    who_ = found.who;
    clear_deadline();
    welcome();
  }

  // The beats begin with the first subscription, so that a hello is followed by what was asked for.
  void welcome() { notice(around_.engine.feed().hello(around_.clock.now())); }

  // From here on without a suspension: no delta can come between a scope's snapshot and its membership.
  void subscribe(const subscribe_message& m) {
    std::vector<std::string> scopes = m.scopes;
    if (scopes.empty()) scopes.push_back(own_scope());
    if (scopes.size() > around_.config.scopes_max)
      return error("too_many_scopes", "at most " + std::to_string(around_.config.scopes_max) + " scopes");
    leave_all();
    looking_since_ = around_.engine.position().offset;
    for (auto at = scopes.begin(); at != scopes.end(); ++at)
      if (std::find(scopes.begin(), at, *at) == at) join(*at, m, scopes.size() == 1);
    memberships_.emplace_back(around_.engine.feed().beats(), *this);
  }

  void join(const std::string& scope, const subscribe_message& m, bool only_scope) {
    if (!around_.rights.may(*who_, action::read_board, scope))
      return error("forbidden_scope", scope + " is outside this token's scope");
    auto& board = around_.engine.feed();
    const auto channel = board.open({scope, m.metrics, m.slices});
    if (channel.has_error()) return refuse_scope(scope, channel.error());
    feed::channel& to = **channel;
    memberships_.emplace_back(to, *this);
    deliver(to, m.position ? board.resume(to, *m.position, only_scope) : to.snapshot());
  }

  void refuse_scope(const std::string& scope, error_code ec) {
    if (ec == make_error_code(engine::errc::unknown_unit)) return error("unknown_scope", "there is no unit " + scope);
    if (ec == make_error_code(engine::errc::unknown_metric)) return error("unknown_metric", scope + ": " + ec.message());
    error("refused_scope", scope + ": " + ec.message());
  }

  void leave_all() {
    for (const feed::subscription& m : memberships_) outbox_.forget(*m.joined());
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

  // A notice that finds no room is dropped: who asks for more errors than he reads does without.
  void notice(feed::frame text) {
    outbox_.push_notice(std::move(text));
    wake_.cancel();
  }

  void error(std::string_view name, std::string_view detail) {
    notice(std::make_shared<const std::string>("{\"type\":\"error\",\"error\":" + wire::json_text(name) +
                                               ",\"detail\":" + wire::json_text(detail) + "}"));
  }

  // The first reason counts. The writer says it once the frame under way is out.
  void end(close code, std::string_view words) {
    if (closing_) return;
    closing_ = code;
    close_words_ = words.substr(0, 120);
    leave_all();
    if (!open_) return cut();
    // Who is slow gets as long again to take the frame under way, or he would never read why he was left.
    set_deadline(code == close::slow ? around_.config.drain_timeout_ms : close_timeout_ms);
    wake_.cancel();
  }

  void deadline_passed() override {
    if (closing_) return cut();
    if (!who_) return end(close::refused, "no token came in time");
    if (!writing_) return;
    end(close::slow, "too slow for too long");
    configure_times(websocket::stream_base::none());
  }

  void count_conflated() {
    around_.statistics.conflated += outbox_.conflated() - conflated_counted_;
    conflated_counted_ = outbox_.conflated();
  }

  const feed_surroundings& around_;
  connection_limits::place place_;
  bool from_loopback_;
  std::optional<principal> who_;
  stream stream_;
  timer wake_;
  feed::outbox outbox_;
  std::vector<feed::subscription> memberships_;
  std::optional<close> closing_;
  std::uint16_t failed_with_ = websocket::close_code::none;
  std::string close_words_;
  session::clock::time_point second_began_{};
  std::size_t messages_this_second_ = 0;
  std::uint64_t looking_since_ = 0;  // offset of the board at the subscription
  std::uint64_t conflated_counted_ = 0;
  bool open_ = false;        // the upgrade is granted
  bool writing_ = false;
  bool read_ended_ = false;
};

}  // namespace

void start_feed_session(connection c, const http_request& upgrade, std::optional<principal> who,
                        const feed_surroundings& around) {
  const bool from_loopback = upgrade.from_loopback();
  std::make_shared<feed_session>(std::move(c), from_loopback, std::move(who), around)->start(upgrade);
}

}  // namespace northstar::net
