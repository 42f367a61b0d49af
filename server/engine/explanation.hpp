// SPDX-License-Identifier: MIT
// Why a number is what it is: the records that moved a cell's actual between two instants of knowledge, each with the figure before and
// after it, under one plan. Begins with the board as it was known at the first instant, then walks on record by record.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/cell.hpp"
#include "engine/past_board.hpp"
#include "engine/plan_versions.hpp"
#include "engine/slow_work.hpp"
#include "ledger/ledger.hpp"

namespace northstar::engine {

struct move {
  ledger::offset at = 0;
  core::instant_ms received_at = 0;
  std::optional<core::event> replaced;  // what counted for the key until then
  core::event event;                    // a void takes back
  bool released = false;                // it had waited in quarantine
  std::optional<core::figure> before, after;  // the cell's actual; empty: a ratio over nothing
};

struct explanation_page {
  core::cell_key key;
  std::shared_ptr<const core::compiled_plan> plan;
  std::optional<core::figure> before, after;  // at the first instant (or where the page begins), and where the page ends
  std::vector<move> moves;                    // in the order received
  std::vector<recorded_plan> plans;           // versions that came into force between the instants; counts are the newest one's throughout
  std::optional<ledger::offset> next;         // there are more behind this one
};

struct explanation_question {
  core::cell_key key;  // in the numbers of `plan`
  plan_in_force plan;
  ledger::offset after = 0;  // records up to here are known at the start
  ledger::offset upto = 0;
  std::optional<core::instant_ms> occurred_by;
  std::size_t moves_max = 1000;
};

class explanation : public slow_work {
 public:
  using answer = std::function<void(const result<explanation_page>&)>;

  explanation(past_sources from, explanation_question question, answer then);
  result<progress> step() override;
  void abandon(boost::system::error_code ec) override { then_(ec); }

 private:
  result<progress> walk();
  result<void> take(ledger::offset at, core::instant_ms received_at, bool released, const ledger::delivery& d);
  bool counts(const core::event& e) const;
  progress finish(std::optional<ledger::offset> next);

  ledger::ledger& ledger_;
  explanation_question question_;
  answer then_;
  past_board start_;
  std::optional<core::board> board_;  // once the start is there
  ledger::offset next_;
  explanation_page page_;
};

}  // namespace northstar::engine
