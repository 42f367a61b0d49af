// SPDX-License-Identifier: MIT
#include "cache/cache_scripts.hpp"

#include <initializer_list>
#include <string>

namespace northstar::cache {

namespace {

constexpr std::string_view prelude = R"lua(
local function watermark(key)
  local text = redis.call('GET', key) or ''
  local epoch, offset = string.match(text, '^(.+):(%d+)$')
  return text, epoch, tonumber(offset)
end
-- Positions of a log begin with its own epoch, and after each change of its server with that, a dash and the entry that says so.
local function parts(epoch)
  local log, change = string.match(epoch or '', '^([^-]*)-?(%d*)$')
  return log, tonumber(change) or 0
end
local function of_another_log(key)
  local epoch = redis.call('GET', key)
  return epoch and epoch ~= parts(ARGV[1]) and redis.error_reply('OTHEREPOCH than was meant')
end
-- What stands there is of the same log, behind a change of its server that this node does not know of yet.
local function is_later(epoch)
  local log, change = parts(epoch)
  local own_log, own_change = parts(ARGV[1])
  return log == own_log and change > own_change
end
local function set_cells(key, from)
  for i = from, #ARGV, 1000 do redis.call('HSET', key, unpack(ARGV, i, math.min(i + 999, #ARGV))) end
end
)lua";

constexpr std::string_view put_text = R"lua(
local other = of_another_log(KEYS[3])
if other then return other end
local text, epoch, offset = watermark(KEYS[2])
if is_later(epoch) then return {'newer', text} end
if epoch ~= ARGV[1] or offset < tonumber(ARGV[2]) then return {'needs_whole', text} end
if offset >= tonumber(ARGV[3]) then return {'newer', text} end
set_cells(KEYS[1], 4)
text = ARGV[1] .. ':' .. ARGV[3]
redis.call('SET', KEYS[2], text)
return {'written', text}
)lua";

// The pieces are counted in the hash itself, under the empty name: a failover that lost some of
// them shows.
constexpr std::string_view piece_text = R"lua(
local before = tonumber(ARGV[1]) - 1
if tonumber(redis.call('HGET', KEYS[1], '') or '0') ~= before then return {'needs_whole', ''} end
set_cells(KEYS[1], 2)
redis.call('HSET', KEYS[1], '', ARGV[1])
redis.call('EXPIRE', KEYS[1], 600)
return {'written', ''}
)lua";

constexpr std::string_view commit_text = R"lua(
local other = of_another_log(KEYS[3])
local text, epoch, offset = watermark(KEYS[2])
local newer = is_later(epoch) or epoch == ARGV[1] and offset >= tonumber(ARGV[2])
if other or newer then
  redis.call('UNLINK', KEYS[4])
  return other or {'newer', text}
end
if (redis.call('HGET', KEYS[4], '') or '0') ~= ARGV[3] then return {'needs_whole', text} end
redis.call('HDEL', KEYS[4], '')
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('RENAME', KEYS[1], KEYS[5]) end
if redis.call('EXISTS', KEYS[4]) == 1 then
  redis.call('PERSIST', KEYS[4])
  redis.call('RENAME', KEYS[4], KEYS[1])
end
redis.call('UNLINK', KEYS[5])
text = ARGV[1] .. ':' .. ARGV[2]
redis.call('SET', KEYS[2], text)
return {'written', text}
)lua";

constexpr std::string_view copy_text = R"lua(
local text = redis.call('GET', KEYS[2]) or ''
if redis.call('EXISTS', KEYS[1]) == 0 then return {text, 0} end
redis.call('COPY', KEYS[1], KEYS[3], 'REPLACE')
redis.call('EXPIRE', KEYS[3], 600)
return {text, redis.call('HLEN', KEYS[1])}
)lua";

std::string made_of(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const auto part : parts) all += part;
  return all;
}

}  // namespace

cache_scripts::cache_scripts()
    : put(made_of({prelude, put_text})),
      piece(made_of({prelude, piece_text})),
      commit(made_of({prelude, commit_text})),
      copy(std::string(copy_text)) {}

}  // namespace northstar::cache
