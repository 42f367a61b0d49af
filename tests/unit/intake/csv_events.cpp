// SPDX-License-Identifier: MIT
// The shipped source files are read here too, so that none can be broken unnoticed.
#include "intake/csv_events.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "catch.hpp"

using namespace northstar;
using namespace northstar::intake;

namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

source shipped(const std::string& name) {
  const auto reading = read_source(name, contents("server/intake/sources/" + name + ".json"));
  for (const auto& f : reading.findings) UNSCOPED_INFO(wire::to_text(f));
  REQUIRE(reading.source);
  return *reading.source;
}

// "line type id owner customer product amount at_ms", "line skipped", "line error".
std::vector<std::string> run(const source& how, std::string_view text) {
  const core::zone utc;
  csv_events rows(text, how, utc);
  std::vector<std::string> shown(rows.faults());
  while (const auto row = rows.next()) {
    std::string line = std::to_string(row->line) + ' ';
    if (const auto* e = std::get_if<core::event>(&row->result))
      line += e->type + ' ' + e->id + ' ' + e->owner + '/' + e->customer + '/' + e->product + ' ' +
              core::to_text(e->amount) + e->currency + ' ' + std::to_string(e->occurred_at);
    else if (std::holds_alternative<skipped>(row->result))
      line += "skipped";
    else
      line += std::get<std::vector<record_fault>>(row->result).front().error;
    shown.push_back(std::move(line));
  }
  return shown;
}

using lines = std::vector<std::string>;

constexpr const char* header =
    "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\r\n";

}  // namespace

TEST_CASE("every shipped source file is read without a fault", "[intake][source]") {
  int count = 0;
  for (const auto& file : std::filesystem::directory_iterator("server/intake/sources")) {
    CHECK(file.path().extension() == ".json");
    CHECK(is_source_name(file.path().stem().string()));
    shipped(file.path().stem().string());
    ++count;
  }
  CHECK(count > 0);
}

TEST_CASE("CRM sales opportunities become won, lost and engaged deals", "[intake][source]") {
  const auto how = shipped("crm-sales-pipeline");
  CHECK(how.timezone == "UTC");
  CHECK(run(how, std::string(header) +
                     "W1,Ann Lee,GTXPro,ACME,Won,2016-10-20,2017-03-01,4514\r\n"
                     "W2,Ann Lee,MG Special,ACME,Won,2016-10-20,2017-03-01,\r\n"
                     "L1,Bo Chen,GTX Basic,ACME,Lost,2016-10-20,2017-12-31,0\r\n"
                     "E1,Bo Chen,GTK 500,,Engaging,2017-03-01,,\r\n"
                     "P1,Bo Chen,GTX Pro,,Prospecting,,,\r\n"
                     "S1,Bo Chen,GTX Pro,,Stalled,,,\r\n"
                     "too,short\r\n"
                     "W3,\"Lee, Ann\",GTX Pro,\"A \"\"B\"\"\",Won,,2017-03-01,1.5") ==
        lines{"2 deal.won W1 Ann Lee/ACME/GTX Pro 4514USD 1488369600000", "3 missing",
              "4 deal.lost L1 Bo Chen/ACME/GTX Basic 0USD 1514721600000",
              "5 deal.engaged E1 Bo Chen//GTK 500 0USD 1488369600000", "6 skipped", "7 unlisted",
              "8 wrong_width", "9 deal.won W3 Lee, Ann/A \"B\"/GTX Pro 1.5USD 1488369600000"});
}

TEST_CASE("a file that the mapping does not fit says what is missing, and gives no rows",
          "[intake][csv]") {
  const auto how = shipped("crm-sales-pipeline");
  CHECK(run(how, "") == lines{"the file is empty: its first row should name the columns"});
  CHECK(run(how, "\xFF\xFEo\0p\0") == lines{"the file is UTF-16; save it as \"CSV UTF-8\""});
  CHECK(run(how, "a\"b\n1\n") ==
        lines{"the first row is not CSV: a quote stands inside a field (line 1)"});
  CHECK(run(how, "\xC4\xE3,b\n1,2\n") ==
        lines{"the first row is not UTF-8; save the file as \"CSV UTF-8\""});
  CHECK(run(how,
            "opportunity_id,sales_agent,product,account,deal_stage,engage_date,closed,close_"
            "value\n1,2,3,4,5,6,7,8\n") ==
        lines{"no column is named close_date; there are: opportunity_id, sales_agent, product, "
              "account, deal_stage, "
              "engage_date, closed, close_value"});
  CHECK(run(how,
            "product,opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,"
            "close_value\n") == lines{"more than one column is named product"});
}

TEST_CASE("columns may stand in any order, and others beside them", "[intake][csv]") {
  CHECK(run(shipped("crm-sales-pipeline"),
            "note,close_value,close_date,engage_date,deal_stage,account,product,sales_agent,"
            "opportunity_id\n"
            "x,7,2017-03-01,,Won,ACME,MG Special,Ann Lee,W1\n") ==
        lines{"2 deal.won W1 Ann Lee/ACME/MG Special 7USD 1488369600000"});
}
