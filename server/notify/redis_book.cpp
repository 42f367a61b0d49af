// SPDX-License-Identifier: MIT
#include "notify/redis_book.hpp"

#include <boost/asio/io_context.hpp>
#include <utility>

#include "redis/key_name.hpp"
#include "redis/script.hpp"

namespace northstar::notify {

namespace {

using got = redis::result<redis::reply>;

// [lease, fence, told] node, milliseconds, key, value … → turn (0: another node has it), then 1 or 0 for each key
constexpr std::string_view ask_text = R"lua(
local holder, turn = redis.call('GET', KEYS[1]), 0
if not holder then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  turn = redis.call('INCR', KEYS[2])
elseif holder == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  turn = tonumber(redis.call('GET', KEYS[2]) or redis.call('INCR', KEYS[2]))
end
local out = {turn}
for i = 3, #ARGV, 2 do out[#out + 1] = redis.call('HGET', KEYS[3], ARGV[i]) == ARGV[i + 1] and 1 or 0 end
return out
)lua";

// [lease, fence, told, order] node, turn, key, value, most → "noted" or "over"
constexpr std::string_view note_text = R"lua(
if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then return 'over' end
redis.call('HSET', KEYS[3], ARGV[3], ARGV[4])
local time = redis.call('TIME')
redis.call('ZADD', KEYS[4], time[1] .. '.' .. string.format('%06d', time[2]), ARGV[3])
while redis.call('ZCARD', KEYS[4]) > tonumber(ARGV[5]) do
  local old = redis.call('ZPOPMIN', KEYS[4])
  redis.call('HDEL', KEYS[3], old[1])
end
return 'noted'
)lua";

class redis_book final : public sent_book {
 public:
  redis_book(boost::asio::io_context& io, const redis::address& to, const std::string& name, std::uint64_t seed, const redis::connection_settings& settings)
      : lease_(redis::key_of(name, "telling")),
        fence_(redis::key_of(name, "telling:turn")),
        told_(redis::key_of(name, "told")),
        order_(redis::key_of(name, "told:order")),
        node_(std::to_string(seed)),
        over_(io, to, settings, seed),
        runner_(over_) {
    over_.open();
  }

  void ask(const std::vector<notice>& about, std::function<void(const standing&)> then) override {
    const std::string alive = std::to_string(lease_ms);
    redis::words arguments{node_, alive};
    for (const notice& n : about) arguments.insert(arguments.end(), {n.key, n.value});
    runner_.run(ask_script_, {lease_, fence_, told_}, arguments, [count = about.size(), then = std::move(then)](const got& r) {
      standing s;
      if (r.has_value() && r->is_array(1 + count)) {
        s.known = true;
        s.turn = static_cast<std::uint64_t>(r->items[0].integer);
        for (std::size_t i = 1; i <= count; ++i) s.told.push_back(r->items[i].integer == 1);
      }
      then(s);
    });
  }

  void note(const notice& n, std::uint64_t turn, std::function<void(bool)> then) override {
    const std::string of = std::to_string(turn), most = std::to_string(told_max);
    runner_.run(note_script_, {lease_, fence_, told_, order_}, {node_, of, n.key, n.value, most},
                [then = std::move(then)](const got& r) { then(r.has_value() && r->text == "noted"); });
  }

 private:
  const std::string lease_, fence_, told_, order_, node_;
  const redis::script ask_script_{std::string(ask_text)}, note_script_{std::string(note_text)};
  redis::connection over_;
  redis::script_runner runner_;
};

}  // namespace

std::unique_ptr<sent_book> create_redis_book(boost::asio::io_context& io, const redis::address& to, const std::string& name, std::uint64_t seed,
                                             const redis::connection_settings& settings) {
  return std::make_unique<redis_book>(io, to, name, seed, settings);
}

}  // namespace northstar::notify
