// SPDX-License-Identifier: MIT
// Peer: a broadcast server as Beast's documentation shows it: websocket::stream, one shared string
// a broadcast, a queue a session, one async_write a message. usage: plain_beast PORT; WebSocket at
// any path, POST /pub goes to everybody.
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using beast::error_code;
using message = std::shared_ptr<const std::string>;

class viewer;
std::unordered_set<viewer*> viewers;

class viewer : public std::enable_shared_from_this<viewer> {
 public:
  explicit viewer(tcp::socket s) : stream_(std::move(s)) {}
  ~viewer() { viewers.erase(this); }

  void accept(http::request<http::string_body> request) {
    stream_.async_accept(request, [self = shared_from_this()](error_code ec) {
      if (ec) return;
      viewers.insert(self.get());
      self->read();
    });
  }

  void send(const message& m) {
    queue_.push_back(m);
    if (queue_.size() == 1) write();
  }

 private:
  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (ec) {
        viewers.erase(self.get());
        return;
      }
      self->buffer_.consume(self->buffer_.size());
      self->read();
    });
  }

  void write() {
    stream_.text(true);
    stream_.async_write(asio::buffer(*queue_.front()),
                        [self = shared_from_this()](error_code ec, std::size_t) {
                          if (ec) return;
                          self->queue_.pop_front();
                          if (!self->queue_.empty()) self->write();
                        });
  }

  websocket::stream<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
  std::deque<message> queue_;
};

class http_session : public std::enable_shared_from_this<http_session> {
 public:
  explicit http_session(tcp::socket s) : stream_(std::move(s)) {}

  void read() {
    request_ = {};
    http::async_read(stream_, buffer_, request_,
                     [self = shared_from_this()](error_code ec, std::size_t) {
                       if (!ec) self->take();
                     });
  }

 private:
  void take() {
    if (websocket::is_upgrade(request_)) {
      std::make_shared<viewer>(stream_.release_socket())->accept(std::move(request_));
      return;
    }
    const auto m = std::make_shared<const std::string>(std::move(request_.body()));
    for (viewer* v : viewers) v->send(m);
    response_ = {http::status::ok, 11};
    response_.body() = "ok";
    response_.keep_alive(true);
    response_.prepare_payload();
    http::async_write(stream_, response_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (!ec) self->read();
    });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
};

void accept(tcp::acceptor& from) {
  from.async_accept([&from](error_code ec, tcp::socket s) {
    if (!ec) {
      s.set_option(tcp::no_delay(true));
      std::make_shared<http_session>(std::move(s))->read();
    }
    accept(from);
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  asio::io_context loop(1);
  tcp::acceptor listener(
      loop, {asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::atoi(argv[1]))});
  accept(listener);
  loop.run();
}
