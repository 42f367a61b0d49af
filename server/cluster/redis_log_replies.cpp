// SPDX-License-Identifier: MIT
#include "cluster/redis_log_replies.hpp"

#include <charconv>
#include <string_view>
#include <utility>

#include "cluster/redis_log_scripts.hpp"

namespace northstar::cluster {

namespace {

bool to_number(std::string_view text, std::uint64_t& number) {
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  return ec == std::errc{} && end == text.data() + text.size();
}

}  // namespace

verdict verdict_on(const redis::reply& error) {
  const auto word = error.error_word();
  if (word == said::trimmed) return {errc::trimmed, false};
  if (word == said::other_epoch || word == said::other_place) return {errc::other_log, false};
  if (word == said::other_server) return {errc::other_log, true};
  if (word == said::behind_failed) return {errc::away, false};
  const bool wrong_type = error.text.find("WRONGTYPE") != std::string::npos;
  if (word == said::no_log || wrong_type) return {errc::damaged, false};
  return {errc::away, true};
}

result<log_head> head_of(redis::reply r) {
  log_head head;
  if (!r.is_array(4)) return errc::damaged;
  if (!to_number(r.items[2].text, head.first) || !to_number(r.items[3].text, head.last))
    return errc::damaged;
  head.epoch = std::move(r.items[0].text);
  head.server = std::move(r.items[1].text);
  return head;
}

result<std::uint64_t> number_of(redis::reply r) {
  std::uint64_t number = 0;
  if (!to_number(r.text, number)) return errc::damaged;
  return number;
}

result<std::vector<log_entry>> entries_of(redis::reply r) {
  if (r.is != redis::reply::kind::array || r.items.size() % 3 != 0) return errc::damaged;
  std::vector<log_entry> entries(r.items.size() / 3);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!to_number(r.items[3 * i].text, entries[i].seq)) return errc::damaged;
    entries[i].uid = std::move(r.items[3 * i + 1].text);
    entries[i].body = std::move(r.items[3 * i + 2].text);
  }
  return entries;
}

// [[log, [[id, [uid, …, body, …]]]]]
result<std::vector<log_entry>> woken_with(redis::reply r) {
  std::vector<log_entry> entries;
  if (r.is == redis::reply::kind::nil) return entries;
  if (!r.is_array(1) || !r.items[0].is_array(2) || !r.items[0].items[1].is_array(1))
    return errc::damaged;
  auto& entry = r.items[0].items[1].items[0];
  if (!entry.is_array(2) || !entry.items[1].is_array(4)) return errc::damaged;
  auto& fields = entry.items[1].items;
  const auto seq = seq_of(entry.items[0].text);
  if (!seq || fields[0].text != "uid" || fields[2].text != "body") return errc::damaged;
  entries.push_back({*seq, std::move(fields[1].text), std::move(fields[3].text)});
  return entries;
}

}  // namespace northstar::cluster
