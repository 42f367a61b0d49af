// SPDX-License-Identifier: MIT
#include "cache/pending_cells.hpp"

#include <utility>

namespace northstar::cache {

bool pending_cells::add(std::vector<cell>&& changed, std::uint64_t from, std::uint64_t upto) {
  if (!begun_) begin_at(from);
  if (from <= set_.upto) {
    for (auto& c : changed) set_.cells.insert_or_assign(std::move(c.name), c.value);
    set_.upto = upto;
    if (set_.cells.size() <= cells_max_) return true;
  }
  clear();
  return false;
}

bool pending_cells::put_back(change_set&& earlier) {
  set_.from = earlier.from;
  set_.cells.merge(earlier.cells);  // what is there already is newer, and stays
  if (set_.cells.size() <= cells_max_) return true;
  clear();
  return false;
}

change_set pending_cells::take() {
  auto taken = std::move(set_);
  begin_at(taken.upto);
  return taken;
}

void pending_cells::begin_at(std::uint64_t upto) {
  set_ = {{}, upto, upto};
  begun_ = true;
}

void pending_cells::clear() {
  set_ = {};
  begun_ = false;
}

}  // namespace northstar::cache
