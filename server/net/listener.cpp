// SPDX-License-Identifier: MIT
#include "net/listener.hpp"

#include <boost/asio/buffer.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "net/problem.hpp"

namespace northstar::net {

namespace {

// After "too many open files" and the like: trying again at once would only spin.
constexpr std::chrono::milliseconds pause_after_error(100);

net::acceptor open_at(asio::io_context& loop, const listen_address& at) {
  const tcp::endpoint endpoint(at.address, at.port);
  net::acceptor a(loop.get_executor());
  error_code ec;
  a.open(endpoint.protocol(), ec);
  if (!ec) a.set_option(net::acceptor::reuse_address(true), ec);
  if (!ec) a.bind(endpoint, ec);
  if (!ec) a.listen(asio::socket_base::max_listen_connections, ec);
  if (ec) {
    throw std::runtime_error("cannot listen on " + at.address.to_string() + " port " + std::to_string(at.port) + ": " +
                             ec.message());
  }
  return a;
}

}  // namespace

listener::listener(asio::io_context& loop, const listen_address& at, connection_limits& limits,
                   net_statistics& statistics, std::function<void(connection)> take)
    : acceptor_(open_at(loop, at)),
      pause_(loop.get_executor()),
      limits_(limits),
      statistics_(statistics),
      take_(std::move(take)),
      port_(acceptor_.local_endpoint().port()) {}

void listener::start() { spawn(acceptor_.get_executor(), run(), shared_from_this()); }

void listener::stop() {
  stopped_ = true;
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

awaitable<void> listener::run() {
  while (!stopped_) {
    auto [ec, s] = co_await acceptor_.async_accept(with_ec);
    if (stopped_) co_return;
    if (!ec) {
      admit(std::move(s));
      continue;
    }
    // One that went away while it waited is no fault of ours.
    if (ec == asio::error::connection_aborted) continue;
    log::write(log::level::error, "accept_failed", "what=" + log::quoted(ec.message()));
    pause_.expires_after(pause_after_error);
    co_await pause_.async_wait(with_ec);
  }
}

void listener::admit(net::socket s) {
  error_code ec;
  const tcp::endpoint peer = s.remote_endpoint(ec);
  if (ec) return;
  // Frames and answers are written whole: waiting for more to send would only delay them.
  s.set_option(tcp::no_delay(true), ec);

  connection_limits::place place;
  switch (limits_.take(peer.address(), place)) {
    case connection_limits::verdict::too_many: ++statistics_.refused_total; return;
    case connection_limits::verdict::too_many_from_there:
      ++statistics_.refused_address;
      turn_away(std::move(s));
      return;
    case connection_limits::verdict::fine: break;
  }
  ++statistics_.accepted;
  take_(connection{std::move(s), std::move(place), peer.address()});
}

// One attempt to say why, without waiting: the send buffer of a new connection is empty.
void listener::turn_away(net::socket s) {
  const http_response r = problem(429, "too many connections from this address");
  head_options options;
  options.keep_alive = false;
  options.now_s = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  const std::string text = head_text(r, options) + *r.body;
  error_code ignored;
  s.non_blocking(true, ignored);
  s.write_some(asio::buffer(text), ignored);
  s.shutdown(net::socket::shutdown_send, ignored);
}

}  // namespace northstar::net
