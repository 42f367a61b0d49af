// SPDX-License-Identifier: MIT
#include "server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cluster/copy_giver.hpp"
#include "cluster/copy_taker.hpp"
#include "engine/clock.hpp"
#include "engine/engine.hpp"
#include "ledger/error.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "ledger_copy.hpp"
#include "log/log.hpp"
#include "net/net_server.hpp"
#include "net/token_store.hpp"
#include "plan_file.hpp"
#include "shared_parts.hpp"
#include "telling.hpp"
#include "token_share.hpp"

namespace northstar {

namespace {

namespace asio = boost::asio;

void say(log::level at, std::string_view event, const std::string& what) { log::write(at, event, "error=" + log::quoted(what)); }

// Since the process began to serve: what a node does to its ledger first counts too.
std::int64_t ms_since_start() {
  static const auto start = std::chrono::steady_clock::now();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
}

class server {
 public:
  server(const config& c, bool may_cut, std::unique_ptr<ledger::ledger> opened, shared_parts shared, asio::io_context& loop)
      : loop_(loop),
        config_(c),
        may_cut_(may_cut),
        ledger_(std::move(opened)),
        shared_(std::move(shared)),
        engine_(*ledger_, clock_, [this](std::function<void()> f) { asio::post(loop_, std::move(f)); }, c.engine),
        tokens_(c.data),
        net_(net::create_net_server(loop_, engine_, clock_, tokens_, c.net)),
        due_(loop_),
        signals_(loop_, SIGINT, SIGTERM) {}

  bool start(const wire::plan_reading& plan, const std::string& apply_reason) {
    if (!config_.webhook.empty()) {
      telling_ = create_telling(config_, loop_, clock_, shared_.store ? &shared_.address : nullptr);
      if (!telling_) return false;
      engine_.on_telling([this](engine::telling t) { telling_->add(std::move(t)); });
    }
    if (shared_.store) engine_.share(*shared_.store, *shared_.outbox, settings());
    if (shared_.store) give_copies(), share_tokens();
    if (shared_.counters) engine_.cache_counters(*shared_.counters);
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
  // What is to be done to the data folder before the next start, when this server is no more; empty: there is none.
  const std::function<ledger::result<void>()>& again() const { return again_; }

 private:
  void serve() {
    try {
      net_->listen();
      engine_.on_due_sooner([this] { due_.cancel(); });
      const feed::position at = engine_.position();
      log::write(log::level::info, "ready", "epoch=" + at.epoch + " offset=" + std::to_string(at.offset) +
                                                " plan_version=" + std::to_string(engine_.plan_version()) + " after_ms=" + std::to_string(ms_since_start()));
    } catch (const std::exception& e) {
      say(log::level::error, "not_listening", e.what());
      exit_code_ = 1;
      stop();
    }
  }

  engine::shared_settings settings() {
    engine::shared_settings s;
    s.node = cluster::make_node_name();
    s.answer_within_ms = config_.answer_within_ms;
    s.log = config_.shared;
    s.adopt = [this](const ledger::identity& of_log) {
      log::write(log::level::info, "joining", "epoch=" + of_log.epoch);
      start_again([&c = config_, of_log] { return ledger::adopt_sqlite_ledger(c.data, of_log); });
    };
    s.cut = [this](std::uint64_t seq) {
      if (!may_cut_) return take_copy();
      log::write(log::level::warning, "taking_back", "behind=" + std::to_string(seq));
      start_again([&c = config_, seq] { return ledger::cut_sqlite_ledger(c.data, seq); });
    };
    s.begin_log = [this](const ledger::log_mark& first) {
      log::write(log::level::info, "beginning_log", "records=" + std::to_string(first.upto));
      start_again([&c = config_, first] { return ledger::mark_sqlite_ledger(c.data, first); });
    };
    s.reseed = [this] { take_copy(); };
    s.give_up = [this](boost::system::error_code ec) {
      explain(ec);
      exit_code_ = 1;
      stop();
    };
    return s;
  }

  // Goes on meanwhile as it is.
  void take_copy() {
    if (shared_.taker || stopping_) return;
    log::write(log::level::warning, "left_behind");
    shared_.taker = cluster::create_copy_taker(loop_, shared_.address, config_.redis_name, random_seed(), taken_copy_file(config_.data), [this](const auto& r) {
      if (r.has_value()) return start_again([&c = config_] { return take_ledger_copy(c.data, c.shared.waiting_bytes_max); });
      explain(r.error());
      exit_code_ = 1;
      stop();
    });
  }

  void share_tokens() {
    shared_.tokens = create_token_share(loop_, shared_.address, config_.redis_name, random_seed(), config_.data);
    shared_.tokens->on_merged([this] { tokens_.refresh(); });
  }

  // Made or revoked here, by an admin on a page or at the command line.
  void look_at_tokens() {
    if (!shared_.tokens || told_tokens_ == tokens_.generation()) return;
    told_tokens_ = tokens_.generation();
    shared_.tokens->changed_here();
  }

  void give_copies() {
    cluster::copy_source from;
    from.folder = config_.data / given_copy_folder;
    from.is_ready = [this] { return !stopping_ && engine_.shared()->in_step; };
    from.take = [data = config_.data](const std::filesystem::path& folder) { return make_ledger_copy(data, folder); };
    shared_.giver = cluster::create_copy_giver(loop_, shared_.address, config_.redis_name, random_seed(), std::move(from));
  }

  // `first` outlives this server.
  void start_again(std::function<ledger::result<void>()> first) {
    again_ = std::move(first);
    stop();
  }

  // One timer is the engine's sense of time; cancelling it makes it look anew.
  void arm() {
    due_.expires_after(std::chrono::milliseconds(engine_.due_in_ms()));
    due_.async_wait([this](boost::system::error_code) {
      if (stopped_) return;
      engine_.run_due();
      if (telling_) telling_->run_due();
      look_at_tokens();
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
  const config& config_;
  const bool may_cut_;
  std::function<ledger::result<void>()> again_;
  engine::system_clock clock_;
  std::unique_ptr<ledger::ledger> ledger_;
  shared_parts shared_;
  engine::engine engine_;
  std::unique_ptr<telling> telling_;  // null: nobody wants to be told
  net::token_store tokens_;
  std::unique_ptr<net::net_server> net_;
  asio::steady_timer due_;
  asio::signal_set signals_;
  std::uint64_t told_tokens_ = 0;
  bool stopping_ = false;
  bool stopped_ = false;
  int exit_code_ = 0;
};

enum class ending { done, again };

ending serve_once(const config& c, const wire::plan_reading& plan, bool& may_cut, int& exit_code) {
  exit_code = 1;
  asio::io_context loop(1);
  const auto post = [&loop](std::function<void()> f) { asio::post(loop, std::move(f)); };
  std::function<ledger::result<void>()> again;
  {
    auto opened = ledger::open_sqlite_ledger({c.data, false}, post);
    if (opened.has_error()) {
      say(log::level::error, "ledger_not_opened", c.data.string() + ": " + opened.error().message());
      return ending::done;
    }
    auto shared = open_shared(c, loop, post);
    if (!shared) return ending::done;
    server s(c, may_cut, std::move(*opened), std::move(*shared), loop);
    if (!s.start(plan, c.apply_plan)) return ending::done;
    loop.run();
    exit_code = s.exit_code();
    again = s.again();
    if (!again) return ending::done;
  }
  const auto changed = again();
  if (changed.has_value()) return ending::again;
  // What is to be taken back lies too far behind: the ledger of another node takes its place.
  if (changed.error() == ledger::errc::no_such_record && std::exchange(may_cut, false)) return ending::again;
  say(log::level::error, "data_folder_not_changed", changed.error().message());
  exit_code = 1;
  return ending::done;
}

}  // namespace

int run_server(const config& c) {
  std::signal(SIGPIPE, SIG_IGN);
  ms_since_start();
  const auto plan = read_plan_file(c.plan);
  if (plan.has_error()) {
    say(log::level::error, "plan_not_read", c.plan.string() + ": " + plan.error().message());
    return 1;
  }
  for (const wire::finding& f : plan->findings)
    log::write(f.severity == wire::severity::fault ? log::level::error : log::level::warning, "plan_finding", "line=" + log::quoted(wire::to_text(f)));
  if (!plan->plan) return 1;
  try {
    int exit_code = 1;
    bool may_cut = true;
    // A node that joins a shared log, or whose end the log has lost, changes its ledger and begins anew.
    while (serve_once(c, *plan, may_cut, exit_code) == ending::again) {
    }
    return exit_code;
  } catch (const std::exception& e) {
    say(log::level::error, "failed", e.what());
    return 1;
  }
}

}  // namespace northstar
