// SPDX-License-Identifier: MIT
#include "cluster/copy_giver.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <fstream>
#include <optional>
#include <utility>

#include "cluster/copy_check.hpp"
#include "cluster/copy_scripts.hpp"
#include "cluster/outbox.hpp"
#include "ledger/commit_thread.hpp"
#include "log/log.hpp"

namespace northstar::cluster {

namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using got = redis::result<redis::reply>;

constexpr std::chrono::milliseconds look_every{1'000}, keep_every{2'000}, when_full{20}, after_loss{500};

class giver final : public copy_giver {
 public:
  giver(asio::io_context& io, const redis::address& to, const std::string& name, std::uint64_t seed, copy_source from)
      : io_(io), keys_(name), node_(std::to_string(seed)), from_(std::move(from)), over_(io, to, {}, seed), runner_(over_), timer_(io) {
    over_.open();
    look();
  }

  ~giver() override { empty_folder(); }

 private:
  void after(std::chrono::milliseconds wait, void (giver::*then)()) {
    timer_.expires_after(wait);
    timer_.async_wait([this, then](boost::system::error_code ec) {
      if (!ec) (this->*then)();
    });
  }

  void ask(const redis::script& what, std::vector<std::string> arguments, std::function<void(const got&)> then) {
    const redis::words views(arguments.begin(), arguments.end());
    runner_.run(what, keys_.all(), views, [then = std::move(then)](const got& r) { then(r); });
  }

  static std::string said(const got& r) { return r.has_value() && r->is_text() ? r->text : std::string(); }

  void look() {
    if (!over_.is_up() || !from_.is_ready()) return after(look_every, &giver::look);
    ask(scripts_.claim, {node_, std::to_string(copy_alive_ms)}, [this](const got& r) {
      whom_ = said(r);
      if (whom_.empty()) return after(look_every, &giver::look);
      begin();
    });
  }

  void begin() {
    log::write(log::level::info, "copy_given", "state=taking");
    empty_folder();
    file_ = {};
    sum_.emplace();
    number_ = 0;
    piece_.clear();
    taken_ = ended_ = false;
    worker_.run([this, take = from_.take, folder = from_.folder, alive = std::weak_ptr<int>(alive_)] {
      auto made = take(folder);
      asio::post(io_, [this, alive, made] {
        if (!alive.expired()) took(made);
      });
    });
    after(keep_every, &giver::keep);
  }

  // The copy is on its way: nobody else need begin.
  void keep() {
    if (taken_) return;
    ask(scripts_.keep, {whom_, node_, std::to_string(copy_alive_ms)}, [](const got&) {});
    after(keep_every, &giver::keep);
  }

  void took(const result<fs::path>& made) {
    taken_ = true;
    if (made.has_error()) return end("not_made: " + made.error().message());
    file_.open(*made, std::ios::binary);
    if (!file_) return end("not_read");
    log::write(log::level::info, "copy_given", "state=begun");
    lay();
  }

  // A piece is laid under its number, so that doing it twice changes nothing.
  void lay() {
    if (piece_.empty() && !next_piece()) return end("not_read");
    ask(scripts_.lay, {whom_, node_, std::to_string(copy_alive_ms), std::to_string(number_), piece_, std::to_string(copy_pieces_waiting_max)}, [this](const got& r) {
      const std::string answer = said(r);
      if (answer == "over") return end("nobody_takes_it");
      if (answer == "full") return after(when_full, &giver::lay);
      if (answer != "laid") return after(after_loss, &giver::lay);
      piece_.clear();
      if (ended_) return end("given");
      lay();
    });
  }

  bool next_piece() {
    piece_.assign(1 + copy_piece_bytes, piece_of_file);
    file_.read(piece_.data() + 1, static_cast<std::streamsize>(copy_piece_bytes));
    piece_.resize(1 + static_cast<std::size_t>(file_.gcount()));
    if (file_.bad()) return false;
    ++number_;
    sum_->add(std::string_view(piece_).substr(1));
    if (piece_.size() > 1) return true;
    ended_ = true;
    piece_ = piece_of_end + sum_->end();
    return true;
  }

  void end(const std::string& how) {
    log::write(log::level::info, "copy_given", "state=" + log::quoted(how) + " bytes=" + std::to_string(sum_->bytes()));
    file_.close();
    empty_folder();
    after(look_every, &giver::look);
  }

  void empty_folder() {
    std::error_code failed;
    fs::remove_all(from_.folder, failed);
  }

  asio::io_context& io_;
  const copy_keys keys_;
  const copy_scripts scripts_;
  const std::string node_;
  const copy_source from_;
  redis::connection over_;
  redis::script_runner runner_;
  asio::steady_timer timer_;
  std::string whom_;
  std::ifstream file_;
  std::optional<copy_check> sum_;
  std::uint64_t number_ = 0;
  std::string piece_;
  bool taken_ = false;
  bool ended_ = false;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
  ledger::commit_thread worker_;  // last: it ends before what it uses
};

}  // namespace

std::unique_ptr<copy_giver> create_copy_giver(asio::io_context& io, const redis::address& to, const std::string& name, std::uint64_t seed, copy_source from) {
  return std::make_unique<giver>(io, to, name, seed, std::move(from));
}

}  // namespace northstar::cluster
