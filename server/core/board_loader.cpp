// SPDX-License-Identifier: MIT
#include "core/board_loader.hpp"

#include <utility>

namespace northstar::core {

namespace {

constexpr std::size_t checksum_bytes = 8;

}  // namespace

board_loader::board_loader(std::shared_ptr<const compiled_plan> plan, std::string bytes, std::size_t from, std::size_t size, day_number end)
    : bytes_(std::move(bytes)),
      in_(std::string_view(bytes_).substr(from, size < checksum_bytes ? 0 : size - checksum_bytes)),
      board_(std::move(plan)),
      end_(end) {}

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
    const bool whole = part_ == part::series ? load_series(static_cast<std::size_t>(numbered - 1)) : load_distinct(static_cast<series_index>(numbered - 1));
    if (!whole) return false;
    if (in_.left() < until) return true;
  }
  return true;
}

bool board_loader::load_series(std::size_t number) {
  if (!board_.load_series(number, in_)) return false;
  if (end_ <= last_day_supported) board_.series_[number] = board_.series_[number].before(end_);
  return true;
}

bool board_loader::load_distinct(series_index number) {
  if (!board_.load_distinct(number, in_)) return false;
  auto& texts = board_.distinct_[number];
  for (auto& [text, days] : texts) days.erase(days.lower_bound(end_), days.end());
  std::erase_if(texts, [](const auto& text) { return text.second.empty(); });
  if (texts.empty()) board_.distinct_.erase(number);
  return true;
}

}  // namespace northstar::core
