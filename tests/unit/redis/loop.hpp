// SPDX-License-Identifier: MIT
// Runs the loop until something has come true; a test that waits in vain fails after half a minute.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <stdexcept>

namespace northstar::test {

template <class Condition>
void run_until(boost::asio::io_context& io, Condition&& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error("what was waited for did not come");
    io.restart();
    io.run_one_for(std::chrono::milliseconds(50));
  }
}

}  // namespace northstar::test
