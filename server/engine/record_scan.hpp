// SPDX-License-Identifier: MIT
// The records that count at a moment, in the order they were received, a page at a time: the rows of /events and the deals behind a bonus.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/compiled_plan.hpp"
#include "engine/history.hpp"
#include "engine/slow_work.hpp"
#include "ledger/ledger.hpp"

namespace northstar::engine {

struct current_record {
  ledger::offset at = 0;
  core::instant_ms received_at = 0;
  core::event event;
};

struct record_page {
  std::vector<current_record> rows;
  std::optional<ledger::offset> next;  // goes on behind this one; empty: that was all
};

struct record_question {
  ledger::offset after = 0;
  ledger::offset upto = 0;
  std::optional<core::instant_ms> occurred_by;
  std::size_t rows_max = 1000;
  std::size_t looked_at_max = 200'000;  // a page that finds little ends here, with a `next`
  std::function<bool(const core::event&)> wanted;
};

class record_scan : public slow_work {
 public:
  using answer = std::function<void(const result<record_page>&)>;
  // Newest delivery of a key, in the state that serves when it is asked; 0: unknown.
  using head_of = std::function<ledger::offset(const core::digest&)>;

  record_scan(ledger::ledger& ledger, head_of heads, record_question question, answer then);
  result<progress> step() override;
  void abandon(boost::system::error_code ec) override { then_(ec); }

 private:
  result<void> look_at(ledger::offset at, core::instant_ms received_at, ledger::delivery d);

  ledger::ledger& ledger_;
  head_of heads_;
  record_question question_;
  answer then_;
  record_page page_;
  ledger::offset next_;
  ledger::offset looked_at_ = 0;
};

}  // namespace northstar::engine
