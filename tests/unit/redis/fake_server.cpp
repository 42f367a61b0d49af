// SPDX-License-Identifier: MIT
#include "redis/fake_server.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <utility>

#include "redis/reply_reader.hpp"

namespace northstar::test {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

}  // namespace

struct fake_server::state : std::enable_shared_from_this<state> {
  struct session : std::enable_shared_from_this<session> {
    session(tcp::socket s, std::shared_ptr<state> o) : socket(std::move(s)), of(std::move(o)) {}

    void read() {
      socket.async_read_some(boost::asio::buffer(buffer),
                             [self = shared_from_this()](error_code ec, std::size_t size) {
                               if (ec) return;
                               self->reader.feed({self->buffer.data(), size});
                               self->obey();
                               self->read();
                             });
    }

    void obey() {
      northstar::redis::reply one;
      for (auto whole = reader.next(one); whole.has_value() && *whole; whole = reader.next(one)) {
        command said;
        for (const auto& word : one.items) said.push_back(word.text);
        of->heard.push_back(said);
        enqueue(of->answer(said));
      }
    }

    void enqueue(deed d) {
      deeds.push_back(std::move(d));
      if (deeds.size() == 1) write();
    }

    void write() {
      if (deeds.empty() || !socket.is_open()) return;
      auto& d = deeds.front();
      const auto size = std::min(d.piece, d.bytes.size());
      boost::asio::async_write(socket, boost::asio::buffer(d.bytes.data(), size),
                               [self = shared_from_this(), size](error_code ec, std::size_t) {
                                 if (ec) return;
                                 auto& done = self->deeds.front();
                                 done.bytes.erase(0, size);
                                 if (!done.bytes.empty()) return self->write();
                                 if (done.hang_up) return self->hang_up();
                                 self->deeds.pop_front();
                                 self->write();
                               });
    }

    void hang_up() {
      error_code ignored;
      socket.close(ignored);
    }

    tcp::socket socket;
    std::shared_ptr<state> of;
    northstar::redis::reply_reader reader{std::size_t{64} << 20};
    std::array<char, 65536> buffer{};
    std::deque<deed> deeds;
  };

  state(boost::asio::io_context& io, behaviour b, bool a)
      : acceptor(io, {boost::asio::ip::address_v4::loopback(), 0}), behave(std::move(b)), all(a) {}

  void accept() {
    acceptor.async_accept([self = shared_from_this()](error_code ec, tcp::socket socket) {
      if (ec) return;
      error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      const auto one = std::make_shared<session>(std::move(socket), self);
      self->sessions.push_back(one);
      ++self->connections;
      one->read();
      self->accept();
    });
  }

  deed answer(const command& said) const {
    if (!all) {
      if (said.front() == "ROLE") return {"*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"};
      if (said.front() == "PING") return {"+PONG\r\n"};
      if (said.front() == "AUTH" || said.front() == "SELECT") return {"+OK\r\n"};
    }
    return behave(said);
  }

  void each(const std::function<void(session&)>& call) {
    for (const auto& weak : sessions)
      if (const auto one = weak.lock()) call(*one);
  }

  tcp::acceptor acceptor;
  behaviour behave;
  bool all;
  std::vector<std::weak_ptr<session>> sessions;
  std::vector<command> heard;
  std::size_t connections = 0;
};

fake_server::fake_server(boost::asio::io_context& io, behaviour behave, bool all)
    : state_(std::make_shared<state>(io, std::move(behave), all)) {
  state_->accept();
}

fake_server::~fake_server() { close(); }

std::uint16_t fake_server::port() const { return state_->acceptor.local_endpoint().port(); }
const std::vector<fake_server::command>& fake_server::heard() const { return state_->heard; }
std::size_t fake_server::connections() const { return state_->connections; }

std::size_t fake_server::count(const std::string& word) const {
  return static_cast<std::size_t>(std::count_if(
      heard().begin(), heard().end(), [&](const command& c) { return c.front() == word; }));
}

void fake_server::say(const std::string& bytes) {
  state_->each([&](state::session& s) { s.enqueue({bytes}); });
}

void fake_server::hang_up() {
  state_->each([](state::session& s) { s.hang_up(); });
}

void fake_server::close() {
  error_code ignored;
  state_->acceptor.close(ignored);
  hang_up();
}

std::string text_of(const std::string& text) {
  return '$' + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

std::string array_of(const std::vector<std::string>& items) {
  std::string all = '*' + std::to_string(items.size()) + "\r\n";
  for (const auto& item : items) all += text_of(item);
  return all;
}

}  // namespace northstar::test
