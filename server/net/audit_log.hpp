// SPDX-License-Identifier: MIT
// Who changed what, when and why, beside the sales themselves: audit.jsonl in the data folder, a line an act, written to the disk before the act is
// answered. Admins read it. Bounded: at file_bytes_max the file becomes audit.jsonl.1, taking the place of an older one; kept_max lines are in memory. One thread; other
// processes (northstar token) may add lines to the same file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/ids.hpp"

namespace northstar::net {

struct audit_line {
  core::instant_ms at = 0;
  std::string who;      // by the name of the token
  std::string act;      // "token_added", …: docs/protocol.md, "Audit"
  std::string subject;  // whose: a token, a display, a record, a period, a plan version
  std::string detail;   // reason and the like; may be empty
};

class audit_log {
 public:
  static constexpr std::size_t kept_max = 1'000;
  static constexpr std::uintmax_t file_bytes_max = 1024 * 1024;
  static constexpr std::string_view file_name = "audit.jsonl", older_file_name = "audit.jsonl.1";

  // Reads what is there; a line that cannot be read is passed over. The folder need not exist yet.
  explicit audit_log(std::filesystem::path data_folder);

  // A line that cannot be written is told in the log, and kept in memory all the same: the act has happened.
  void note(audit_line line);
  // The newest last, those that others have written meanwhile too.
  const std::deque<audit_line>& lines();

 private:
  std::filesystem::path path() const { return folder_ / file_name; }
  bool write(std::string text) const;
  void catch_up();
  std::streamoff read(const std::filesystem::path& from, std::streamoff at);
  void keep(audit_line line);

  std::filesystem::path folder_;
  std::deque<audit_line> lines_;
  std::uint64_t file_ = 0;        // which file (its inode) was read last
  std::streamoff file_read_ = 0;  // and how far
};

}  // namespace northstar::net
