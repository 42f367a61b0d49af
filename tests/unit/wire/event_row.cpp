// SPDX-License-Identifier: MIT
// Whether a body is JSON is judged by two parsers: ours, which walks simdjson lazily, and nlohmann's strict one.
#include "wire/event_row.hpp"

#include <nlohmann/json.hpp>
#include <random>

#include "catch.hpp"

using namespace northstar::wire;

namespace {

bool is_json(const std::string& body) {
  row_texts texts(body);
  return read_document_rows(texts, [](const raw_row&) { return true; }).is_json;
}

// Half a surrogate pair is JSON's grammar but no text: the two may differ there.
bool may_differ(const std::string& body) { return body.find("\\u") != std::string::npos; }

}  // namespace

TEST_CASE("a body is JSON exactly when a strict parser says so, however it is broken", "[wire][row]") {
  const std::string seeds[] = {
      R"({"id":"D-1","type":"deal.won","amount":"12800.50","meta":{"a":[1,-2.5e+3,true,false,null,{}],"b":"\n\"x\\"},"version":3})",
      R"([{"id":7,"source":"x"},{"data":{"owner":"anna","amount":0.1,"deep":[[[]]]},"specversion":"1.0"},[],"text",-0,1e9])",
      R"(  [ { "id" : "1" , "nobody" : [ { } , [ ] ] } ]  )",
      R"("only a text")", "17.25", "true", "[[1,2],[3]]"};
  const std::string alphabet = "{}[]:,\"\\0123456789.-+eEtrufalsn \t\nx\x80\xc3";
  const unsigned seed = Catch::rngSeed() == 0 ? 1 : static_cast<unsigned>(Catch::rngSeed());
  std::mt19937 random(seed);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  for (int round = 0; round < 20'000; ++round) {
    std::string body = seeds[below(std::size(seeds))];
    for (std::size_t changes = below(3); changes > 0 && !body.empty(); --changes) {
      const std::size_t at = below(body.size());
      switch (below(4)) {
        case 0: body[at] = alphabet[below(alphabet.size())]; break;
        case 1: body.insert(at, 1, alphabet[below(alphabet.size())]); break;
        case 2: body.erase(at, 1 + below(3)); break;
        default: body.resize(at); break;
      }
    }
    if (may_differ(body)) continue;
    const bool expected = nlohmann::json::accept(body);
    if (is_json(body) == expected) continue;
    CAPTURE(seed, round, body, expected);
    CHECK(is_json(body) == expected);
  }
}

TEST_CASE("lines are judged one by one, whatever stands in the next", "[wire][row]") {
  const std::string lines[] = {R"({"id":"1"})", R"({"id":{"a":1})", R"({"id":"1)", R"("text")", R"([1,2])", R"([1,2)", "}", "12", "12 34", "\"\\u00e9\""};
  std::string body;
  for (const std::string& line : lines) body += line + "\n";
  std::vector<row_state> states;
  row_texts texts(body);
  read_line_rows(texts, [&](const raw_row& row) {
    states.push_back(row.state);
    return true;
  });
  const auto json = row_state::not_an_object, none = row_state::not_json;
  CHECK(states == std::vector{row_state::object, none, none, json, json, none, none, json, none, json});
}

TEST_CASE("nesting is bounded", "[wire][row]") {
  const auto nested = [](int depth) { return "{\"meta\":" + std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']') + "}"; };
  CHECK(is_json(nested(50)));
  CHECK_FALSE(is_json(nested(200)));
  CHECK_FALSE(is_json(nested(100'000)));
}

TEST_CASE("a key is known however it is escaped", "[wire][row]") {
  std::string id;
  row_texts texts(R"({"\u0069d":"7"})");
  read_document_rows(texts, [&](const raw_row& row) {
    id = row.own[row_key::id].text;
    return true;
  });
  CHECK(id == "7");
}
