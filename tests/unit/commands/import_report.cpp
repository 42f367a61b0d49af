// SPDX-License-Identifier: MIT
#include "commands/import_report.hpp"

#include <sstream>

#include "catch.hpp"

using namespace northstar::commands;

namespace {

struct printed {
  std::string totals;
  std::string faults;
};

printed print(const import_report& report, bool dry = false) {
  std::ostringstream totals, faults;
  report.print(totals, faults, dry);
  return {totals.str(), faults.str()};
}

batch_outcome outcome(std::size_t accepted, std::size_t duplicate,
                      std::vector<row_rejection> rejected = {}) {
  batch_outcome o;
  o.accepted = accepted;
  o.duplicate = duplicate;
  o.rejected = std::move(rejected);
  return o;
}

}  // namespace

TEST_CASE("an import's report counts every row once, under what became of it",
          "[commands][import]") {
  import_report report;
  for (int i = 0; i < 3; ++i) report.add_event("deal.won");
  report.add_event("deal.lost");
  report.add_skipped("too early");
  report.add_skipped("too early");
  report.add_rejected(
      9, {{"amount", "sum", "not_a_decimal", "\"x\""}, {"owner", "", "missing", "nothing"}});
  report.add_outcome(outcome(1, 1, {{4, "/owner: too_long"}}));
  report.add_not_sent(1);
  const auto [totals, faults] = print(report);
  CHECK(report.rows() == 7);
  CHECK(report.has_rejected());
  CHECK(totals ==
        "  rows               7\n"
        "  accepted           1\n"
        "  replaced           0\n"
        "  stale              0\n"
        "  duplicate          1\n"
        "  quarantined        0\n"
        "  skipped            2  too early\n"
        "  rejected           2\n"
        "  not sent           1\n");
  CHECK(faults ==
        "line 4: /owner: too_long\n"
        "line 9: amount (column sum): not_a_decimal: \"x\"; owner: missing: nothing\n");
}

TEST_CASE("a dry run's report shows what would be sent", "[commands][import]") {
  import_report report;
  report.add_event("deal.won");
  report.add_event("deal.won");
  CHECK(print(report, true).totals ==
        "  rows               2\n"
        "  would send         2  deal.won\n"
        "  rejected           0\n");
  CHECK_FALSE(report.has_rejected());
}

TEST_CASE("of very many rejected rows the first are listed and the rest are counted",
          "[commands][import]") {
  import_report report;
  for (std::size_t line = 2; line < 252; ++line)
    report.add_rejected(line, {{"", "", "not_csv", "?"}});
  const auto [totals, faults] = print(report);
  CHECK(totals.find("rejected         250") != std::string::npos);
  CHECK(std::count(faults.begin(), faults.end(), '\n') == 101);
  CHECK(faults.find("line 101: not_csv: ?\n… and 150 more\n") != std::string::npos);
}

TEST_CASE("progress is a bar on a terminal that goes when it is done, and lines elsewhere",
          "[commands][import]") {
  std::ostringstream bar, lines;
  import_progress on_terminal(bar, true), elsewhere(lines, false);
  on_terminal.show(50, 100, 7);
  on_terminal.tell("busy");
  on_terminal.finish();
  CHECK(bar.str() == "\r[####################                    ]  50 %  7 rows\r\x1b[Kbusy\n");
  elsewhere.show(50, 100, 7);
  elsewhere.show(0, 0, 0);
  elsewhere.finish();
  CHECK(lines.str() == "7 rows, 50 %\n0 rows, 100 %\n");
}
