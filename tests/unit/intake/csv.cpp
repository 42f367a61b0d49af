// SPDX-License-Identifier: MIT
#include "intake/csv.hpp"

#include <random>

#include "catch.hpp"
#include "wire/text.hpp"

using namespace northstar;
using namespace northstar::intake;

namespace {

// Rows as "line:value|value", faults as "line!fault".
std::vector<std::string> read(std::string_view text, char delimiter = ',') {
  csv_reader reader(text, delimiter);
  std::vector<std::string> rows;
  while (auto row = reader.next()) {
    std::string shown = std::to_string(row->line) + (row->fault.empty() ? ":" : "!" + row->fault);
    for (std::size_t i = 0; i < row->values.size(); ++i)
      shown += (i == 0 ? "" : "|") + row->values[i];
    rows.push_back(std::move(shown));
  }
  return rows;
}

using rows = std::vector<std::string>;

}  // namespace

TEST_CASE("rows of CSV are read as RFC 4180 says, with the line each starts on", "[intake][csv]") {
  struct example {
    const char* text;
    rows expected;
  };
  const example table[] = {
      {"", {}},
      {"\r\n\n", {}},
      {"a,b\r\nc,d\r\n", {"1:a|b", "2:c|d"}},
      {"a,b\nc,d", {"1:a|b", "2:c|d"}},
      {"a\rb\r", {"1:a", "2:b"}},
      {"\xEF\xBB\xBFid,name\n1,x\n", {"1:id|name", "2:1|x"}},
      {"\xEF\xBB\xBF\"id\",name\n", {"1:id|name"}},
      {"a,,c\n,,\n", {"1:a||c", "2:||"}},
      {" a , b\t\n", {"1: a | b\t"}},
      {"\"a,b\",\"say \"\"so\"\"\"\n", {"1:a,b|say \"so\""}},
      {"\"two\r\nlines\",x\r\nnext,y\r\n", {"1:two\r\nlines|x", "3:next|y"}},
      {"\"\"\n\"\",\"\"\n", {"1:", "2:|"}},
      {"a\n\n\r\nb\n", {"1:a", "4:b"}},
      {"\"last\"", {"1:last"}},
      {"北京,金额\n", {"1:北京|金额"}},
  };
  for (const auto& row : table) {
    INFO(row.text);
    CHECK(read(row.text) == row.expected);
  }
}

TEST_CASE("the delimiter can be chosen, and a tab is no space to be trimmed", "[intake][csv]") {
  CHECK(read("a;b,c\n", ';') == rows{"1:a|b,c"});
  CHECK(read("a\t\tb \n", '\t') == rows{"1:a||b "});
  CHECK(read("a|\"b|c\"\n", '|') == rows{"1:a|b|c"});
}

TEST_CASE("a row that is no CSV is a fault, and the rows behind its first line are read",
          "[intake][csv]") {
  CHECK(read("a,b\nc\"d,e\nf,g\n") ==
        rows{"1:a|b", "2!a quote stands inside a field (line 2)", "3:f|g"});
  CHECK(read("\"a\"b,c\nd,e\n") == rows{"1!a quote stands inside a field (line 1)", "2:d|e"});
  CHECK(read("a\n\"open,b\nc,d\ne,f\n") ==
        rows{"1:a", "2!a quote is opened in this row and never closed", "3:c|d", "4:e|f"});
  CHECK(read("\"open") == rows{"1!a quote is opened in this row and never closed"});
  CHECK(read("\"open,1\nb\n\"x\"y\nc\n") == rows{"1!a quote stands inside a field (line 3)", "2:b",
                                                 "3!a quote stands inside a field (line 3)",
                                                 "4:c"});
}

TEST_CASE("a quote that is never closed cannot make one row of a whole file", "[intake][csv]") {
  std::string text = "\"open\n";
  while (text.size() < 2 * csv_row_bytes_max) text += "some,row\n";
  const auto all = read(text);
  CHECK(all.front() == "1!the row is longer than 1 MiB: is a quote never closed?");
  CHECK(all.size() == 1 + (text.size() - 6) / 9);
  CHECK(all.back() == std::to_string(all.size()) + ":some|row");
}

namespace {

std::string random_text(std::mt19937& random, const std::vector<std::string>& pieces) {
  std::string text;
  for (auto count = random() % 5; count > 0; --count) text += pieces[random() % pieces.size()];
  return text;
}

}  // namespace

TEST_CASE("what is written as CSV is read back, whatever it holds", "[intake][csv]") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::vector<std::string>> table(1 + random() % 5);
    std::string text;
    for (auto& row : table) {
      for (int column = 0; column < 3; ++column) {
        row.push_back(
            random_text(random, {"a", ",", "\"", "\r", "\n", "\r\n", " ", "é", "\t", ";"}));
        wire::append_csv_text(text, row.back());
        text += column < 2 ? "," : "\r\n";
      }
    }
    INFO(text);
    csv_reader reader(text);
    for (const auto& row : table) {
      const auto read = reader.next();
      REQUIRE(read);
      REQUIRE(read->fault == "");
      REQUIRE(read->values == row);
    }
    REQUIRE_FALSE(reader.next());
  }
}

TEST_CASE("any bytes at all are read to their end, line after line", "[intake][csv]") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (auto count = random() % 12; count > 0; --count)
      text += random_text(random, {"a", ",", "\"", "\"\"", "\r", "\n", std::string(1, '\0'), "\xff",
                                   "\xef\xbb\xbf"});
    INFO(text);
    csv_reader reader(text);
    std::size_t line = 0;
    while (const auto row = reader.next()) {
      REQUIRE(row->line > line);
      REQUIRE(row->values.empty() != row->fault.empty());
      line = row->line;
    }
    REQUIRE(reader.position() == text.size());
  }
}
