// SPDX-License-Identifier: MIT
// What became of each row of an import: totals per outcome, skipped rows by reason, rejected rows
// with their lines; and the progress shown meanwhile.
#pragma once

#include <cstddef>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "commands/event_sender.hpp"
#include "intake/mapping.hpp"

namespace northstar::commands {

class import_report {
 public:
  void add_event(const std::string& type);
  void add_skipped(const std::string& reason);
  void add_rejected(std::size_t line, const std::vector<intake::record_fault>& faults);
  void add_outcome(const batch_outcome& outcome);

  std::size_t rows() const { return rows_; }
  bool has_rejected() const { return rejected_count_ > 0; }
  // The events that the import gave up.
  void add_not_sent(std::size_t count) { not_sent_ += count; }
  // `dry`: nothing was sent, so events are shown by type and not by outcome.
  void print(std::ostream& totals, std::ostream& faults, bool dry) const;

 private:
  void reject(row_rejection row);

  std::size_t rows_ = 0;
  std::size_t rejected_count_ = 0;
  std::size_t not_sent_ = 0;
  std::map<std::string, std::size_t> by_type_;
  std::map<std::string, std::size_t> skipped_;
  batch_outcome outcome_;
  std::vector<row_rejection> rejected_;  // the first of them
};

// A bar that grows on a terminal; elsewhere a line per batch.
class import_progress {
 public:
  import_progress(std::ostream& out, bool is_terminal) : out_(out), is_terminal_(is_terminal) {}
  void show(std::size_t bytes_done, std::size_t bytes_all, std::size_t rows);
  void tell(const std::string& sentence);
  // The bar goes, so that the report begins on a line of its own.
  void finish();

 private:
  std::ostream& out_;
  bool is_terminal_;
  bool is_shown_ = false;
};

}  // namespace northstar::commands
