// SPDX-License-Identifier: MIT
#include "shared_parts.hpp"

#include <boost/asio/io_context.hpp>
#include <random>
#include <string>

#include "cluster/redis_log_store.hpp"
#include "ledger_copy.hpp"
#include "log/log.hpp"
#include "net/token_file.hpp"
#include "redis/key_name.hpp"

namespace northstar {

namespace {

namespace asio = boost::asio;

void say(std::string_view event, const std::string& what) { log::write(log::level::error, event, "error=" + log::quoted(what)); }

// Names what is wrong with the address of the shared log.
std::optional<redis::address> read_address(const config& c) {
  auto address = redis::parse_address(c.redis);
  if (address.has_error()) return say("redis", address.error().message()), std::nullopt;
  if (!redis::is_key_name(c.redis_name)) return say("redis", "not a name for keys: " + c.redis_name), std::nullopt;
  return std::move(*address);
}

}  // namespace

std::uint64_t random_seed() {
  std::random_device random;
  return std::uint64_t{random()} << 32 | random();
}

std::optional<shared_parts> open_shared(const config& c, asio::io_context& loop, const std::function<void(std::function<void()>)>& post) {
  shared_parts parts;
  if (c.redis.empty()) return parts;
  const auto address = read_address(c);
  if (!address) return std::nullopt;
  parts.address = *address;
  // Of a process that was killed while it gave or took one.
  for (const char* copy : {given_copy_folder, taken_copy_folder}) {
    std::error_code failed;
    std::filesystem::remove_all(c.data / copy, failed);
  }
  auto outbox = cluster::open_sqlite_outbox(c.data, post);
  if (outbox.has_error()) return say("outbox_not_opened", outbox.error().message()), std::nullopt;
  parts.outbox = std::move(*outbox);
  parts.store = cluster::create_redis_log_store(loop, *address, c.redis_name, random_seed());
  parts.counters = std::make_unique<cache::counter_cache>(loop, *address, c.redis_name, random_seed());
  if (net::read_tokens(c.data).empty()) fetch_tokens(*address, c.redis_name, random_seed(), c.data);
  log::write(log::level::info, "shared_log", "redis=" + log::quoted(redis::shown(*address)));
  return parts;
}

}  // namespace northstar
