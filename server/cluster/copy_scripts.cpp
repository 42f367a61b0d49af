// SPDX-License-Identifier: MIT
#include "cluster/copy_scripts.hpp"

#include "redis/key_name.hpp"

namespace northstar::cluster {

namespace {

constexpr std::string_view still_text = R"lua(
local function still(who, node, alive)
  if redis.call('GET', KEYS[1]) ~= who or redis.call('GET', KEYS[2]) ~= who .. ' ' .. node then return false end
  redis.call('PEXPIRE', KEYS[2], alive)
  return true
end
)lua";

constexpr std::string_view want_text = R"lua(
local wanted = redis.call('GET', KEYS[1])
if wanted and wanted ~= ARGV[1] then return {'busy'} end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local giver = redis.call('GET', KEYS[2])
local whom = ARGV[1] .. ' '
if not giver or string.sub(giver, 1, #whom) ~= whom then return {''} end
local first = tonumber(ARGV[3])
for n = math.max(1, first - 64), first - 1 do redis.call('HDEL', KEYS[3], n) end
local out = {giver}
for n = first, first + tonumber(ARGV[4]) - 1 do
  local piece = redis.call('HGET', KEYS[3], n)
  if not piece then break end
  out[#out + 1] = piece
end
return out
)lua";

constexpr std::string_view done_text = R"lua(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'over' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('SET', KEYS[2], ARGV[1] .. ' done', 'PX', ARGV[2])
redis.call('UNLINK', KEYS[3])
return 'done'
)lua";

constexpr std::string_view claim_text = R"lua(
local wanted = redis.call('GET', KEYS[1])
if not wanted then return '' end
local giver = redis.call('GET', KEYS[2])
if giver and string.sub(giver, 1, #wanted + 1) == wanted .. ' ' then return '' end
redis.call('SET', KEYS[2], wanted .. ' ' .. ARGV[1], 'PX', ARGV[2])
redis.call('UNLINK', KEYS[3])
return wanted
)lua";

constexpr std::string_view keep_text = R"lua(
return still(ARGV[1], ARGV[2], ARGV[3]) and 'kept' or 'over'
)lua";

constexpr std::string_view lay_text = R"lua(
if not still(ARGV[1], ARGV[2], ARGV[3]) then return 'over' end
if redis.call('HLEN', KEYS[3]) >= tonumber(ARGV[6]) then return 'full' end
redis.call('HSET', KEYS[3], ARGV[4], ARGV[5])
redis.call('EXPIRE', KEYS[3], 60)
return 'laid'
)lua";

}  // namespace

copy_keys::copy_keys(const std::string& name) : wanted(redis::key_of(name, "copy:wanted")), giver(redis::key_of(name, "copy:giver")), pieces(redis::key_of(name, "copy:pieces")) {}

copy_scripts::copy_scripts()
    : want(std::string(want_text)),
      done(std::string(done_text)),
      claim(std::string(claim_text)),
      keep(std::string(still_text) + std::string(keep_text)),
      lay(std::string(still_text) + std::string(lay_text)) {}

}  // namespace northstar::cluster
