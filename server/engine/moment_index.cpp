// SPDX-License-Identifier: MIT
#include "engine/moment_index.hpp"

#include <algorithm>

#include "core/bytes.hpp"

namespace northstar::engine {

namespace {

constexpr int bucket_shift = 22;

// Cells are of one to four bytes, lowest byte first, on every machine.
std::uint32_t cell_at(const char* cells, std::size_t i, std::uint8_t width) {
  std::uint32_t v = 0;
  for (std::uint8_t b = 0; b < width; ++b) v |= std::uint32_t{static_cast<unsigned char>(cells[i * width + b])} << (8 * b);
  return v;
}

// The cells [from, to) with low ≤ cell ≤ high, as offsets behind `before`.
template <std::uint8_t width>
void collect(const std::string& cells, std::size_t from, std::size_t to, std::uint32_t low, std::uint32_t high, ledger::offset before,
             std::vector<ledger::offset>& out) {
  for (std::size_t i = from; i < to; ++i)
    if (const std::uint32_t v = cell_at(cells.data(), i, width); v - low <= high - low) out.push_back(before + i + 1);
}

}  // namespace

moment_index::bucket moment_index::bucket_of(core::instant_ms at) {
  constexpr core::instant_ms last = (core::last_day_supported + 1) * core::ms_per_day;
  return static_cast<bucket>((std::clamp<core::instant_ms>(at, 0, last) >> bucket_shift) + 1);
}

void moment_index::take(ledger::offset at, const ledger::delivery_head& d) {
  skip_to(at - 1);
  if (d.winner != 0) {
    lost_.push_back({at, d.winner});
    return add(0);
  }
  if (d.previous != 0) replaced_.push_back({at, counted_before(d.previous)});
  add(bucket_of(d.occurred_at));
}

void moment_index::skip_to(ledger::offset at) {
  while (upto_ < at) add(0);
}

// What counted of a key until the delivery behind `previous` came: that one, unless it had lost.
ledger::offset moment_index::counted_before(ledger::offset previous) const {
  if (at(previous) != 0) return previous;
  const auto found = std::lower_bound(lost_.begin(), lost_.end(), previous, [](const lost& l, ledger::offset o) { return l.at < o; });
  return found != lost_.end() && found->at == previous ? found->winner : previous;
}

void moment_index::add(bucket b) {
  tail_.push_back(b);
  ++upto_;
  if (tail_.size() < block_records) return;
  blocks_.push_back(pack(tail_));
  bytes_ += sizeof(block) + blocks_.back().cells.size();
  tail_.clear();
}

moment_index::block moment_index::pack(const std::vector<bucket>& cells) {
  block out;
  out.low = ~bucket{0};
  for (const bucket b : cells)
    if (b != 0) out.low = std::min(out.low, b), out.high = std::max(out.high, b);
  if (out.high == 0) return block{};
  const bucket span = out.high - out.low + 1;
  out.width = span < 0x100 ? 1 : span < 0x10000 ? 2 : span < 0x1000000 ? 3 : 4;
  out.cells.reserve(cells.size() * out.width);
  for (const bucket b : cells) {
    bucket v = b == 0 ? 0 : b - out.low + 1;
    for (std::uint8_t byte = 0; byte < out.width; ++byte, v >>= 8) out.cells.push_back(static_cast<char>(v & 0xff));
  }
  return out;
}

moment_index::bucket moment_index::at(ledger::offset at) const {
  const auto number = static_cast<std::size_t>((at - 1) / block_records);
  const auto in_block = static_cast<std::size_t>((at - 1) % block_records);
  if (at == 0 || at > upto_) return 0;
  if (number == blocks_.size()) return tail_[in_block];
  const block& b = blocks_[number];
  const std::uint32_t cell = cell_at(b.cells.data(), in_block, b.width);
  return cell == 0 ? 0 : cell + b.low - 1;
}

void moment_index::find(ledger::offset first, ledger::offset last, const time_range& when, std::vector<ledger::offset>& out) const {
  last = std::min(last, upto_);
  if (when.empty()) return;
  const bucket low = bucket_of(when.first), high = bucket_of(when.last);
  for (ledger::offset before = (std::max<ledger::offset>(first, 1) - 1) / block_records * block_records; before < last; before += block_records) {
    const auto number = static_cast<std::size_t>(before / block_records);
    const std::size_t from = first > before + 1 ? static_cast<std::size_t>(first - before - 1) : 0;
    const auto to = static_cast<std::size_t>(std::min(last - before, block_records));
    if (number == blocks_.size()) {
      for (std::size_t i = from; i < to; ++i)
        if (tail_[i] >= low && tail_[i] <= high) out.push_back(before + i + 1);
      return;
    }
    const block& b = blocks_[number];
    if (b.width == 0 || b.high < low || b.low > high) continue;
    const std::uint32_t cell_low = std::max(low, b.low) - b.low + 1, cell_high = std::min(high, b.high) - b.low + 1;
    switch (b.width) {
      case 1: collect<1>(b.cells, from, to, cell_low, cell_high, before, out); break;
      case 2: collect<2>(b.cells, from, to, cell_low, cell_high, before, out); break;
      case 3: collect<3>(b.cells, from, to, cell_low, cell_high, before, out); break;
      default: collect<4>(b.cells, from, to, cell_low, cell_high, before, out); break;
    }
  }
}

bool moment_index::may_have_occurred(ledger::offset record, const time_range& when) const {
  const bucket b = at(record);
  return b != 0 && !when.empty() && b >= bucket_of(when.first) && b <= bucket_of(when.last);
}

std::size_t moment_index::replaced_behind(ledger::offset at) const {
  const auto found = std::upper_bound(replaced_.begin(), replaced_.end(), at, [](ledger::offset o, const replacement& r) { return o < r.by; });
  return static_cast<std::size_t>(found - replaced_.begin());
}

std::size_t moment_index::bytes() const {
  return bytes_ + replaced_.size() * sizeof(replacement) + lost_.size() * sizeof(lost) + tail_.capacity() * sizeof(bucket);
}

std::vector<ledger::index_piece> moment_index::take_unsaved(std::size_t pieces_max) {
  std::vector<ledger::index_piece> out;
  for (; out.size() < pieces_max && blocks_.size() >= (saved_ + piece_records) / block_records; saved_ += piece_records)
    out.push_back({saved_ + 1, save_piece(saved_)});
  return out;
}

std::string moment_index::save_piece(ledger::offset behind) const {
  const ledger::offset end = behind + piece_records;
  const auto first_block = static_cast<std::size_t>(behind / block_records), end_block = static_cast<std::size_t>(end / block_records);
  core::byte_writer out;
  for (std::size_t n = first_block; n < end_block; ++n) {
    const block& b = blocks_[n];
    out.number(b.low);
    out.number(b.high);
    out.byte(b.width);
    out.text(b.cells);
  }
  const std::size_t begin = replaced_behind(behind), stop = replaced_behind(end);
  out.number(stop - begin);
  for (std::size_t i = begin; i < stop; ++i) out.number(replaced_[i].by - behind), out.number(replaced_[i].by - replaced_[i].was);
  const auto by_offset = [](const lost& l, ledger::offset o) { return l.at <= o; };
  const auto from = std::lower_bound(lost_.begin(), lost_.end(), behind, by_offset), to = std::lower_bound(from, lost_.end(), end, by_offset);
  out.number(static_cast<std::uint64_t>(to - from));
  for (auto l = from; l != to; ++l) out.number(l->at - behind), out.number(l->at - l->winner);
  return out.take();
}

bool moment_index::is_whole(const block& b) {
  if (b.width == 0) return b.cells.empty() && b.low == 1 && b.high == 0;
  if (b.width > 4 || b.cells.size() != block_records * b.width || b.low == 0 || b.low > b.high) return false;
  return b.high <= bucket_of((core::last_day_supported + 1) * core::ms_per_day);
}

bool moment_index::load_piece(std::string_view body) {
  if (!tail_.empty() || upto_ % piece_records != 0) return false;
  core::byte_reader in(body);
  std::vector<block> blocks;
  for (ledger::offset n = 0; n < piece_records / block_records; ++n) {
    block b;
    b.low = static_cast<bucket>(in.number());
    b.high = static_cast<bucket>(in.number());
    b.width = in.byte();
    b.cells = in.text();
    if (!in.ok() || !is_whole(b)) return false;
    blocks.push_back(std::move(b));
  }
  std::vector<replacement> replaced;
  std::vector<lost> stale;
  const auto pairs = [&](auto& into) {
    std::uint64_t before = 0;
    for (std::uint64_t n = in.number(); n > 0 && in.ok(); --n) {
      const std::uint64_t at = in.number(), back = in.number();
      if (at <= before || at > piece_records || back == 0 || back >= upto_ + at) return false;
      into.push_back({upto_ + at, upto_ + at - back});
      before = at;
    }
    return in.ok();
  };
  if (!pairs(replaced) || !pairs(stale) || in.left() != 0) return false;
  for (block& b : blocks) {
    bytes_ += sizeof(block) + b.cells.size();
    blocks_.push_back(std::move(b));
  }
  replaced_.insert(replaced_.end(), replaced.begin(), replaced.end());
  lost_.insert(lost_.end(), stale.begin(), stale.end());
  if (saved_ == upto_) saved_ += piece_records;
  upto_ += piece_records;
  return true;
}

}  // namespace northstar::engine
