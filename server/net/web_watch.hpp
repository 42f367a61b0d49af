// SPDX-License-Identifier: MIT
// Notices that the pages' files have changed, so that screens that run for weeks load themselves anew. Looks at names, sizes and times; reads the
// contents only when one of those is another, and tells a change only when the contents are. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace northstar::net {

class web_watch {
 public:
  // More files than these, or larger ones, are not looked at: no web folder of ours has them.
  static constexpr std::size_t files_max = 5'000;
  static constexpr std::uintmax_t file_bytes_max = 16 * 1024 * 1024;

  // An empty or missing folder has the tag "".
  explicit web_watch(std::filesystem::path root);

  // True when the contents are others than at the last look.
  bool look();
  // Eight hexadecimal digits of the contents.
  const std::string& tag() const { return tag_; }

 private:
  std::string look_at_files(bool contents) const;

  std::filesystem::path root_;
  std::string outside_;  // names, sizes, times
  std::string tag_;
};

}  // namespace northstar::net
