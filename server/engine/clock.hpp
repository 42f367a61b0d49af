// SPDX-License-Identifier: MIT
// The time, handed in, so that tests and simulations own it.
#pragma once

#include "core/ids.hpp"

namespace northstar::engine {

class clock {
 public:
  virtual ~clock() = default;
  virtual core::instant_ms now() const = 0;  // Unix milliseconds
};

class system_clock : public clock {
 public:
  core::instant_ms now() const override;
};

// Stands still until it is set.
class manual_clock : public clock {
 public:
  explicit manual_clock(core::instant_ms at) : at_(at) {}
  core::instant_ms now() const override { return at_; }
  void set(core::instant_ms at) { at_ = at; }
  void advance(core::instant_ms by_ms) { at_ += by_ms; }

 private:
  core::instant_ms at_;
};

}  // namespace northstar::engine
