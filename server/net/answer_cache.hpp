// SPDX-License-Identifier: MIT
// Answers of now that are asked for again at once, by many screens or by one in a hurry: kept for a moment, with their packed form, and only as
// long as nothing was recorded since. Bounded in number and bytes; past that the oldest ones go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"

namespace northstar::net {

class answer_cache {
 public:
  static constexpr core::instant_ms kept_ms = 100;
  static constexpr std::size_t answers_max = 64;
  static constexpr std::size_t bytes_max = 32 * 1024 * 1024;

  // What an answer is true for.
  struct board_state {
    std::uint32_t plan_version = 0;
    std::uint64_t offset = 0;  // of the newest record
    friend bool operator==(const board_state&, const board_state&) = default;
  };
  struct kept {
    std::shared_ptr<const std::string> body;
    std::shared_ptr<const std::string> packed;  // gzip; null: not asked for yet
  };

  // Null: none, or one that is older than kept_ms or of another state. Valid until the next keep().
  kept* find(std::string_view question, const board_state& of, core::instant_ms now);
  // `made_at`: the instant the answer says. Null when it is too large to be kept.
  kept* keep(std::string question, const board_state& of, core::instant_ms made_at, std::shared_ptr<const std::string> body);

  std::size_t size() const { return entries_.size(); }

 private:
  struct entry {
    std::string question;
    board_state of;
    core::instant_ms made_at = 0;
    kept answer;
  };
  void drop_old(const board_state& of, core::instant_ms now);

  std::deque<entry> entries_;  // oldest first
  std::size_t bytes_ = 0;      // of the bodies; a packed form counts as much again, at most
};

}  // namespace northstar::net
