// SPDX-License-Identifier: MIT
#include "net/late_answers.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace northstar::net {

void late_answers::add(std::shared_ptr<waiting_connection> who) {
  waiting_->push_back(std::move(who));
  if (waiting_->size() > 1) return;
  const auto write_all = [waiting = waiting_] {
    for (const auto& one : std::exchange(*waiting, {})) one->write_answer();
  };
  asio::post(on_, [on = on_, write_all] { asio::post(on, write_all); });
}

}  // namespace northstar::net
