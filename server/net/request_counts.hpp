// SPDX-License-Identifier: MIT
// How many requests a server has answered, by route and status. Counting one is two look-ups in short lists.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace northstar::net {

class request_counts {
 public:
  // Where a request counts that belongs to no route.
  static constexpr std::size_t unknown = 0;
  static constexpr std::size_t page = 1;
  static constexpr std::size_t first_route = 2;

  struct row {
    std::string name;
    std::vector<std::pair<unsigned, std::uint64_t>> by_status;
  };

  // `number` stands for `name` always.
  void add(std::size_t number, std::string_view name, unsigned status) {
    if (number >= rows_.size()) rows_.resize(number + 1);
    row& r = rows_[number];
    if (r.name.empty()) r.name = name;
    for (auto& [known, count] : r.by_status)
      if (known == status) return void(++count);
    r.by_status.emplace_back(status, 1);
  }
  // Those that nobody asked for have no name.
  const std::vector<row>& rows() const { return rows_; }

 private:
  std::vector<row> rows_;
};

}  // namespace northstar::net
