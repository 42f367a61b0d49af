// SPDX-License-Identifier: MIT
#include "redis/connection.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>
#include <utility>

#include "log/log.hpp"
#include "redis/backoff.hpp"
#include "redis/greeting.hpp"
#include "redis/master_search.hpp"
#include "redis/redirect.hpp"

namespace northstar::redis {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int moves_at_once_max = 4;  // MOVED in a row are followed without waiting so often

}  // namespace

struct connection::state : std::enable_shared_from_this<state> {
  state(boost::asio::io_context& loop, address a, connection_settings s, std::uint64_t seed)
      : io(loop),
        to(std::move(a)),
        settings(s),
        search(loop, to, s.connect_ms / 2),
        wait(s.backoff_first_ms, s.backoff_max_ms, seed),
        patience(loop),
        pause(loop),
        ping(loop) {}

  void dial();
  void open_to(const endpoint& server);
  void say_hello();
  void go_up();
  void keep_asking();
  void settle(const answer& then, const std::shared_ptr<link>& from, result<reply> r);
  void leave(const reply& r);
  void fail(const error_code& ec, std::string_view said);
  void again(std::int64_t after_ms);
  void stop();

  boost::asio::io_context& io;
  const address to;
  const connection_settings settings;
  master_search search;
  backoff wait;
  boost::asio::steady_timer patience;  // with the attempt under way
  boost::asio::steady_timer pause;     // before the next one
  boost::asio::steady_timer ping;
  std::function<void(bool)> call;
  std::shared_ptr<link> at;
  endpoint server;                // where `at` leads
  std::optional<endpoint> moved;  // where a cluster sent us
  int moves = 0;
  steady_clock::time_point up_since;
  std::string last_fault;  // told, and not yet outlived
  bool told_up = false;
  std::uint64_t times_up = 0;
  bool up = false;
  bool stopped = false;
};

connection::connection(boost::asio::io_context& io, address to, connection_settings settings,
                       std::uint64_t seed)
    : state_(std::make_shared<state>(io, std::move(to), settings, seed)) {}

connection::~connection() { state_->stop(); }

void connection::on_state(std::function<void(bool)> call) { state_->call = std::move(call); }
void connection::open() { state_->again(0); }
bool connection::is_up() const { return state_->up; }
std::uint64_t connection::times_up() const { return state_->times_up; }

void connection::send(const words& command, answer then, std::int64_t timeout_ms) {
  const auto self = state_;
  if (!self->up) {
    boost::asio::post(self->io, [self, then = std::move(then)] {
      if (!self->stopped) then(errc::down);
    });
    return;
  }
  auto settled = [self, from = self->at, then = std::move(then)](result<reply> r) {
    self->settle(then, from, std::move(r));
  };
  self->at->send(command, timeout_ms == 0 ? self->settings.command_ms : timeout_ms,
                 std::move(settled));
}

void connection::renew(std::string_view why) {
  if (!state_->at) return;
  state_->fail({}, why);
}

// ---- finding the way

void connection::state::dial() {
  const auto self = shared_from_this();
  patience.expires_after(milliseconds(settings.connect_ms));
  patience.async_wait([self](const error_code& ec) {
    if (!ec && !self->stopped && !self->up) self->fail(errc::timed_out, "connecting");
  });
  if (moved) return open_to(*moved);
  if (to.master.empty()) return open_to(to.endpoints.front());
  search.start([self](const result<endpoint>& master) {
    if (master.has_error())
      self->fail(master.error(), {});
    else
      self->open_to(*master);
  });
}

void connection::state::open_to(const endpoint& where) {
  const auto self = shared_from_this();
  server = where;
  at = std::make_shared<link>(io, create_stream(io, server, to.tls, to.ca_file), settings.limits);
  const link* const mine = at.get();
  auto connected = [self](const error_code& ec) { ec ? self->fail(ec, {}) : self->say_hello(); };
  auto ended = [self, mine](const error_code& ec) {
    if (self->at.get() == mine) self->fail(ec, {});
  };
  at->open(std::move(connected), std::move(ended));
}

void connection::state::say_hello() {
  greet(at, to.server_login, to.database, settings.connect_ms,
        [self = shared_from_this(), from = at](const error_code& ec, const std::string& said) {
          if (self->stopped || self->at != from) return;
          if (ec)
            self->fail(ec, said);
          else
            self->go_up();
        });
}

void connection::state::go_up() {
  patience.cancel();
  up = true;
  ++times_up;
  up_since = steady_clock::now();
  if (!std::exchange(told_up, true))
    log::write(log::level::info, "redis_up", "server=" + shown(server));
  keep_asking();
  if (call) call(true);
}

// A peer that vanished without a word is noticed by the answer that does not come.
void connection::state::keep_asking() {
  ping.expires_after(milliseconds(settings.ping_ms));
  ping.async_wait([self = shared_from_this(), from = at](const error_code& ec) {
    if (ec || self->stopped || self->at != from) return;
    if (from->is_idle())
      from->send({"PING"}, self->settings.command_ms, [](const result<reply>&) {});
    self->keep_asking();
  });
}

// ---- answers

void connection::state::settle(const answer& then, const std::shared_ptr<link>& from,
                               result<reply> r) {
  if (stopped) return;
  if (r.has_value() && leads_elsewhere(*r)) {
    if (at == from) leave(*r);
    r = errc::elsewhere;
  }
  if (!stopped) then(std::move(r));
}

void connection::state::leave(const reply& r) {
  const auto target = moved_to(r, server);
  fail(errc::elsewhere, r.text);
  if (stopped || !target) return;
  moved = target;
  if (++moves <= moves_at_once_max) again(0);
}

// ---- losing it

void connection::state::fail(const error_code& ec, std::string_view said) {
  if (stopped) return;
  search.stop();
  patience.cancel();
  ping.cancel();
  if (at) std::exchange(at, nullptr)->close();
  moved.reset();
  const bool was_up = std::exchange(up, false);
  if (was_up && steady_clock::now() - up_since >= milliseconds(settings.settled_ms)) {
    wait.reset();
    moves = 0;
    last_fault.clear();
  }
  std::string fault = ec ? ec.message() : std::string{};
  if (!said.empty()) fault += (fault.empty() ? "" : ": ") + std::string(said);
  const auto where = server.host.empty() ? shown(to) : shown(server);
  // A server that is lost again and again for one reason is told of once.
  if (fault != last_fault) {
    log::write(log::level::warning, "redis_down",
               "server=" + where + " reason=" + log::quoted(fault));
    told_up = false;
  }
  last_fault = std::move(fault);
  again(wait.next_ms());
  if (was_up && call) call(false);
}

void connection::state::again(std::int64_t after_ms) {
  pause.expires_after(milliseconds(after_ms));
  pause.async_wait([self = shared_from_this()](const error_code& ec) {
    if (!ec && !self->stopped) self->dial();
  });
}

void connection::state::stop() {
  stopped = true;
  up = false;
  call = nullptr;
  search.stop();
  patience.cancel();
  pause.cancel();
  ping.cancel();
  if (at) at->drop();
  at.reset();
}

}  // namespace northstar::redis
