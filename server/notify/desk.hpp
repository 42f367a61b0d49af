// SPDX-License-Identifier: MIT
// Keeps what is to be told until some node has told it. Every node of a cluster keeps the same notices; the one whose turn it is (sent_book.hpp) sends them in their order, and
// when it dies another goes on. Each is told once; twice, under one id, if a node dies between sending and noting it. One thread; time is handed in.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "notify/notice.hpp"
#include "notify/sent_book.hpp"

namespace northstar::notify {

enum class delivery {
  done,     // the other side has it
  again,    // not now: tried again
  refused,  // never this one: passed over
  gone,     // nothing more is wanted there (410): all are passed over until the next start
};

// Sends one; `then` once, on the loop's thread, never from within the call.
using send_function = std::function<void(const notice&, std::function<void(delivery)> then)>;

struct desk_limits {
  std::size_t waiting_max = 1'000;              // past it the oldest are passed over
  std::int64_t old_ms = 24 * 3'600'000;         // what has waited so long is passed over: nobody celebrates yesterday's deal
  std::int64_t look_every_ms = 2'000;           // keeps the turn, and sees what others have told
  std::int64_t retry_first_ms = 5'000;          // then twice as long each time
  std::int64_t retry_max_ms = 15 * 60'000;
};

struct desk_counts {
  std::uint64_t told = 0;         // by this node
  std::uint64_t passed_over = 0;  // for one of the reasons above
};

class desk {
 public:
  // All outlive it.
  desk(sent_book& book, send_function send, std::function<std::int64_t()> now, desk_limits limits = {});

  void add(notice n);
  // Time passes: at least once a second.
  void run_due();

  std::size_t waiting() const { return waiting_.size(); }
  const desk_counts& counts() const { return counts_; }

 private:
  void look();
  void take(const standing& s, const std::vector<notice>& about);
  void send();
  void sent(delivery d);
  void pass_over(const char* why);

  sent_book& book_;
  send_function send_;
  std::function<std::int64_t()> now_;
  desk_limits limits_;
  std::deque<notice> waiting_;
  std::uint64_t turn_ = 0;
  bool asking_ = false, sending_ = false, gone_ = false;
  bool not_asked_ = false;  // something came since the book was asked
  std::int64_t looked_at_ = 0, send_at_ = 0, retry_ms_ = 0;
  desk_counts counts_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace northstar::notify
