// SPDX-License-Identifier: MIT
#include "net/http_session.hpp"

#include <algorithm>
#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <string>
#include <utility>

#include "net/problem.hpp"
#include "net/websocket_handshake.hpp"

namespace northstar::net {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr std::size_t first_read_bytes = 4096;
constexpr std::size_t body_read_bytes = 64 * 1024;
// Time and bytes given to a refused client to finish sending and read why: closing at once would reset the answer away.
constexpr std::int64_t linger_ms = 2'000;
constexpr std::size_t linger_bytes_max = 64 * 1024 * 1024;

// An answer that may come at once or later; the session waits for it at most once.
class awaited_answer {
 public:
  explicit awaited_answer(const executor& on) : wake_(on, timer::time_point::max()) {}
  // The first answer counts.
  void set(http_response r) {
    if (value) return;
    value = std::move(r);
    wake_.cancel();
  }
  awaitable<void> wait() {
    while (!value) co_await wake_.async_wait(with_ec);
  }
  std::optional<http_response> value;

 private:
  timer wake_;
};

// Counts the bytes of a body while it is in memory.
class body_share {
 public:
  explicit body_share(std::uint64_t& total) : total_(total) {}
  body_share(const body_share&) = delete;
  body_share& operator=(const body_share&) = delete;
  ~body_share() { total_ -= bytes_; }
  void grow_to(std::uint64_t bytes) {
    total_ += bytes - bytes_;
    bytes_ = bytes;
  }

 private:
  std::uint64_t& total_;
  std::uint64_t bytes_ = 0;
};

class http_session final : public session, public std::enable_shared_from_this<http_session> {
 public:
  http_session(connection c, const http_surroundings& around)
      : session(around.sessions), around_(around), connection_(std::move(c)), share_(around.statistics.body_bytes) {
    ++around_.statistics.connections;
  }
  ~http_session() override { --around_.statistics.connections; }

  void start() { spawn(connection_.socket.get_executor(), run(), shared_from_this()); }

  void go_away() override {
    leaving_ = true;
    if (idle_) connection_.socket.cancel();
  }
  void cut() override {
    leaving_ = true;
    error_code ignored;
    connection_.socket.close(ignored);
    if (const auto waited = waited_.lock(); waited && !waited->value) waited->set(problem(503, "the server goes away"));
  }
  void tokens_changed() override {}  // every request is judged anew

 private:
  using parser = http::request_parser<http::string_body>;
  enum class next { request, close, linger, handed_over };

  awaitable<void> run() {
    next then = next::request;
    while (then == next::request && !leaving_) then = co_await serve_one();
    if (then == next::handed_over) co_return;
    if (then == next::linger) co_await linger();
    error_code ignored;
    connection_.socket.shutdown(net::socket::shutdown_both, ignored);
    connection_.socket.close(ignored);
  }

  awaitable<next> serve_one() {
    request_ = http_request();
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(around_.config.header_bytes_max));
    parser_->body_limit(around_.config.body_bytes_max);
    const error_code header_error = co_await read_header();
    if (header_error) co_return co_await refuse(header_error);

    request_ = head_of(*parser_);
    keep_alive_ = parser_->keep_alive();
    admission_ = around_.site.admit(request_);
    if (auto bad = malformed()) admission_.refusal = std::move(bad);
    if (admission_.refusal) co_return co_await write_refusal();
    if (admission_.to && admission_.to->upgrades) co_return co_await hand_over();

    if (expects_continue()) co_await write_continue();
    const error_code body_error = co_await read_body();
    if (body_error) co_return co_await refuse(body_error);
    request_.body = std::move(parser_->get().body());
    co_return co_await answer();
  }

  // The first bytes may take as long as a connection may be quiet; from then on the header has its own time.
  awaitable<error_code> read_header() {
    if (buffer_.size() == 0) {
      idle_ = true;
      set_deadline(first_ ? around_.config.header_timeout_ms : around_.config.keep_alive_ms);
      const auto space = buffer_.prepare(first_read_bytes);
      const auto [ec, n] = co_await connection_.socket.async_read_some(space, with_ec);
      idle_ = false;
      // Nothing was asked, so nothing is answered.
      expired_ = false;
      if (ec) co_return error_code(http::error::end_of_stream);
      buffer_.commit(n);
    }
    first_ = false;
    set_deadline(around_.config.header_timeout_ms);
    const auto [ec, n] = co_await http::async_read_header(connection_.socket, buffer_, *parser_, with_ec);
    clear_deadline();
    co_return ec;
  }

  awaitable<error_code> read_body() {
    if (!parser_->is_done()) buffer_.reserve(body_read_bytes);
    while (!parser_->is_done()) {
      set_deadline(around_.config.body_silence_ms);
      const auto [ec, n] = co_await http::async_read_some(connection_.socket, buffer_, *parser_, with_ec);
      if (ec) co_return ec;
      share_.grow_to(parser_->get().body().size());
      if (around_.statistics.body_bytes > around_.config.bodies_bytes_max)
        co_return error_code(http::error::buffer_overflow);
    }
    clear_deadline();
    co_return error_code();
  }

  awaitable<next> answer() {
    const auto waited = std::make_shared<awaited_answer>(connection_.socket.get_executor());
    const auto then = [waited](http_response r) { waited->set(std::move(r)); };
    waited_ = waited;
    around_.site.answer(admission_, request_, then);
    // What was read is with the engine now; its text need not wait for the disk.
    request_.body = std::string();
    share_.grow_to(0);
    if (!waited->value) co_await waited->wait();
    response_ = *std::move(waited->value);
    count(admission_.route_name);
    const bool stays = co_await write(keep_alive_ && !leaving_);
    shrink();
    co_return stays && keep_alive_ && !leaving_ ? next::request : next::close;
  }

  awaitable<next> write_refusal() {
    response_ = *std::move(admission_.refusal);
    count(admission_.route_name);
    // A request without a body leaves the stream in order, and the connection may go on.
    const bool goes_on = parser_->is_done() && keep_alive_ && !leaving_;
    const bool stays = co_await write(goes_on);
    if (!stays) co_return next::close;
    co_return goes_on ? next::request : next::linger;
  }

  // What went wrong while reading, in words, where there is still somebody to tell.
  awaitable<next> refuse(error_code ec) {
    auto told = problem_of_reading(ec);
    share_.grow_to(0);
    if (!told) co_return next::close;
    response_ = *std::move(told);
    count("unknown");
    const bool stays = co_await write(false);
    co_return stays ? next::linger : next::close;
  }

  // Empty: the client has gone, or never asked.
  std::optional<http_response> problem_of_reading(error_code ec) const {
    if (expired_) return problem(408, "the request did not come in time");
    if (ec == http::error::header_limit) return problem(431, "the header is larger than this server takes");
    if (ec == http::error::body_limit) return problem(413, "the body is larger than this server takes");
    if (ec == http::error::buffer_overflow) return problem(503, "too many bodies at once");
    if (ec == http::error::bad_version) return problem(505, "HTTP/1.1 is spoken here");
    const bool gone = ec == http::error::end_of_stream || ec == http::error::partial_message;
    const bool of_http = ec.category() == http::make_error_code(http::error::bad_method).category();
    if (gone || !of_http) return std::nullopt;
    return problem(400, "this is no HTTP request: " + ec.message());
  }

  awaitable<next> hand_over() {
    // A client must not speak before the upgrade is granted; bytes already here would be lost.
    const bool early = !parser_->is_done() || buffer_.size() > 0;
    std::optional<http_response> refusal = refuse_websocket(request_);
    if (early) refusal = problem(426, "this address is a WebSocket", {"Upgrade", "websocket"});
    if (refusal) {
      response_ = *std::move(refusal);
      count(admission_.route_name);
      const bool stays = co_await write(false);
      co_return stays ? next::linger : next::close;
    }
    clear_deadline();
    response_.status = 101;
    count(admission_.route_name);
    around_.upgrade(std::move(connection_), std::move(request_), std::move(admission_.who));
    co_return next::handed_over;
  }

  awaitable<void> write_continue() {
    set_deadline(around_.config.write_silence_ms);
    constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto buffer = asio::buffer(text);
    co_await asio::async_write(connection_.socket, buffer, with_ec);
  }

  // Writes response_ in parts, so that a slow reader has time as long as it reads at all. False: the connection is gone.
  awaitable<bool> write(bool keep_alive) {
    head_options options;
    options.keep_alive = keep_alive;
    options.now_s = around_.clock.now() / 1000;
    const std::string head = head_text(response_, options);
    const bool has_body = response_.body && request_.method != "HEAD";
    const asio::const_buffer body = has_body ? asio::buffer(*response_.body) : asio::const_buffer();
    std::array<asio::const_buffer, 2> left = {asio::buffer(head), body};
    while (asio::buffer_size(left) > 0) {
      set_deadline(around_.config.write_silence_ms);
      const auto [ec, n] = co_await connection_.socket.async_write_some(left, with_ec);
      if (ec) co_return false;
      const std::size_t of_head = std::min(n, left[0].size());
      left[0] += of_head;
      left[1] += n - of_head;
    }
    clear_deadline();
    co_return true;
  }

  awaitable<void> linger() {
    error_code ignored;
    connection_.socket.shutdown(net::socket::shutdown_send, ignored);
    buffer_.clear();
    const auto space = buffer_.prepare(body_read_bytes);
    std::size_t taken = 0;
    set_deadline(linger_ms);
    while (taken < linger_bytes_max && has_deadline()) {
      const auto [ec, n] = co_await connection_.socket.async_read_some(space, with_ec);
      if (ec) break;
      taken += n;
    }
    clear_deadline();
  }

  void deadline_passed() override {
    expired_ = true;
    connection_.socket.cancel();
  }

  static http_request head_of_fields(const parser& p) {
    http_request r;
    r.method = std::string(p.get().method_string());
    r.target = std::string(p.get().target());
    for (const auto& f : p.get()) {
      std::string name(f.name_string());
      boost::algorithm::to_lower(name);
      r.fields.push_back({std::move(name), std::string(f.value())});
    }
    return r;
  }

  http_request head_of(const parser& p) const {
    http_request r = head_of_fields(p);
    r.from = connection_.from;
    return r;
  }

  // What the parser lets through and RFC 9112 does not.
  std::optional<http_response> malformed() const {
    const bool old = parser_->get().version() == 10;
    if (request_.count("host") > 1 || (request_.count("host") == 0 && !old)) return problem(400, "one Host is needed");
    const std::string_view expect = request_.field("expect");
    if (!expect.empty() && !boost::algorithm::iequals(expect, "100-continue"))
      return problem(417, "only 100-continue can be expected");
    return std::nullopt;
  }

  bool expects_continue() const { return !parser_->is_done() && buffer_.size() == 0 && !request_.field("expect").empty(); }

  void count(const std::string& route_name) { ++around_.statistics.requests[{route_name, response_.status}]; }

  // A connection that once had a large body gives the memory back.
  void shrink() {
    request_ = http_request();
    response_ = http_response();
    admission_ = admission();
    parser_.reset();
    if (buffer_.size() == 0 && buffer_.capacity() > first_read_bytes) buffer_.shrink_to_fit();
  }

  const http_surroundings& around_;
  connection connection_;
  beast::flat_buffer buffer_;
  std::optional<parser> parser_;
  http_request request_;
  admission admission_;      // of request_
  http_response response_;   // to it
  body_share share_;
  std::weak_ptr<awaited_answer> waited_;
  bool first_ = true;        // nothing was asked yet
  bool idle_ = false;        // nothing asked is waiting for an answer
  bool expired_ = false;     // the deadline passed
  bool keep_alive_ = false;
  bool leaving_ = false;
};

}  // namespace

void start_http_session(connection c, const http_surroundings& around) {
  std::make_shared<http_session>(std::move(c), around)->start();
}

}  // namespace northstar::net
