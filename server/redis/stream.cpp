// SPDX-License-Identifier: MIT
#include "redis/stream.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <utility>

namespace northstar::redis {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using connected = std::function<void(const error_code&)>;

// TCP beneath: looked up unless it is an address, connected to the first that answers, small writes
// sent at once.
class tcp_dialer {
 public:
  tcp_dialer(asio::io_context& io, const endpoint& to) : resolver_(io), to_(to) {}

  void dial(tcp::socket& socket, connected then) {
    error_code not_an_address;
    const auto address = asio::ip::make_address(to_.host, not_an_address);
    if (!not_an_address) {
      const tcp::endpoint known(address, to_.port);
      return connect_to(socket, tcp::resolver::results_type::create(known, to_.host, {}),
                        std::move(then));
    }
    auto found = [&socket, then = std::move(then)](const error_code& ec,
                                                   const tcp::resolver::results_type& all) {
      if (ec) return then(ec);
      connect_to(socket, all, then);
    };
    resolver_.async_resolve(to_.host, std::to_string(to_.port), std::move(found));
  }

  void cancel() { resolver_.cancel(); }

 private:
  static void connect_to(tcp::socket& socket, const tcp::resolver::results_type& all,
                         connected then) {
    auto done = [&socket, then = std::move(then)](error_code failed, const tcp::endpoint&) {
      if (!failed) socket.set_option(tcp::no_delay(true), failed);
      then(failed);
    };
    asio::async_connect(socket, all, std::move(done));
  }

  tcp::resolver resolver_;
  endpoint to_;
};

class tcp_stream final : public stream {
 public:
  tcp_stream(asio::io_context& io, const endpoint& to) : socket_(io), dialer_(io, to) {}

  void connect(connected then) override { dialer_.dial(socket_, std::move(then)); }
  void read_some(char* into, std::size_t size, moved then) override {
    socket_.async_read_some(asio::buffer(into, size), std::move(then));
  }
  void write(const std::string& all, moved then) override {
    asio::async_write(socket_, asio::buffer(all), std::move(then));
  }
  void close() override {
    error_code ignored;
    dialer_.cancel();
    socket_.close(ignored);
  }

 private:
  tcp::socket socket_;
  tcp_dialer dialer_;
};

class local_stream final : public stream {
 public:
  local_stream(asio::io_context& io, const endpoint& to) : io_(io), socket_(io), path_(to.host) {}

  void connect(connected then) override {
    error_code ec;
    asio::local::stream_protocol::endpoint to;
    if (path_.size() < 108)
      to = asio::local::stream_protocol::endpoint(path_);
    else
      ec = asio::error::name_too_long;
    if (ec) return asio::post(io_, [then = std::move(then), ec] { then(ec); });
    socket_.async_connect(to, std::move(then));
  }
  void read_some(char* into, std::size_t size, moved then) override {
    socket_.async_read_some(asio::buffer(into, size), std::move(then));
  }
  void write(const std::string& all, moved then) override {
    asio::async_write(socket_, asio::buffer(all), std::move(then));
  }
  void close() override {
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  asio::io_context& io_;
  asio::local::stream_protocol::socket socket_;
  std::string path_;
};

// The server's certificate is checked: against what the system trusts, or `ca_file`, and against
// the host's name.
class tls_stream final : public stream {
 public:
  tls_stream(asio::io_context& io, const endpoint& to, const std::string& ca_file)
      : context_(asio::ssl::context::tls_client),
        failed_(trust(ca_file)),
        socket_(io, context_),
        dialer_(io, to) {
    socket_.set_verify_mode(asio::ssl::verify_peer, failed_ ? ignored_ : failed_);
    socket_.set_verify_callback(asio::ssl::host_name_verification(to.host),
                                failed_ ? ignored_ : failed_);
    error_code not_an_address;
    asio::ip::make_address(to.host, not_an_address);
    if (not_an_address) SSL_set_tlsext_host_name(socket_.native_handle(), to.host.c_str());
  }

  void connect(connected then) override {
    auto reached = [this, then = std::move(then)](const error_code& ec) {
      if (ec || failed_) return then(ec ? ec : failed_);
      socket_.async_handshake(asio::ssl::stream_base::client, then);
    };
    dialer_.dial(socket_.next_layer(), std::move(reached));
  }
  void read_some(char* into, std::size_t size, moved then) override {
    socket_.async_read_some(asio::buffer(into, size), std::move(then));
  }
  void write(const std::string& all, moved then) override {
    asio::async_write(socket_, asio::buffer(all), std::move(then));
  }
  void close() override {
    dialer_.cancel();
    socket_.next_layer().close(ignored_);
  }

 private:
  error_code trust(const std::string& ca_file) {
    error_code ec;
    context_.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, ec);
    if (ca_file.empty())
      context_.set_default_verify_paths(ec);
    else
      context_.load_verify_file(ca_file, ec);
    return ec;
  }

  error_code ignored_;
  asio::ssl::context context_;
  error_code failed_;
  asio::ssl::stream<tcp::socket> socket_;
  tcp_dialer dialer_;
};

}  // namespace

std::unique_ptr<stream> create_stream(asio::io_context& io, const endpoint& to, bool tls,
                                      const std::string& ca_file) {
  if (to.port == 0) return std::make_unique<local_stream>(io, to);
  if (tls) return std::make_unique<tls_stream>(io, to, ca_file);
  return std::make_unique<tcp_stream>(io, to);
}

}  // namespace northstar::redis
