// SPDX-License-Identifier: MIT
#include "commands/import_report.hpp"

#include <algorithm>
#include <iomanip>

namespace northstar::commands {

namespace {

// A file of another kind has as many faults as rows: the first ones tell.
constexpr std::size_t listed_max = 100;
constexpr std::size_t reasons_max = 1'000;

void line(std::ostream& out, const std::string& name, std::size_t count,
          const std::string& more = {}) {
  out << "  " << std::left << std::setw(12) << name << std::right << std::setw(8) << count;
  if (!more.empty()) out << "  " << more;
  out << '\n';
}

std::string to_text(const intake::record_fault& f) {
  std::string text = f.field;
  if (!f.column.empty()) text += " (column " + f.column + ")";
  return (text.empty() ? "" : text + ": ") + f.error + ": " + f.detail;
}

}  // namespace

void import_report::add_event(const std::string& type) {
  ++rows_;
  if (by_type_.size() < reasons_max || by_type_.count(type) > 0)
    ++by_type_[type];
  else
    ++by_type_["(other types)"];
}

void import_report::add_skipped(const std::string& reason) {
  ++rows_;
  ++skipped_[reason];
}

void import_report::add_rejected(std::size_t line,
                                 const std::vector<intake::record_fault>& faults) {
  ++rows_;
  row_rejection row;
  row.line = line;
  for (const auto& f : faults) row.reason += (row.reason.empty() ? "" : "; ") + to_text(f);
  reject(std::move(row));
}

void import_report::add_outcome(const batch_outcome& o) {
  outcome_.accepted += o.accepted;
  outcome_.replaced += o.replaced;
  outcome_.stale += o.stale;
  outcome_.duplicate += o.duplicate;
  outcome_.quarantined += o.quarantined;
  for (const row_rejection& row : o.rejected) reject(row);
}

void import_report::reject(row_rejection row) {
  ++rejected_count_;
  if (rejected_.size() < listed_max) rejected_.push_back(std::move(row));
}

void import_report::print(std::ostream& totals, std::ostream& faults, bool dry) const {
  line(totals, "rows", rows_);
  if (dry) {
    for (const auto& [type, count] : by_type_) line(totals, "would send", count, type);
  } else {
    line(totals, "accepted", outcome_.accepted);
    line(totals, "replaced", outcome_.replaced);
    line(totals, "stale", outcome_.stale);
    line(totals, "duplicate", outcome_.duplicate);
    line(totals, "quarantined", outcome_.quarantined);
  }
  for (const auto& [reason, count] : skipped_) line(totals, "skipped", count, reason);
  line(totals, "rejected", rejected_count_);
  if (not_sent_ > 0) line(totals, "not sent", not_sent_);
  totals.flush();
  // Rows that the mapping refused come before those that the server did: told in the order of the
  // file.
  auto listed = rejected_;
  std::stable_sort(listed.begin(), listed.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  for (const row_rejection& row : listed)
    faults << "line " << row.line << ": " << row.reason << '\n';
  if (rejected_count_ > listed.size())
    faults << "… and " << rejected_count_ - listed.size() << " more\n";
}

void import_progress::show(std::size_t bytes_done, std::size_t bytes_all, std::size_t rows) {
  const std::size_t percent = bytes_all == 0 ? 100 : bytes_done * 100 / bytes_all;
  if (!is_terminal_) {
    out_ << rows << " rows, " << percent << " %\n";
    return;
  }
  constexpr std::size_t width = 40;
  const std::size_t full = percent * width / 100;
  out_ << "\r[" << std::string(full, '#') << std::string(width - full, ' ') << "] " << std::setw(3)
       << percent << " %  " << rows << " rows" << std::flush;
  is_shown_ = true;
}

void import_progress::tell(const std::string& sentence) {
  finish();
  out_ << sentence << '\n';
}

void import_progress::finish() {
  if (is_shown_) out_ << "\r\x1b[K" << std::flush;
  is_shown_ = false;
}

}  // namespace northstar::commands
