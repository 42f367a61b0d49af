// SPDX-License-Identifier: MIT
// Durations by size: 64 steps to each doubling, so a quantile is at most 1.6 % above the true one,
// in 30 KB whatever is added.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace load {

class histogram {
 public:
  void add(std::int64_t ns) {
    const auto v = static_cast<std::uint64_t>(std::max<std::int64_t>(ns, 0));
    ++count_;
    max_ = std::max(max_, v);
    ++steps_[step_of(v)];
  }

  std::uint64_t count() const { return count_; }
  double max_ms() const { return static_cast<double>(max_) / 1e6; }

  // The smallest value that a share `q` of all is not above; 0 when there is none.
  double quantile_ms(double q) const {
    const auto wanted = static_cast<std::uint64_t>(q * static_cast<double>(count_));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < steps_.size() && count_ != 0; ++i) {
      seen += steps_[i];
      if (seen > wanted) return static_cast<double>(std::min(top_of(i), max_)) / 1e6;
    }
    return max_ms();
  }

 private:
  static constexpr unsigned bits = 6;
  static constexpr std::size_t per_doubling = std::size_t{1} << bits;

  static std::size_t step_of(std::uint64_t v) {
    if (v < per_doubling) return v;
    const unsigned shift = static_cast<unsigned>(std::bit_width(v)) - 1 - bits;
    return (std::size_t{shift} + 1) * per_doubling + ((v >> shift) & (per_doubling - 1));
  }
  static std::uint64_t top_of(std::size_t step) {
    if (step < per_doubling) return step;
    const std::uint64_t within = per_doubling + step % per_doubling;
    return ((within + 1) << (step / per_doubling - 1)) - 1;
  }

  std::array<std::uint64_t, (64 - bits + 1) * per_doubling> steps_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace load
