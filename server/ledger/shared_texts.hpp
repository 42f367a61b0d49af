// SPDX-License-Identifier: MIT
// The texts that the deliveries of one chunk share, numbered field by field in the order in which they come: the writer finds the number of a text, the
// reader counts along.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace northstar::ledger {

// source, type, owner, currency, customer, segment, product.
inline constexpr std::size_t shared_fields = 7;
// Of all fields together, in a chunk; further ones stand there as often as they come.
inline constexpr std::size_t shared_texts_max = 2048;

class shared_texts {
 public:
  // Begins another chunk. Texts are views: they must live as long as the chunk is worked on.
  void forget();
  // The number of a text in its field, from 1 on; 0: it is new, and has the next number if there is room.
  std::uint32_t find_or_add(std::size_t field, std::string_view text);
  // The one of the field that was numbered last, or an empty one.
  std::string_view newest(std::size_t field) const { return newest_[field]; }

 private:
  // The first and the last eight bytes: of a text of up to 16 all of it, so that most are compared without being looked at.
  struct ends {
    std::uint64_t first = 0, last = 0;
    friend bool operator==(const ends&, const ends&) = default;
  };
  struct entry {
    shared_texts::ends ends;
    std::string_view text;
    std::uint32_t field = 0;
    std::uint32_t number = 0;
  };
  struct slot {
    std::uint32_t generation = 0;  // of another chunk: the slot is free
    std::uint32_t entry = 0;
  };

  static ends ends_of(std::string_view text);

  std::vector<slot> slots_ = std::vector<slot>(2 * shared_texts_max);
  std::vector<entry> entries_;
  std::uint32_t generation_ = 0;
  std::array<std::uint32_t, shared_fields> counts_{};
  std::array<std::string_view, shared_fields> newest_{};
};

}  // namespace northstar::ledger
