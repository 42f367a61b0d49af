// SPDX-License-Identifier: MIT
// What the ticker may have to say at the next tick. Of thousands of changes a tick tells a few hundred, so a turn notes as little of each as
// its text needs, newest first and no further than anybody hears of them; texts are made of what the tick takes.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/compiled_plan.hpp"
#include "engine/news.hpp"

namespace northstar::engine {

class news_queue {
 public:
  // So many of the newest items are taken whoever hears of them, and as many of the newest of each scope that listens.
  news_queue(std::size_t recent_max, std::size_t scope_max) : recent_max_(recent_max), scope_max_(scope_max) {}

  // The queue must be empty.
  void listen(std::vector<core::unit_index> scopes) { scopes_ = std::move(scopes); }
  // Changes of one turn, in their order, all of this plan. False: there is no room for more, take() has to come first.
  bool add(const std::shared_ptr<const core::compiled_plan>& plan, const std::vector<told_change>& changes, core::instant_ms at);
  bool empty() const { return turns_ == 0; }
  struct taken {
    std::shared_ptr<const news_item> item;
    scope_list scopes;  // of those that listen, the ones of whose newest it is
  };
  // In the order of the records; the queue is empty then.
  std::vector<taken> take();

 private:
  // About 120 bytes and its texts.
  struct noted {
    std::uint64_t offset = 0;
    core::digest key;
    std::array<const core::counting_line*, 2> lines{};
    core::instant_ms occurred_at = 0;
    core::decimal amount;
    std::uint32_t texts_at = 0;
    std::array<std::uint16_t, 7> text_sizes{};
    bool edit = false;
  };
  struct noted_turn {
    std::shared_ptr<const core::compiled_plan> plan;
    core::instant_ms at = 0;
    std::vector<noted> changes;  // newest first
    std::string texts;
  };

  void begin_count(const core::compiled_plan& plan);
  bool takes(const std::array<const core::counting_line*, 2>& lines, scope_list* scopes);
  static void note(const told_change& c, noted_turn& in);
  static news_matter matter_of(const noted& n, const noted_turn& in);

  // About 5 MB.
  static constexpr std::size_t noted_max = 20'000;

  std::size_t recent_max_, scope_max_;
  std::vector<core::unit_index> scopes_;
  std::vector<noted_turn> all_turns_;  // the first turns_ of them are in use; the others keep their memory
  std::size_t turns_ = 0;
  std::size_t noted_ = 0;
  // While items are chosen, newest first: how many more are taken.
  std::size_t room_ = 0;
  std::size_t listening_ = 0;
  std::vector<std::size_t> scope_room_;  // by unit
};

}  // namespace northstar::engine
