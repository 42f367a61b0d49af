// SPDX-License-Identifier: MIT
// A made-up board's life: at each position some cells take new values. What the cells are at a
// position can be asked of it.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "cache/cell.hpp"
#include "redis/real_server.hpp"

namespace northstar::test {

using counters = std::map<std::string, std::int64_t>;

class history {
 public:
  explicit history(std::uint64_t seed, int names = 20) : random_(seed), names_(names) {}

  // Position n changes some cells; positions count from 1.
  void grow(int positions) {
    for (int i = 0; i < positions; ++i) {
      std::vector<cache::cell> changed;
      for (auto more = random_() % 3; more <= 2; ++more)
        changed.push_back(
            {"u" + std::to_string(random_() % static_cast<unsigned>(names_)) + "|revenue||2026",
             static_cast<std::int64_t>(random_())});
      changes_.push_back(std::move(changed));
    }
  }
  std::uint64_t end() const { return changes_.size(); }

  counters at(std::uint64_t position) const { return between(0, position); }
  std::vector<cache::cell> changed(std::uint64_t from, std::uint64_t upto) const {
    std::vector<cache::cell> cells;
    for (const auto& [name, value] : between(from, upto)) cells.push_back({name, value});
    return cells;
  }

 private:
  counters between(std::uint64_t from, std::uint64_t upto) const {
    counters c;
    for (auto i = from; i < upto; ++i)
      for (const auto& one : changes_[i]) c[one.name] = one.value;
    return c;
  }

  std::mt19937_64 random_;
  int names_;
  std::vector<std::vector<cache::cell>> changes_;
};

struct stored {
  std::string watermark;
  counters cells;
};

// What stands in Redis, read in one step.
inline stored stored_in(const real_server& server) {
  const auto r = server.ask(
      {"EVAL", "return {redis.call('GET', KEYS[2]) or '', redis.call('HGETALL', KEYS[1])}", "2",
       "{board}:cells", "{board}:watermark"});
  stored s{r.items.at(0).text, {}};
  const auto& pairs = r.items.at(1).items;
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2)
    s.cells[pairs[i].text] = std::stoll(pairs[i + 1].text);
  return s;
}

}  // namespace northstar::test
