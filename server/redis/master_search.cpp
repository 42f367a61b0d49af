// SPDX-License-Identifier: MIT
#include "redis/master_search.hpp"

#include <boost/asio/io_context.hpp>
#include <charconv>
#include <optional>
#include <utility>

#include "redis/greeting.hpp"

namespace northstar::redis {

namespace {

// Nil when this Sentinel does not know the name, else host and port.
std::optional<endpoint> master_of(const result<reply>& r) {
  if (r.has_error() || !r->is_array(2)) return std::nullopt;
  endpoint e{r->items[0].text, 0};
  const auto& port = r->items[1].text;
  std::from_chars(port.data(), port.data() + port.size(), e.port);
  if (e.host.empty() || e.port == 0) return std::nullopt;
  return e;
}

}  // namespace

struct master_search::state : std::enable_shared_from_this<state> {
  state(boost::asio::io_context& loop, const address& a, std::int64_t patience_ms)
      : io(loop), to(a), each_ms(patience_ms), timer(loop) {}

  void ask(std::size_t index);
  void converse(std::size_t index);
  void next(std::size_t index);
  void finish(const result<endpoint>& found);

  boost::asio::io_context& io;
  const address& to;
  std::int64_t each_ms;
  boost::asio::steady_timer timer;
  std::shared_ptr<link> at;
  std::size_t first = 0;  // who knew it last time
  std::size_t asked = 0;
  std::function<void(const result<endpoint>&)> then;
};

master_search::master_search(boost::asio::io_context& io, const address& to, std::int64_t each_ms)
    : state_(std::make_shared<state>(io, to, each_ms)) {}

master_search::~master_search() { stop(); }

void master_search::start(std::function<void(const result<endpoint>&)> then) {
  stop();
  state_->then = std::move(then);
  state_->asked = 0;
  state_->ask(state_->first);
}

void master_search::stop() {
  state_->then = nullptr;
  state_->timer.cancel();
  if (state_->at) state_->at->drop();
  state_->at.reset();
}

void master_search::state::ask(std::size_t index) {
  at = std::make_shared<link>(io, create_stream(io, to.endpoints[index], to.tls, to.ca_file),
                              link_limits{});
  const auto self = shared_from_this();
  timer.expires_after(std::chrono::milliseconds(each_ms));
  timer.async_wait([self, link = at, index](const error_code& ec) {
    if (!ec && self->at == link) self->next(index);
  });
  const link* const mine = at.get();
  auto connected = [self, index](const error_code& ec) {
    ec ? self->next(index) : self->converse(index);
  };
  auto ended = [self, mine, index](const error_code&) {
    if (self->at.get() == mine) self->next(index);
  };
  at->open(std::move(connected), std::move(ended));
}

void master_search::state::converse(std::size_t index) {
  const auto self = shared_from_this();
  log_in(at, to.sentinel_login, each_ms,
         [self, link = at, index](const error_code& ec, const std::string&) {
           if (ec && self->at == link) self->next(index);
         });
  if (!then || !at) return;
  at->send({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", to.master}, each_ms,
           [self, link = at, index](const result<reply>& r) {
             const auto master = master_of(r);
             if (self->at != link) return;
             if (!master) return self->next(index);
             self->first = index;
             self->finish(*master);
           });
}

void master_search::state::next(std::size_t index) {
  if (at) at->drop();
  at.reset();
  if (!then) return;
  if (++asked == to.endpoints.size()) return finish(errc::master_unknown);
  ask((index + 1) % to.endpoints.size());
}

void master_search::state::finish(const result<endpoint>& found) {
  timer.cancel();
  if (at) at->drop();
  at.reset();
  if (const auto call = std::exchange(then, nullptr)) call(found);
}

}  // namespace northstar::redis
