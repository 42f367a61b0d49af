// SPDX-License-Identifier: MIT
// A cell as a channel shows it: small, for a wall of every unit has tens of thousands, and all of them change with every tick.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/view.hpp"

namespace northstar::engine {

class shown_cell {
 public:
  shown_cell(const core::compiled_plan& plan, const core::cell_key& key) : key_(key), terms_(core::terms_of(plan, key)) {}

  const core::cell_key& key() const { return key_; }
  core::light light() const { return wide_ ? wide_->light : figures_.light; }
  // As the reader sees it now.
  core::light light(core::cell_reader& from) const { return from.light_at(key_, terms_); }
  // As it is shown; as_of and age are the caller's.
  core::cell cell(const core::compiled_plan& plan) const;

  // Whether what the clock alone moves is another light, or has gone far enough to be seen: a thousandth of the target.
  bool has_drifted(core::cell_reader& from, const core::compiled_plan& plan) const;

  // Shows what the reader sees now, and appends it as the n-th cell of a delta. False, appending nothing, when nothing differs.
  bool take(core::cell_reader& from, const core::compiled_plan& plan, std::string& delta, std::size_t n);
  // The same without a delta.
  void take(core::cell_reader& from);

  std::uint64_t version = 0;       // in which it last changed
  std::uint64_t event_offset = 0;  // up to which the board was when an event last changed it
  std::uint64_t clock_offset = 0;  // the same for the clock

 private:
  core::cell_key key_;
  core::plan_terms terms_;
  core::cell_figures figures_;
  std::unique_ptr<core::cell> wide_;  // instead of `figures_`, when one of them needs more than 64 bits
};

}  // namespace northstar::engine
