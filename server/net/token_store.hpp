// SPDX-License-Identifier: MIT
// The tokens as the running server knows them: read at the start, and again when the file changes. A file that cannot be read keeps
// the last known tokens in force: a damaged file must neither open the door nor lock everybody out. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "net/token_file.hpp"

namespace northstar::net {

class token_store {
 public:
  // Throws token_error when the file is there but damaged.
  explicit token_store(std::filesystem::path data_folder);

  // Looks whether the file is another one than before (time, size, inode) and reads it then. True: the tokens changed.
  bool refresh();

  // The token of a secret, also an expired one; null: none. Valid until the next refresh().
  const token* find(std::string_view secret) const;
  const token* find_hash(const std::string& hash) const;
  // Makes or revokes one in the file and knows it at once. Both wait for the disk: an admin does that a few times a year. Throw token_error.
  std::string add(token wanted);
  void revoke(std::string_view name);
  // By name.
  std::vector<token> list() const;
  const std::filesystem::path& folder() const { return folder_; }

  bool empty() const { return by_hash_.empty(); }
  std::size_t size() const { return by_hash_.size(); }
  // Another number once the tokens have changed.
  std::uint64_t generation() const { return generation_; }
  // The next instant after `now` at which one expires.
  std::optional<core::instant_ms> next_expiry(core::instant_ms now) const;

 private:
  // What a change of the file shows in.
  struct stamp {
    std::int64_t modified_ns = 0;
    std::uint64_t size = 0;
    std::uint64_t inode = 0;
    friend bool operator==(const stamp&, const stamp&) = default;
  };
  stamp look() const;
  bool take(std::vector<token> tokens);

  std::filesystem::path folder_;
  stamp seen_;
  std::unordered_map<std::string, token> by_hash_;
  std::uint64_t generation_ = 1;
};

}  // namespace northstar::net
