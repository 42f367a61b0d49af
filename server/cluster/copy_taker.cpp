// SPDX-License-Identifier: MIT
#include "cluster/copy_taker.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <fstream>
#include <optional>
#include <utility>

#include "cluster/copy_check.hpp"
#include "cluster/copy_scripts.hpp"
#include "log/log.hpp"

namespace northstar::cluster {

namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using got = redis::result<redis::reply>;

constexpr std::chrono::milliseconds when_empty{20}, when_alone{500};
constexpr std::chrono::seconds say_every{60};

class taker final : public copy_taker {
 public:
  taker(asio::io_context& io, const redis::address& to, const std::string& name, std::uint64_t seed, fs::path file, std::function<void(const result<void>&)> then)
      : keys_(name), who_(std::to_string(seed)), file_(std::move(file)), then_(std::move(then)), over_(io, to, {}, seed), runner_(over_), timer_(io) {
    over_.open();
    ask();
  }

 private:
  void after(std::chrono::milliseconds wait) {
    timer_.expires_after(wait);
    timer_.async_wait([this](boost::system::error_code ec) {
      if (!ec) ask();
    });
  }

  void ask() {
    if (!over_.is_up()) return after(when_alone);
    const std::vector<std::string> arguments{who_, std::to_string(copy_alive_ms), std::to_string(next_), std::to_string(copy_pieces_at_once)};
    runner_.run(scripts_.want, keys_.all(), redis::words(arguments.begin(), arguments.end()), [this](const got& r) {
      if (r.has_error() || r->is != redis::reply::kind::array || r->items.empty()) return after(when_alone);
      take(*r);
    });
  }

  void take(const redis::reply& r) {
    const std::string& giver = r.items.front().text;
    if (giver != giver_) begin(giver);
    if (giver_.empty() || giver_ == "busy") return wait();
    for (std::size_t i = 1; i < r.items.size(); ++i) {
      const std::string& piece = r.items[i].text;
      if (piece.empty()) return begin({}), after(when_alone);
      if (piece.front() == piece_of_end) return end(piece.substr(1));
      sum_->add(std::string_view(piece).substr(1));
      if (!out_.write(piece.data() + 1, static_cast<std::streamsize>(piece.size() - 1))) return finish(boost::system::error_code(ENOSPC, boost::system::system_category()));
      ++next_;
    }
    if (r.items.size() > 1) return ask();
    after(when_empty);
  }

  // From the first piece, of whoever gives now.
  void begin(const std::string& giver) {
    giver_ = giver;
    next_ = 1;
    sum_.emplace();
    out_ = {};
    std::error_code failed;
    fs::create_directories(file_.parent_path(), failed);
    out_.open(file_, std::ios::binary | std::ios::trunc);
    if (!giver.empty()) log::write(log::level::info, "copy_taken", "state=" + std::string(giver == "busy" ? "waiting_for_another" : "begun"));
  }

  void wait() {
    const auto now = std::chrono::steady_clock::now();
    if (giver_.empty() && now >= say_at_) {
      log::write(log::level::warning, "copy_wanted", "hint=" + log::quoted("the log is trimmed behind this node; it waits for a node that holds all of it"));
      say_at_ = now + say_every;
    }
    after(when_alone);
  }

  void end(const std::string& told) {
    out_.close();
    if (!out_) return finish(boost::system::error_code(EIO, boost::system::system_category()));
    const std::uint64_t bytes = sum_->bytes();
    if (sum_->end() != told) {
      log::write(log::level::error, "copy_taken", "state=damaged bytes=" + std::to_string(bytes));
      return begin({}), after(when_alone);
    }
    log::write(log::level::info, "copy_taken", "state=whole bytes=" + std::to_string(bytes));
    const std::string alive = std::to_string(copy_alive_ms);
    runner_.run(scripts_.done, keys_.all(), {who_, alive}, [this](const got&) { finish({}); });
  }

  void finish(result<void> how) {
    if (const auto then = std::exchange(then_, {})) then(how);
  }

  const copy_keys keys_;
  const copy_scripts scripts_;
  const std::string who_;
  const fs::path file_;
  std::function<void(const result<void>&)> then_;
  redis::connection over_;
  redis::script_runner runner_;
  asio::steady_timer timer_;
  std::string giver_;
  std::uint64_t next_ = 1;
  std::optional<copy_check> sum_;
  std::ofstream out_;
  std::chrono::steady_clock::time_point say_at_{};
};

}  // namespace

std::unique_ptr<copy_taker> create_copy_taker(asio::io_context& io, const redis::address& to, const std::string& name, std::uint64_t seed, fs::path file,
                                              std::function<void(const result<void>&)> then) {
  return std::make_unique<taker>(io, to, name, seed, std::move(file), std::move(then));
}

}  // namespace northstar::cluster
