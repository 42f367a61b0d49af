// SPDX-License-Identifier: MIT
// No coroutine: a request that comes whole is read, answered and written in one go, with two system calls; only what has to be waited for takes
// a way through the loop. run() goes from stage to stage until something is.
#include "net/http_session.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <string>
#include <utility>

#include "net/body_share.hpp"
#include "net/problem.hpp"
#include "net/request_reader.hpp"
#include "net/websocket_handshake.hpp"

namespace northstar::net {

namespace {

// Up to here a body is copied behind its head: one buffer is cheaper to send than two.
constexpr std::size_t joined_body_bytes_max = 16 * 1024;
// What a quiet connection keeps for its next answer.
constexpr std::size_t kept_answer_bytes = 4096;
// Time and bytes given to a refused client to finish sending and read why: closing at once would reset the answer away.
constexpr std::int64_t linger_ms = 2'000;
constexpr std::size_t linger_bytes_max = 64 * 1024 * 1024;
constexpr std::string_view continue_text = "HTTP/1.1 100 Continue\r\n\r\n";

class http_session final : public session, public waiting_connection, public std::enable_shared_from_this<http_session> {
 public:
  http_session(connection c, const http_surroundings& around)
      : session(around.sessions),
        around_(around),
        connection_(std::move(c)),
        reader_({around.config.header_bytes_max, around.config.body_bytes_max}),
        taker_(std::make_shared<taker>(*this)),
        share_(around.statistics.body_bytes) {
    ++around_.statistics.connections;
  }
  ~http_session() override {
    taker_->session = nullptr;
    --around_.statistics.connections;
  }

  void start() {
    error_code ignored;
    connection_.socket.non_blocking(true, ignored);
    run();
  }

  void go_away() override {
    leaving_ = true;
    if (idle_) connection_.socket.cancel();
  }
  void cut() override {
    leaving_ = true;
    stage_ = stage::ended;
    error_code ignored;
    connection_.socket.close(ignored);
    // Whoever waits for an answer that will not come is let go, but not from within this call.
    if (kept_) asio::post(connection_.socket.get_executor(), [gone = std::move(kept_)] {});
  }
  void tokens_changed() override {}  // every request is judged anew
  void write_answer() override { run(); }

 private:
  enum class stage : std::uint8_t { head, body, wait, write, linger, ended };

  // Answers may come when the session is no more.
  struct taker final : answer_taker {
    explicit taker(http_session& s) : session(&s) {}
    void take(std::uint64_t request, http_response r) override {
      if (session) session->take_answer(request, std::move(r));
    }
    http_session* session;
  };

  // An exception that leaves a handler is a fault of ours: it is logged, and costs this connection only.
  void run() {
    try {
      while (step()) {
      }
    } catch (const std::exception& e) {
      log::write(log::level::error, "http_session_failed", "what=" + log::quoted(e.what()));
      end();
    }
  }

  // True: there is more to do at once. False: it goes on when a socket or an answer is ready, or never.
  bool step() {
    switch (stage_) {
      case stage::head: return take_head();
      case stage::body: return take_body();
      case stage::write: return write_on();
      case stage::wait:
      case stage::linger:
      case stage::ended: break;
    }
    return false;
  }

  bool take_head() {
    if (leaving_) return end();
    if (reader_.is_drained() && !begun_) {
      // Silence between two requests; before the first one there is less time.
      idle_ = true;
      set_deadline(first_ ? around_.config.header_timeout_ms : around_.config.keep_alive_ms);
      return read();
    }
    first_ = false;
    if (!std::exchange(begun_, true)) clear_deadline();
    switch (reader_.read_head()) {
      case request_reader::outcome::done: return admit();
      case request_reader::outcome::more:
        if (!has_deadline()) set_deadline(around_.config.header_timeout_ms);
        return read();
      case request_reader::outcome::header_too_large: return refuse(problem(431, "the header is larger than this server takes"));
      case request_reader::outcome::body_too_large: return refuse(problem(413, "the body is larger than this server takes"));
      case request_reader::outcome::bad_version: return refuse(problem(505, "HTTP/1.1 is spoken here"));
      case request_reader::outcome::malformed: return refuse(problem(400, "this is no HTTP request: " + reader_.fault()));
    }
    return end();
  }

  bool admit() {
    clear_deadline();
    http_request& request = reader_.request();
    request.from = connection_.from;
    keep_alive_ = reader_.keeps_alive();
    admission_ = around_.site.admit(request);
    if (auto bad = malformed(request)) admission_.refusal = std::move(bad);
    if (admission_.refusal) {
      response_ = *std::move(admission_.refusal);
      count(admission_.route_number, admission_.route_name);
      // A request without a body leaves the stream in order, and the connection may go on.
      goes_on_ = reader_.is_whole() && keep_alive_;
      lingers_ = !goes_on_;
      return begin_writing();
    }
    if (admission_.to && admission_.to->upgrades) return hand_over();
    if (!reader_.is_whole() && reader_.is_drained() && !request.field("expect").empty()) return say_continue();
    stage_ = stage::body;
    return true;
  }

  bool take_body() {
    const auto read_so_far = reader_.read_body();
    share_.grow_to(reader_.request().body.size());
    if (read_so_far == request_reader::outcome::body_too_large) return refuse(problem(413, "the body is larger than this server takes"));
    if (read_so_far == request_reader::outcome::malformed) return refuse(problem(400, "this is no HTTP request: " + reader_.fault()));
    if (read_so_far == request_reader::outcome::done) return ask();
    if (read_so_far != request_reader::outcome::more) return end();
    if (around_.statistics.body_bytes > around_.config.bodies_bytes_max) return refuse(problem(503, "too many bodies at once"));
    set_deadline(around_.config.body_silence_ms);
    return read();
  }

  bool ask() {
    clear_deadline();
    stage_ = stage::wait;
    asking_ = true;
    around_.site.answer(admission_, reader_.request(), respond(taker_, ++asked_));
    asking_ = false;
    // What was read is with the engine now. Its rows are views of a copy of the body, so the body's share of memory is held until the answer.
    reader_.drop_body();
    if (stage_ == stage::write) return true;
    kept_ = shared_from_this();
    return false;
  }

  // The first answer counts.
  void take_answer(std::uint64_t request, http_response r) {
    if (stage_ != stage::wait || request != asked_) return;
    share_.grow_to(0);
    site::finish(r, admission_, reader_.request());
    response_ = std::move(r);
    count(admission_.route_number, admission_.route_name);
    goes_on_ = keep_alive_;
    lingers_ = false;
    begin_writing();
    if (!asking_) around_.answers.add(std::move(kept_));
  }

  bool hand_over() {
    http_request& request = reader_.request();
    // A client must not speak before the upgrade is granted; bytes already here would be lost.
    const bool early = !reader_.is_whole() || !reader_.is_drained();
    std::optional<http_response> refusal = refuse_websocket(request);
    if (early) refusal = problem(426, "this address is a WebSocket", {"Upgrade", "websocket"});
    if (refusal) {
      response_ = *std::move(refusal);
      count(admission_.route_number, admission_.route_name);
      goes_on_ = false;
      lingers_ = true;
      return begin_writing();
    }
    response_.status = 101;
    count(admission_.route_number, admission_.route_name);
    stage_ = stage::ended;
    auto who = admission_.who ? std::optional<principal>(*admission_.who) : std::nullopt;
    around_.upgrade(std::move(connection_), std::move(request), std::move(who));
    return false;
  }

  // What the parser lets through and RFC 9112 does not.
  std::optional<http_response> malformed(const http_request& request) const {
    const std::size_t hosts = request.count("host");
    if (hosts > 1 || (hosts == 0 && !reader_.speaks_http_1_0())) return problem(400, "one Host is needed");
    const std::string_view expect = request.field("expect");
    if (!expect.empty() && !equals_ignoring_case(expect, "100-continue")) return problem(417, "only 100-continue can be expected");
    return std::nullopt;
  }

  // What went wrong while reading, in words.
  bool refuse(http_response why) {
    share_.grow_to(0);
    response_ = std::move(why);
    count(request_counts::unknown, "unknown");
    goes_on_ = false;
    lingers_ = true;
    return begin_writing();
  }

  bool say_continue() {
    out_.assign(continue_text);
    after_write_ = stage::body;
    return write_out();
  }

  bool begin_writing() {
    goes_on_ = goes_on_ && !leaving_;
    head_options options;
    options.keep_alive = goes_on_;
    options.now_s = around_.clock.now() / 1000;
    out_.clear();
    append_head(out_, response_, options);
    body_ = reader_.request().method == "HEAD" ? nullptr : std::move(response_.body);
    if (body_ && body_->size() <= joined_body_bytes_max) {
      out_.append(*body_);
      body_.reset();
    }
    after_write_ = goes_on_ ? stage::head : lingers_ ? stage::linger : stage::ended;
    return write_out();
  }

  bool write_out() {
    written_ = 0;
    stage_ = stage::write;
    return true;
  }

  // In parts, so that a slow reader has time as long as it reads at all.
  bool write_on() {
    const std::size_t whole = out_.size() + (body_ ? body_->size() : 0);
    while (written_ < whole) {
      error_code ec;
      written_ += write_some(ec);
      if (ec == asio::error::would_block) return wait_to_write();
      if (ec) return end();
    }
    clear_deadline();
    body_.reset();
    stage_ = after_write_;
    if (stage_ == stage::head) forget_request();
    if (stage_ == stage::linger) return linger();
    return stage_ == stage::ended ? end() : true;
  }

  std::size_t write_some(error_code& ec) {
    if (!body_) return connection_.socket.write_some(asio::buffer(out_) + written_, ec);
    if (written_ >= out_.size()) return connection_.socket.write_some(asio::buffer(*body_) + (written_ - out_.size()), ec);
    const std::array<asio::const_buffer, 2> both{asio::buffer(out_) + written_, asio::buffer(*body_)};
    return connection_.socket.write_some(both, ec);
  }

  bool wait_to_write() {
    set_deadline(around_.config.write_silence_ms);
    connection_.socket.async_wait(net::socket::wait_write, [self = shared_from_this()](error_code ec) {
      if (ec) self->end();
      else self->run();
    });
    return false;
  }

  // A connection that once had a large body or answer gives the memory back.
  void forget_request() {
    begun_ = false;
    expired_ = false;
    reader_.begin_next();
    response_ = http_response();
    admission_ = admission();
    if (out_.capacity() > kept_answer_bytes) out_ = std::string();
  }

  bool read() {
    const auto space = reader_.space();
    connection_.socket.async_read_some(asio::buffer(space.data(), space.size()), [self = shared_from_this()](error_code ec, std::size_t n) {
      self->idle_ = false;
      if (ec) return self->stop_reading();
      self->reader_.filled(n);
      self->run();
    });
    return false;
  }

  // The client has gone, or it was too slow; where nothing was asked, nothing is answered.
  void stop_reading() {
    const bool asked = begun_ && expired_ && stage_ != stage::ended;
    if (!asked) return void(end());
    refuse(problem(408, "the request did not come in time"));
    run();
  }

  bool linger() {
    error_code ignored;
    connection_.socket.shutdown(net::socket::shutdown_send, ignored);
    set_deadline(linger_ms);
    linger_on();
    return false;
  }

  void linger_on() {
    const auto space = reader_.space();
    connection_.socket.async_read_some(asio::buffer(space.data(), space.size()), [self = shared_from_this()](error_code ec, std::size_t n) {
      self->lingered_ += n;
      if (ec || self->lingered_ > linger_bytes_max || self->stage_ != stage::linger) self->end();
      else self->linger_on();
    });
  }

  bool end() {
    stage_ = stage::ended;
    clear_deadline();
    error_code ignored;
    connection_.socket.shutdown(net::socket::shutdown_both, ignored);
    connection_.socket.close(ignored);
    return false;
  }

  void deadline_passed() override {
    expired_ = true;
    connection_.socket.cancel();
  }

  void count(std::size_t number, std::string_view name) { around_.statistics.requests.add(number, name, response_.status); }

  const http_surroundings& around_;
  connection connection_;
  request_reader reader_;
  std::shared_ptr<taker> taker_;
  admission admission_;             // of the request under way
  http_response response_;          // to it
  std::string out_;                 // its head, and its body when that is small
  std::shared_ptr<const std::string> body_;
  std::size_t written_ = 0;         // of both
  std::size_t lingered_ = 0;
  std::shared_ptr<http_session> kept_;  // while only an answer is waited for
  std::uint64_t asked_ = 0;         // number of the request under way
  body_share share_;
  stage stage_ = stage::head;
  stage after_write_ = stage::head;
  bool first_ = true;        // nothing was asked yet
  bool begun_ = false;       // bytes of a request were read
  bool idle_ = false;        // nothing asked is waiting for an answer
  bool asking_ = false;      // within site.answer()
  bool expired_ = false;     // the deadline passed
  bool keep_alive_ = false;  // the client asks for it
  bool goes_on_ = false;     // after the answer: another request,
  bool lingers_ = false;     // or time to read why not
  bool leaving_ = false;
};

}  // namespace

void start_http_session(connection c, const http_surroundings& around) {
  std::make_shared<http_session>(std::move(c), around)->start();
}

}  // namespace northstar::net
