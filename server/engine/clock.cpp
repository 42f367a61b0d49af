// SPDX-License-Identifier: MIT
#include "engine/clock.hpp"

#include <chrono>

namespace northstar::engine {

core::instant_ms system_clock::now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

}  // namespace northstar::engine
