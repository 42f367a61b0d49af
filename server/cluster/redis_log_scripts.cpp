// SPDX-License-Identifier: MIT
#include "cluster/redis_log_scripts.hpp"

#include <charconv>
#include <utility>

namespace northstar::cluster {

namespace {

// Errors have two words at least: to a lone one Redis 7 prepends "ERR".
// Numbers stay below 2^53, where Lua's are exact; as text they are never left to Lua, which would
// write 1e+15.
constexpr std::string_view prelude = R"lua(
local function text(n) return string.format('%.0f', n) end
local function seq(id) return tonumber(string.match(id, '^(%d+)-1$')) end
local function no_log() return redis.error_reply('NOLOG an entry or its id is none of ours') end
local function server()
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  local replication = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
  return run .. ':' .. replication
end
local function other_server() return redis.error_reply('OTHERSERVER than was meant') end
)lua";

// first and last; nothing when it is no log of ours. XINFO copies the outermost entries, so it is
// not asked where it can be helped.
constexpr std::string_view bounds = R"lua(
local function bounds(log)
  if redis.call('EXISTS', log) == 0 then return 1, 0 end
  local info = redis.call('XINFO', 'STREAM', log)
  local last, first
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then last = info[i + 1] == '0-0' and 0 or seq(info[i + 1]) end
    if info[i] == 'first-entry' and info[i + 1] then first = seq(info[i + 1][1]) or -1 end
  end
  if not last or first == -1 then return nil end
  return first or last + 1, last
end
-- The newest number is kept beside the log: asking the log itself copies an entry or two. Where entries are missing or are newer, the log is asked.
local function last_of(log, key)
  local known = redis.call('XLEN', log) > 0 and redis.call('GET', key)
  if known and #redis.call('XRANGE', log, '(' .. known .. '-1', '+', 'COUNT', 1) == 0 then return tonumber(known) end
  local _, last = bounds(log)
  return last
end
local function add(log, key, last, from)
  for i = from, #ARGV, 2 do
    last = last + 1
    redis.call('XADD', log, text(last) .. '-1', 'uid', ARGV[i], 'body', ARGV[i + 1])
  end
  redis.call('SET', key, text(last))
  return text(last)
end
)lua";

constexpr std::string_view head_text = R"lua(
local first, last = bounds(KEYS[1])
if not first then return no_log() end
return {redis.call('GET', KEYS[2]) or '', server(), text(first), text(last)}
)lua";

constexpr std::string_view begin_text = R"lua(
redis.call('SET', KEYS[2], ARGV[1], 'NX')
)lua";

// Entries are fetched a few at a time, so that large ones are not all in memory at once.
constexpr std::string_view read_text = R"lua(
if server() ~= ARGV[1] then return other_server() end
local want, left, room = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local out, fetch = {}, 2
while left > 0 and room > 0 do
  local some = redis.call('XRANGE', KEYS[1], text(want) .. '-1', '+', 'COUNT', math.min(left, fetch))
  for _, entry in ipairs(some) do
    local fields = entry[2]
    if #fields ~= 4 or fields[1] ~= 'uid' or fields[3] ~= 'body' then return no_log() end
    if seq(entry[1]) ~= want then
      if #out > 0 then return no_log() end
      local first = bounds(KEYS[1])
      if first and first > want then return redis.error_reply('TRIMMED away') end
      return no_log()
    end
    room = room - #fields[4]
    if room < 0 and #out > 0 then return out end
    out[#out + 1] = text(want)
    out[#out + 1] = fields[2]
    out[#out + 1] = fields[4]
    want = want + 1
    left = left - 1
  end
  if #some < fetch then break end
  fetch = math.min(32, fetch * 2)
end
if #out == 0 and ARGV[5] == '1' then
  local first, last = bounds(KEYS[1])
  if not first then return no_log() end
  if want < first then return redis.error_reply('TRIMMED away') end
  if want > last + 1 then return redis.error_reply('OTHERPLACE the log ends before') end
end
return out
)lua";

constexpr std::string_view append_text = R"lua(
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return redis.error_reply('OTHEREPOCH than was meant') end
if server() ~= ARGV[2] then return other_server() end
if ARGV[3] ~= '' and redis.call('GET', KEYS[4]) ~= ARGV[3] then return redis.error_reply('BEHINDFAILED append') end
local last = last_of(KEYS[1], KEYS[3])
if not last then return no_log() end
local done = add(KEYS[1], KEYS[3], last, 5)
redis.call('SET', KEYS[4], ARGV[4], 'EX', 600)
return done
)lua";

constexpr std::string_view restore_text = R"lua(
if server() ~= ARGV[1] then return other_server() end
local last, before = last_of(KEYS[1], KEYS[3]), tonumber(ARGV[3]) - 1
if not last then return no_log() end
local epoch = redis.call('GET', KEYS[2])
if epoch and epoch ~= ARGV[2] or not epoch and last > 0 then return redis.error_reply('OTHEREPOCH than was meant') end
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local fits = last == 0 and ARGV[4] == '' or last == before and newest and newest[2][2] == ARGV[4]
if not fits then return redis.error_reply('OTHERPLACE than was meant') end
redis.call('SET', KEYS[2], ARGV[2])
return add(KEYS[1], KEYS[3], before, 5)
)lua";

constexpr std::string_view trim_text = R"lua(
if server() ~= ARGV[1] then return other_server() end
-- What comes behind the copy of a ledger that is on its way to a node has to be there when it has it.
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('XTRIM', KEYS[1], 'MINID', ARGV[2] .. '-1') end
local first = bounds(KEYS[1])
if not first then return no_log() end
return text(first)
)lua";

// A node that has not been heard of for thirty days is forgotten.
constexpr std::string_view note_text = R"lua(
if server() ~= ARGV[1] then return other_server() end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3] .. ':' .. text(now))
local least = tonumber(ARGV[3])
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local applied, at = string.match(all[i + 1], '^(%d+):(%d+)$')
  local age = at and now - tonumber(at)
  if not age or age > 2592000000 then redis.call('HDEL', KEYS[1], all[i])
  elseif age <= tonumber(ARGV[4]) then least = math.min(least, tonumber(applied)) end
end
return text(least)
)lua";

std::string made_of(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const auto part : parts) all += part;
  return all;
}

}  // namespace

redis_log_scripts::redis_log_scripts()
    : server(made_of({prelude, "return server()"})),
      head(made_of({prelude, bounds, head_text})),
      begin(made_of({prelude, bounds, begin_text, head_text})),
      read(made_of({prelude, bounds, read_text})),
      append(made_of({prelude, bounds, append_text})),
      restore(made_of({prelude, bounds, restore_text})),
      trim(made_of({prelude, bounds, trim_text})),
      note_applied(made_of({prelude, note_text})) {}

std::optional<std::uint64_t> seq_of(std::string_view entry_id) {
  std::uint64_t seq = 0;
  const char* const last = entry_id.data() + entry_id.size();
  const auto [end, ec] = std::from_chars(entry_id.data(), last, seq);
  if (ec != std::errc{} || seq == 0 ||
      std::string_view(end, static_cast<std::size_t>(last - end)) != "-1")
    return std::nullopt;
  return seq;
}

}  // namespace northstar::cluster
