// SPDX-License-Identifier: MIT
#include "telling.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <string>
#include <utility>

#include "log/log.hpp"
#include "notify/desk.hpp"
#include "notify/own_book.hpp"
#include "notify/redis_book.hpp"
#include "notify/webhook.hpp"
#include "shared_parts.hpp"

namespace northstar {

namespace {

class telling_by_webhook final : public telling {
 public:
  telling_by_webhook(notify::webhook_address to, const config& c, boost::asio::io_context& loop, const engine::clock& clock, const redis::address* shared)
      : post_([&loop](std::function<void()> f) { boost::asio::post(loop, std::move(f)); }),
        now_([&clock] { return clock.now(); }),
        to_(notify::create_webhook(std::move(to), post_, now_)),
        book_(shared ? notify::create_redis_book(loop, *shared, c.redis_name, random_seed()) : notify::create_own_book(post_)),
        desk_(*book_, [this](const notify::notice& n, auto then) { to_->send(n, std::move(then)); }, now_) {}

  void add(engine::telling t) override { desk_.add({std::move(t.key), std::move(t.value), "northstar." + t.kind, std::move(t.json), t.at}); }
  void run_due() override { desk_.run_due(); }

 private:
  std::function<void(std::function<void()>)> post_;
  std::function<std::int64_t()> now_;
  std::unique_ptr<notify::webhook> to_;
  std::unique_ptr<notify::sent_book> book_;
  notify::desk desk_;
};

}  // namespace

std::unique_ptr<telling> create_telling(const config& c, boost::asio::io_context& loop, const engine::clock& clock, const redis::address* shared) {
  std::string why;
  auto to = notify::read_webhook(c.webhook, c.webhook_secret, why);
  if (to) return std::make_unique<telling_by_webhook>(std::move(*to), c, loop, clock, shared);
  log::write(log::level::error, "webhook", "error=" + log::quoted(why));
  return nullptr;
}

}  // namespace northstar
