// SPDX-License-Identifier: MIT
#include "core/board_loader.hpp"

#include <utility>

namespace northstar::core {

namespace {

constexpr std::size_t checksum_bytes = 8;

}  // namespace

board_loader::board_loader(std::shared_ptr<const compiled_plan> plan, std::string bytes)
    : bytes_(std::move(bytes)),
      in_(std::string_view(bytes_).substr(0, bytes_.size() < checksum_bytes ? 0 : bytes_.size() - checksum_bytes)),
      board_(std::move(plan)) {}

board_loader::state board_loader::step(std::size_t bytes) {
  if (!load_some(bytes) || !in_.ok()) return state::damaged;
  if (part_ != part::end) return state::more;
  return in_.left() == 0 ? state::done : state::damaged;
}

bool board_loader::load_some(std::size_t bytes) {
  const std::size_t until = in_.left() > bytes ? in_.left() - bytes : 0;
  if (part_ == part::begin) {
    if (in_.number() != board_.series_.size()) return false;
    part_ = part::series;
  }
  while (part_ != part::end && in_.ok()) {
    const std::uint64_t numbered = in_.number();
    if (numbered > board_.series_.size()) return false;
    if (numbered == 0) {
      part_ = part_ == part::series ? part::distinct : part::end;
      continue;
    }
    const bool whole = part_ == part::series ? board_.load_series(static_cast<std::size_t>(numbered - 1), in_)
                                             : board_.load_distinct(static_cast<series_index>(numbered - 1), in_);
    if (!whole) return false;
    if (in_.left() < until) return true;
  }
  return true;
}

}  // namespace northstar::core
