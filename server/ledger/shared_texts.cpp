// SPDX-License-Identifier: MIT
#include "ledger/shared_texts.hpp"

#include <algorithm>
#include <cstring>

namespace northstar::ledger {
namespace {

template <class Word>
std::uint64_t word_at(const char* from) {
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

}  // namespace

shared_texts::ends shared_texts::ends_of(std::string_view text) {
  const char* const at = text.data();
  const std::size_t size = text.size();
  if (size >= 8) return {word_at<std::uint64_t>(at), word_at<std::uint64_t>(at + size - 8)};
  if (size >= 4) return {word_at<std::uint32_t>(at), word_at<std::uint32_t>(at + size - 4)};
  ends few;
  for (std::size_t i = 0; i < size; ++i) few.first = few.first << 8 | static_cast<std::uint8_t>(at[i]);
  return few;
}

void shared_texts::forget() {
  entries_.clear();
  counts_.fill(0);
  newest_.fill({});
  if (++generation_ != 0) return;
  std::ranges::fill(slots_, slot{});
  generation_ = 1;
}

std::uint32_t shared_texts::find_or_add(std::size_t field, std::string_view text) {
  const ends both = ends_of(text);
  // Only where a text is looked for depends on this, not what is found.
  std::uint64_t hash = (both.first ^ (both.last << 7) ^ text.size()) * 0xbf58476d1ce4e5b9 + field * 0x9e3779b97f4a7c15;
  hash ^= hash >> 32;
  hash *= 0x94d049bb133111eb;
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = (hash >> 40) & mask;
  // Half of the slots are free at least, so this ends.
  for (; slots_[at].generation == generation_; at = (at + 1) & mask) {
    const entry& found = entries_[slots_[at].entry];
    const bool same_ends = found.ends == both && found.field == field && found.text.size() == text.size();
    if (same_ends && (text.size() <= 16 || found.text == text)) return found.number;
  }
  if (entries_.size() == shared_texts_max) return 0;
  slots_[at] = {generation_, static_cast<std::uint32_t>(entries_.size())};
  entries_.push_back({both, text, static_cast<std::uint32_t>(field), ++counts_[field]});
  newest_[field] = text;
  return 0;
}

}  // namespace northstar::ledger
