// SPDX-License-Identifier: MIT
// Who tells, and what was told: of all nodes of a cluster one at a time sends, and whoever comes after it knows what has been sent. All calls and answers on the loop's
// thread; an answer never comes from within the call, and none comes after the book is destroyed.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "notify/notice.hpp"

namespace northstar::notify {

struct standing {
  bool known = false;           // false: the book cannot be reached; nothing may be sent, nothing is said of the notices
  std::uint64_t turn = 0;       // not 0: this node sends, for a few seconds from now; each change of node has a greater one
  std::vector<bool> told = {};  // of the notices asked about: was its value told last
};

// Notices of so many keys are remembered, the newest.
inline constexpr std::size_t told_max = 10'000;
inline constexpr std::size_t asked_max = 1'000;

class sent_book {
 public:
  virtual ~sent_book() = default;
  // Takes or keeps the turn, if it may be had. At most asked_max.
  virtual void ask(const std::vector<notice>& about, std::function<void(const standing&)> then) = 0;
  // It was told. False: this node's turn is over, and nothing is written (another may tell it once more, under the same id).
  virtual void note(const notice& n, std::uint64_t turn, std::function<void(bool)> then) = 0;
};

}  // namespace northstar::notify
