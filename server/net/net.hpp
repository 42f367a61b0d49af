// SPDX-License-Identifier: MIT
// Names for the network parts: one executor type, one completion token, one way to start a coroutine. Every operation answers
// with its error code as a value: auto [ec, n] = co_await socket.async_read_some(buffer, with_ec);
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include "log/log.hpp"

namespace northstar::net {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

using executor = asio::io_context::executor_type;
template <class T>
using awaitable = asio::awaitable<T, executor>;

using socket = asio::basic_stream_socket<tcp, executor>;
using acceptor = asio::basic_socket_acceptor<tcp, executor>;
using steady = std::chrono::steady_clock;
using timer = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor>;

inline const auto with_ec = asio::as_tuple(asio::use_awaitable_t<executor>());

// Runs a coroutine to its end and keeps `owner` alive until then. An exception that leaves it is a fault of ours: it is logged.
inline void spawn(const executor& on, awaitable<void> what, std::shared_ptr<void> owner) {
  asio::co_spawn(on, std::move(what), [owner = std::move(owner)](std::exception_ptr thrown) {
    if (!thrown) return;
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
      log::write(log::level::error, "coroutine_failed", "what=" + log::quoted(e.what()));
    }
  });
}

}  // namespace northstar::net
