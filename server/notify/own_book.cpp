// SPDX-License-Identifier: MIT
#include "notify/own_book.hpp"

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

namespace northstar::notify {

namespace {

class own_book final : public sent_book {
 public:
  explicit own_book(std::function<void(std::function<void()>)> post) : post_(std::move(post)) {}

  void ask(const std::vector<notice>& about, std::function<void(const standing&)> then) override {
    standing s{true, 1, {}};
    for (const notice& n : about) {
      const auto found = told_.find(n.key);
      s.told.push_back(found != told_.end() && found->second == n.value);
    }
    later([then = std::move(then), s = std::move(s)] { then(s); });
  }

  void note(const notice& n, std::uint64_t, std::function<void(bool)> then) override {
    if (told_.insert_or_assign(n.key, n.value).second) order_.push_back(n.key);
    for (; order_.size() > told_max; order_.pop_front()) told_.erase(order_.front());
    later([then = std::move(then)] { then(true); });
  }

 private:
  void later(std::function<void()> what) {
    post_([alive = std::weak_ptr<int>(alive_), what = std::move(what)] {
      if (!alive.expired()) what();
    });
  }

  std::function<void(std::function<void()>)> post_;
  std::unordered_map<std::string, std::string> told_;
  std::deque<std::string> order_;  // keys, the oldest first
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace

std::unique_ptr<sent_book> create_own_book(std::function<void(std::function<void()>)> post) { return std::make_unique<own_book>(std::move(post)); }

}  // namespace northstar::notify
