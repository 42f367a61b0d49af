// SPDX-License-Identifier: MIT
#include "token_share.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>
#include <vector>

#include "log/log.hpp"
#include "net/token_file.hpp"
#include "redis/key_name.hpp"
#include "redis/script.hpp"

namespace northstar {

namespace {

namespace asio = boost::asio;
using got = redis::result<redis::reply>;

constexpr std::chrono::seconds every{1};
constexpr std::chrono::seconds patience{3};

// [tokens, revision] known revision, hash, text … → revision, then hashes and texts if it is another one
constexpr std::string_view sync_text = R"lua(
local changed = false
for i = 2, #ARGV, 2 do
  local there = redis.call('HGET', KEYS[1], ARGV[i])
  if not there or (ARGV[i + 1] == 'revoked' and there ~= 'revoked') then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
    changed = true
  end
end
if changed then redis.call('INCR', KEYS[2]) end
local revision = redis.call('GET', KEYS[2]) or '0'
if revision == ARGV[1] and not changed then return {revision} end
local out = redis.call('HGETALL', KEYS[1])
table.insert(out, 1, revision)
return out
)lua";

class redis_token_share final : public token_share {
 public:
  redis_token_share(asio::io_context& io, const redis::address& to, const std::string& name, std::uint64_t seed, std::filesystem::path data)
      : data_(std::move(data)), tokens_(redis::key_of(name, "tokens")), revision_key_(redis::key_of(name, "tokens:revision")), over_(io, to, {}, seed), runner_(over_), timer_(io) {
    over_.on_state([this](bool up) {
      if (up) to_tell_ = true, look();
    });
    over_.open();
    wait();
  }

  void changed_here() override { to_tell_ = true; }
  void on_merged(std::function<void()> call) override { merged_ = std::move(call); }

 private:
  void wait() {
    timer_.expires_after(every);
    timer_.async_wait([this](boost::system::error_code ec) {
      if (ec) return;
      look();
      wait();
    });
  }

  void look() {
    if (asking_ || !over_.is_up()) return;
    net::told_tokens own;
    if (to_tell_ && !read(own)) return;
    asking_ = true;
    to_tell_ = false;
    redis::words arguments{revision_};
    for (const auto& [hash, text] : own) arguments.insert(arguments.end(), {hash, text});
    runner_.run(script_, {tokens_, revision_key_}, arguments, [this](const got& r) {
      asking_ = false;
      take(r);
    });
  }

  bool read(net::told_tokens& own) {
    try {
      own = net::tell_tokens(data_);
      return true;
    } catch (const net::token_error&) {
      return false;  // said by whoever reads it to let people in
    }
  }

  void take(const got& r) {
    if (r.has_error() || r->is != redis::reply::kind::array || r->items.empty()) return void(to_tell_ = true);
    // A Redis that has lost them: this node's are told again.
    if (r->items.front().text.size() < revision_.size() || (r->items.front().text.size() == revision_.size() && r->items.front().text < revision_)) to_tell_ = true;
    revision_ = r->items.front().text;
    net::told_tokens others;
    for (std::size_t i = 1; i + 1 < r->items.size(); i += 2) others[r->items[i].text] = r->items[i + 1].text;
    try {
      if (!others.empty() && net::merge_tokens(data_, others)) log::write(log::level::info, "tokens_of_cluster", "revision=" + revision_);
    } catch (const std::exception& e) {
      log::write(log::level::error, "tokens_of_cluster", "error=" + log::quoted(e.what()));
      revision_ = "0";
    }
    if (merged_) merged_();
  }

  const std::filesystem::path data_;
  const std::string tokens_, revision_key_;
  const redis::script script_{std::string(sync_text)};
  redis::connection over_;
  redis::script_runner runner_;
  asio::steady_timer timer_;
  std::function<void()> merged_;
  std::string revision_ = "0";
  bool to_tell_ = true;
  bool asking_ = false;
};

}  // namespace

std::unique_ptr<token_share> create_token_share(asio::io_context& io, const redis::address& to, const std::string& name, std::uint64_t seed, std::filesystem::path data) {
  return std::make_unique<redis_token_share>(io, to, name, seed, std::move(data));
}

void fetch_tokens(const redis::address& to, const std::string& name, std::uint64_t seed, const std::filesystem::path& data) {
  asio::io_context io(1);
  const auto share = create_token_share(io, to, name, seed, data);
  share->on_merged([&io] { io.stop(); });
  io.run_for(patience);
}

}  // namespace northstar
