// SPDX-License-Identifier: MIT
// A line that is a plain row is read in one pass, any other by simdjson: nobody may be able to tell which. The same line is given as a document,
// which simdjson always reads.
#include "wire/plain_row.hpp"

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace northstar::wire;

namespace {

// What a reader made of a row, as text.
std::string told(const raw_row& row) {
  if (row.state != row_state::object) return row.state == row_state::not_an_object ? "not an object" : "not json";
  std::string out = row.own.doubled.empty() ? "" : "doubled " + std::string(row.own.doubled);
  for (std::size_t key = 0; key < row_key_count; ++key)
    if (row.own.has(static_cast<row_key>(key))) {
      const raw_value& value = row.own[static_cast<row_key>(key)];
      const bool is_scalar = value.kind != raw_kind::object && value.kind != raw_kind::array && value.kind != raw_kind::broken_text;
      out += std::to_string(key) + "=" + std::to_string(static_cast<int>(value.kind)) + ":" + (is_scalar ? std::string(value.text) : "") + "\n";
    }
  return out;
}

std::string as_line(const std::string& line) {
  std::string out;
  row_texts texts(line);
  read_line_rows(texts, [&](const raw_row& row) { return out += told(row), true; });
  return out;
}

std::string as_document(const std::string& line) {
  std::string out;
  row_texts texts(line);
  const auto done = read_document_rows(texts, [&](const raw_row& row) { return out += told(row), true; });
  if (done.was_array) return done.is_json ? "not an object" : "not json";
  return done.is_json ? out : "not json";
}

bool is_plain(const std::string& line) {
  const row_texts texts(line);
  raw_row row;
  return plain_row_reader().read(texts.body(), row).has_value();
}

}  // namespace

TEST_CASE("a line comes to the same, whichever of the two readers takes it", "[wire][row]") {
  const std::string seeds[] = {
      R"({"id":"SO-000000000017","source":"crm","type":"deal.won","occurred_at":"2026-11-18T10:00:00+08:00","owner":"rep-17","amount":"12800.50","currency":"CNY","customer":"华信商贸","segment":"new","product":"GTX Pro","quantity":3})",
      R"( { "id" : 7 , "amount" : -0.5e+3 , "meta" : null , "ok" : true , "version" : 3 }  )",
      R"({"id":"1","id":"2","data":"x","specversion":"1.0","":"","a-key-that-nobody-knows":false})",
      R"({"id":"a\nb","customer":"é","owner":""})", R"({"meta":{"deep":[1,2]},"id":"1"})", "{}", "{ }"};
  const std::string alphabet = "{}[]:,\"\\0123456789.-+eEtrufalsn \t\r\x01\x1f\x7f\x80\xc3\xa9";
  const unsigned seed = Catch::rngSeed() == 0 ? 1 : static_cast<unsigned>(Catch::rngSeed());
  std::mt19937 random(seed);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  int plain = 0;
  for (int round = 0; round < 40'000; ++round) {
    std::string line = seeds[below(std::size(seeds))];
    for (std::size_t changes = below(4); changes > 0 && !line.empty(); --changes) {
      const std::size_t at = below(line.size());
      switch (below(4)) {
        case 0: line[at] = alphabet[below(alphabet.size())]; break;
        case 1: line.insert(at, 1, alphabet[below(alphabet.size())]); break;
        case 2: line.erase(at, 1 + below(3)); break;
        default: line.resize(at); break;
      }
    }
    // A line of nothing is no row; as a document it is no JSON.
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    plain += is_plain(line) ? 1 : 0;
    const std::string got = as_line(line), wanted = as_document(line);
    if (got == wanted) continue;
    CAPTURE(seed, round, line);
    CHECK(got == wanted);
  }
  CHECK(plain > 5'000);
}

TEST_CASE("a usual sale is a plain row, one with an escape, a list or a key that stands twice is not", "[wire][row]") {
  CHECK(is_plain(R"({"id":"1","type":"deal.won","amount":12.5,"note":"ß","ok":null})"));
  CHECK(is_plain("{\"id\":\"1\"} \r\nnext"));
  CHECK(is_plain("{}"));
  CHECK_FALSE(is_plain(R"({"id":"\u0031"})"));
  CHECK_FALSE(is_plain(R"({"id":["1"]})"));
  CHECK_FALSE(is_plain(R"({"id":"1","id":"1"})"));
  CHECK_FALSE(is_plain(R"({"id":"1"}})"));
  CHECK_FALSE(is_plain(R"({"id":"1",})"));
  CHECK_FALSE(is_plain(R"({"id":01})"));
  CHECK_FALSE(is_plain("{\"id\":\"1\n\"}"));
  CHECK_FALSE(is_plain("{\"id\":\"1"));
}

TEST_CASE("rows of one body may name their members in any order", "[wire][row]") {
  const std::string body =
      "{\"id\":\"1\",\"owner\":\"a\"}\n{\"owner\":\"b\",\"id\":\"2\"}\n{\"id\":\"3\"}\n{\"id\" :\"4\",\"owner\":\"d\",\"idx\":\"5\"}\n{\"id\":\"6\",\"owner\":\"f\"}";
  std::vector<std::string> rows;
  row_texts texts(body);
  read_line_rows(texts, [&](const raw_row& row) {
    rows.push_back(std::string(row.own[row_key::id].text) + std::string(row.own[row_key::owner].text));
    return true;
  });
  CHECK(rows == std::vector<std::string>{"1a", "2b", "3", "4d", "6f"});
}

TEST_CASE("a body that is not UTF-8 loses only the lines that are not", "[wire][row]") {
  std::vector<row_state> states;
  row_texts texts("{\"id\":\"1\"}\n{\"id\":\"\xc3\"}\n{\"id\":\"3\"}");
  read_line_rows(texts, [&](const raw_row& row) {
    states.push_back(row.state);
    return true;
  });
  CHECK(states == std::vector{row_state::object, row_state::invalid_utf8, row_state::object});
}
