// SPDX-License-Identifier: MIT
#include "server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <exception>
#include <memory>
#include <string>

#include "engine/clock.hpp"
#include "engine/engine.hpp"
#include "ledger/error.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "log/log.hpp"
#include "net/net_server.hpp"
#include "net/token_store.hpp"
#include "plan_file.hpp"

namespace northstar {

namespace {

namespace asio = boost::asio;

void say(log::level at, std::string_view event, const std::string& what) { log::write(at, event, "error=" + log::quoted(what)); }

class server {
 public:
  server(const config& c, std::unique_ptr<ledger::ledger> opened, asio::io_context& loop)
      : loop_(loop),
        ledger_(std::move(opened)),
        engine_(*ledger_, clock_, [this](std::function<void()> f) { asio::post(loop_, std::move(f)); }, c.engine),
        tokens_(c.data),
        net_(net::create_net_server(loop_, engine_, clock_, tokens_, c.net)),
        due_(loop_),
        signals_(loop_, SIGINT, SIGTERM) {}

  bool start(const wire::plan_reading& plan, const std::string& apply_reason) {
    const auto recovered = engine_.recover(plan, apply_reason, [this] { serve(); });
    if (recovered.has_error()) {
      explain(recovered.error());
      return false;
    }
    signals_.async_wait([this](auto ec, int) {
      if (!ec) stop();
    });
    arm();
    return true;
  }

  int exit_code() const { return exit_code_; }

 private:
  void serve() {
    try {
      net_->listen();
      engine_.on_due_sooner([this] { due_.cancel(); });
      log::write(log::level::info, "ready", "epoch=" + ledger_->epoch() + " offset=" + std::to_string(ledger_->last()) +
                                                " plan_version=" + std::to_string(engine_.plan_version()));
    } catch (const std::exception& e) {
      say(log::level::error, "not_listening", e.what());
      exit_code_ = 1;
      stop();
    }
  }

  // One timer is the engine's sense of time; cancelling it makes it look anew.
  void arm() {
    due_.expires_after(std::chrono::milliseconds(engine_.due_in_ms()));
    due_.async_wait([this](boost::system::error_code) {
      if (stopped_) return;
      engine_.run_due();
      arm();
    });
  }

  void stop() {
    if (stopping_) return;
    stopping_ = true;
    log::write(log::level::info, "stopping");
    // A second signal does not wait.
    signals_.async_wait([this](auto ec, int) {
      if (!ec) loop_.stop();
    });
    net_->stop([this] {
      stopped_ = true;
      due_.cancel();
      signals_.cancel();
      log::write(log::level::info, "stopped", "offset=" + std::to_string(ledger_->last()));
      loop_.stop();
    });
  }

  void explain(boost::system::error_code ec) {
    say(log::level::error, "not_started", ec.message());
    if (ec != engine::errc::plan_differs) return;
    for (const std::string& line : engine_.plan_diff_lines()) log::write(log::level::error, "plan_differs", "line=" + log::quoted(line));
    log::write(log::level::error, "plan_differs", "hint=" + log::quoted("to make it the next version: --apply-plan REASON"));
  }

  asio::io_context& loop_;
  engine::system_clock clock_;
  std::unique_ptr<ledger::ledger> ledger_;
  engine::engine engine_;
  net::token_store tokens_;
  std::unique_ptr<net::net_server> net_;
  asio::steady_timer due_;
  asio::signal_set signals_;
  bool stopping_ = false;
  bool stopped_ = false;
  int exit_code_ = 0;
};

}  // namespace

int run_server(const config& c) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto plan = read_plan_file(c.plan);
  if (plan.has_error()) {
    say(log::level::error, "plan_not_read", c.plan.string() + ": " + plan.error().message());
    return 1;
  }
  for (const wire::finding& f : plan->findings)
    log::write(f.severity == wire::severity::fault ? log::level::error : log::level::warning, "plan_finding", "line=" + log::quoted(wire::to_text(f)));
  if (!plan->plan) return 1;

  asio::io_context loop(1);
  auto opened = ledger::open_sqlite_ledger({c.data, false}, [&loop](std::function<void()> f) { asio::post(loop, std::move(f)); });
  if (opened.has_error()) {
    say(log::level::error, "ledger_not_opened", c.data.string() + ": " + opened.error().message());
    return 1;
  }
  try {
    server s(c, std::move(*opened), loop);
    if (!s.start(*plan, c.apply_plan)) return 1;
    loop.run();
    return s.exit_code();
  } catch (const std::exception& e) {
    say(log::level::error, "failed", e.what());
    return 1;
  }
}

}  // namespace northstar
