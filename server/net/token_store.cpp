// SPDX-License-Identifier: MIT
#include "net/token_store.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "log/log.hpp"

namespace northstar::net {

// The stamp is taken before the file is read: a change in between is then read again, never missed.
token_store::token_store(std::filesystem::path data_folder)
    : folder_(std::move(data_folder)), seen_(look()) {
  take(read_tokens(folder_));
}

bool token_store::refresh() {
  const stamp now = look();
  if (now == seen_) return false;
  seen_ = now;
  try {
    if (!take(read_tokens(folder_))) return false;
  } catch (const token_error& e) {
    log::write(log::level::error, "tokens_unreadable", "what=" + log::quoted(e.what()));
    return false;
  }
  log::write(log::level::info, "tokens_read", "count=" + std::to_string(size()));
  return true;
}

const token* token_store::find(std::string_view secret) const { return find_hash(token_hash(secret)); }

// Looking up a hash tells a guesser nothing: what differs in time depends on the hash of his guess only.
const token* token_store::find_hash(const std::string& hash) const {
  const auto at = by_hash_.find(hash);
  return at == by_hash_.end() ? nullptr : &at->second;
}

std::string token_store::add(token wanted) {
  std::string secret = add_token(folder_, std::move(wanted));
  refresh();
  return secret;
}

void token_store::revoke(std::string_view name) {
  revoke_token(folder_, name);
  refresh();
}

std::vector<token> token_store::list() const {
  std::vector<token> out;
  for (const auto& [hash, t] : by_hash_) out.push_back(t);
  std::sort(out.begin(), out.end(), [](const token& a, const token& b) { return a.name < b.name; });
  return out;
}

std::optional<core::instant_ms> token_store::next_expiry(core::instant_ms now) const {
  std::optional<core::instant_ms> next;
  for (const auto& [hash, t] : by_hash_)
    if (t.expires_at && *t.expires_at > now && (!next || *t.expires_at < *next)) next = t.expires_at;
  return next;
}

token_store::stamp token_store::look() const {
  struct stat s {};
  if (::stat(token_path(folder_).c_str(), &s) != 0) return {};
  return {s.st_mtim.tv_sec * 1'000'000'000 + s.st_mtim.tv_nsec, static_cast<std::uint64_t>(s.st_size),
          static_cast<std::uint64_t>(s.st_ino)};
}

bool token_store::take(std::vector<token> tokens) {
  std::unordered_map<std::string, token> fresh;
  for (token& t : tokens) {
    std::string hash = t.hash;
    fresh.emplace(std::move(hash), std::move(t));
  }
  if (fresh == by_hash_) return false;
  by_hash_ = std::move(fresh);
  ++generation_;
  return true;
}

}  // namespace northstar::net
