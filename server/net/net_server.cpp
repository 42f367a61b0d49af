// SPDX-License-Identifier: MIT
#include "net/net_server.hpp"

#include <boost/asio/io_context.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "net/access.hpp"
#include "net/answer_cache.hpp"
#include "net/api.hpp"
#include "net/connection_limits.hpp"
#include "net/feed_poller.hpp"
#include "net/feed_session.hpp"
#include "net/http_session.hpp"
#include "net/late_answers.hpp"
#include "net/listen_address.hpp"
#include "net/listener.hpp"
#include "net/live_displays.hpp"
#include "net/net.hpp"
#include "net/net_statistics.hpp"
#include "net/pairing.hpp"
#include "net/principal_pool.hpp"
#include "net/router.hpp"
#include "net/session.hpp"
#include "net/site.hpp"
#include "net/static_files.hpp"

namespace northstar::net {

namespace {

constexpr std::chrono::milliseconds sweep_every(session_registry::sweep_every_ms);
constexpr int sweeps_per_token_look = 2;  // every half second
constexpr int sweeps_per_web_look = 20;   // every five seconds

listen_address address_of(const net_config& config, const token_store& tokens) {
  const auto at = parse_listen_address(config.listen);
  if (!at) throw std::runtime_error("no address and port: " + config.listen + " (for example 127.0.0.1:8080)");
  if (tokens.empty() && !at->address.is_loopback()) {
    throw std::runtime_error("without any access token only loopback is served, and " + at->address.to_string() +
                             " is not: make one with `northstar token add`, or listen on 127.0.0.1");
  }
  return *at;
}

class net_server_of_loop final : public net_server {
 public:
  net_server_of_loop(asio::io_context& loop, engine::engine& engine, const engine::clock& clock, token_store& tokens,
                     net_config config)
      : loop_(loop),
        engine_(engine),
        clock_(clock),
        tokens_(tokens),
        config_(std::move(config)),
        address_(address_of(config_, tokens)),
        rights_(tokens, within(), address_.address.is_loopback()),
        pages_(config_.web, {config_.file_bytes_max, config_.file_cache_bytes_max}),
        site_(routes_, rights_, pages_, clock_),
        limits_(config_.connections_max, config_.connections_per_address_max),
        answers_(loop.get_executor()),
        sweep_(loop.get_executor()) {
    add_api_routes(routes_, {engine_, rights_, config_, statistics_, kept_answers_, tokens_, pairing_, displays_, audit_, clock_});
  }

  // Whatever is still open goes while everything it refers to is there.
  ~net_server_of_loop() override {
    if (listener_) listener_->stop();
    sweep_.cancel();
    sessions_.cut();
    loop_.restart();
    while (!sessions_.empty() && loop_.poll() > 0) {
    }
    poller_->stop();
  }

  void listen() override {
    const auto take = [this](connection c) { start_http_session(std::move(c), http_around_); };
    listener_ = std::make_shared<listener>(loop_, address_, limits_, statistics_, take);
    listener_->start();
    poller_->start();
    wait_for_sweep();
    log::write(log::level::info, "listening",
               "address=" + address_.address.to_string() + " port=" + std::to_string(listener_->port()));
    if (tokens_.empty())
      log::write(log::level::info, "open_on_loopback", "reason=" + log::quoted("no access token exists: callers on this machine have every right"));
  }

  std::uint16_t port() const override { return listener_->port(); }

  void stop(std::function<void()> then) override {
    stopped_ = std::move(then);
    if (listener_) listener_->stop();
    engine_.stop([this] {
      sessions_.go_away();
      cut_at_ = session::clock::now() + std::chrono::milliseconds(config_.stop_wait_ms);
      leaving_ = true;
      wait_for_sweep();
    });
  }

 private:
  // The engine names the root by its id, access by nothing.
  access::within_function within() {
    return [this](const std::string& id, const std::string& scope) {
      const auto& plan = engine_.plan();
      return engine_.within(id.empty() ? std::string(plan.unit_id(plan.plan().root)) : id, scope);
    };
  }

  void wait_for_sweep() {
    sweep_.expires_after(leaving_ ? std::chrono::milliseconds(20) : sweep_every);
    sweep_.async_wait([this](error_code ec) {
      if (!ec) on_sweep();
    });
  }

  void on_sweep() {
    sessions_.sweep();
    if (++sweeps_ % sweeps_per_token_look == 0) {
      revoke_unclaimed();
      look_at_tokens();
    }
    if (sweeps_ % sweeps_per_web_look == 0 && web_.look()) {
      log::write(log::level::info, "pages_changed", "tag=" + web_.tag());
      sessions_.reload();
    }
    if (leaving_ && leave()) return;
    wait_for_sweep();
  }

  void revoke_unclaimed() {
    for (const std::string& name : pairing_.take_unclaimed(clock_.now())) {
      try {
        tokens_.revoke(name);
        log::write(log::level::info, "display_never_came", "display=" + log::quoted(name));
      } catch (const token_error& e) {
        log::write(log::level::warning, "display_never_came", "display=" + log::quoted(name) + " what=" + log::quoted(e.what()));
      }
    }
  }

  // An expiry is a change too, at an instant known beforehand.
  void look_at_tokens() {
    const auto now = clock_.now();
    const bool expired = next_expiry_ && *next_expiry_ <= now;
    tokens_.refresh();
    if (known_tokens_ == tokens_.generation() && !expired) return;
    known_tokens_ = tokens_.generation();
    next_expiry_ = tokens_.next_expiry(now);
    sessions_.tokens_changed();
  }

  // True when everybody has gone, and that was said.
  bool leave() {
    if (!sessions_.empty()) {
      if (session::clock::now() < cut_at_) return false;
      sessions_.cut();
      return false;
    }
    const auto then = std::move(stopped_);
    if (then) then();
    return true;
  }

  asio::io_context& loop_;
  engine::engine& engine_;
  const engine::clock& clock_;
  token_store& tokens_;
  net_config config_;
  listen_address address_;
  net_statistics statistics_;
  session_registry sessions_;
  access rights_;
  static_files pages_;
  answer_cache kept_answers_;
  pairing pairing_;
  live_displays displays_;
  audit_log audit_{tokens_.folder()};
  web_watch web_{config_.web};
  router routes_;
  site site_;
  connection_limits limits_;
  late_answers answers_;
  const std::shared_ptr<feed_poller> poller_ = std::make_shared<feed_poller>(loop_.get_executor());
  principal_pool principals_;
  frame_pages large_frames_;
  direct_sockets direct_{large_frames_, statistics_};
  const feed_surroundings feed_around_{engine_, rights_, config_, statistics_, sessions_, clock_, *poller_, principals_, large_frames_, direct_, displays_, web_};
  const http_surroundings http_around_{site_, config_, statistics_, sessions_, clock_, answers_,
                                       [this](connection c, http_request upgrade, std::optional<principal> who) {
                                         start_feed_session(std::move(c), upgrade, std::move(who), feed_around_);
                                       }};
  std::shared_ptr<listener> listener_;
  timer sweep_;
  std::function<void()> stopped_;
  session::clock::time_point cut_at_{};
  std::optional<core::instant_ms> next_expiry_;
  int sweeps_ = 0;
  std::uint64_t known_tokens_ = 0;  // token_store::generation() that sessions were told of
  bool leaving_ = false;
};

}  // namespace

std::unique_ptr<net_server> create_net_server(asio::io_context& loop, engine::engine& engine,
                                              const engine::clock& clock, token_store& tokens, net_config config) {
  return std::make_unique<net_server_of_loop>(loop, engine, clock, tokens, std::move(config));
}

}  // namespace northstar::net
