// SPDX-License-Identifier: MIT
#include "intake/mapping.hpp"

#include "catch.hpp"
#include "intake/source_file.hpp"

using namespace northstar;
using namespace northstar::intake;

namespace {

using fields = std::vector<std::pair<std::string, std::string>>;

record make_record(const fields& f) {
  std::vector<std::string> names;
  record r;
  for (const auto& [name, text] : f) {
    names.push_back(name);
    r.texts.push_back(text);
  }
  r.names = std::make_shared<const std::vector<std::string>>(std::move(names));
  return r;
}

mapping make_mapping(const std::string& rest) {
  const auto reading =
      read_source("crm", R"({"decode": {"parser": "csv"}, "time_of_day": "12:00", )" + rest + "}");
  for (const auto& f : reading.findings) UNSCOPED_INFO(wire::to_text(f));
  REQUIRE(reading.source);
  return reading.source->mapping;
}

// Id from "n", type from "stage", date from "won" or "seen", and these rules more.
mapping with_rules(const std::string& rules) {
  return make_mapping(R"("map": {"id": {"at": "n"},
    "type": {"at": "stage", "lookup": {"Won": "deal.won", "Open": "deal.seen"}},
    "occurred_at": {"at": {"deal.won": "won", "deal.seen": ["seen", "made"]}, "time": "%Y-%m-%d"}, )" +
                      rules + "}");
}

// An event as "type id at_ms owner customer segment product amount currency quantity version", a
// skipped record as its reason in brackets, faults as "field(column): error".
std::string show(const mapped& m) {
  if (const auto* e = std::get_if<core::event>(&m)) {
    std::string text = e->type + ' ' + e->id + ' ' + std::to_string(e->occurred_at);
    for (const std::string& part :
         {e->owner, e->customer, e->segment, e->product, core::to_text(e->amount), e->currency,
          core::to_text(e->quantity), std::to_string(e->version)})
      text += ' ' + (part.empty() ? "-" : part);
    return text;
  }
  if (const auto* s = std::get_if<skipped>(&m)) return '[' + s->reason + ']';
  std::string text;
  for (const record_fault& f : std::get<std::vector<record_fault>>(m))
    text += (text.empty() ? "" : "; ") + f.field + '(' + f.column + "): " + f.error;
  return text;
}

std::string run(const mapping& m, const fields& f) {
  return show(map_record(m, core::zone{}, make_record(f)));
}

const fields won{{"n", "D-1"}, {"stage", "Won"}, {"won", "2017-03-01"}, {"seen", "2017-02-01"}};

fields won_with(const char* name, const std::string& text) {
  fields f = won;
  f.emplace_back(name, text);
  return f;
}

}  // namespace

TEST_CASE("a type chooses which column an instant comes from", "[intake][mapping]") {
  const auto m = with_rules(R"("currency": "USD")");
  CHECK(run(m, won) == "deal.won D-1 1488369600000 - - - - 0 USD 0 0");
  CHECK(run(m, {{"n", "D-2"}, {"stage", "Open"}, {"seen", "2017-02-28"}, {"won", ""}}) ==
        "deal.seen D-2 1488283200000 - - - - 0 USD 0 0");
  CHECK(run(m, {{"n", "D-3"}, {"stage", "Open"}, {"seen", ""}, {"made", "2017-02-28"}}) ==
        "deal.seen D-3 1488283200000 - - - - 0 USD 0 0");
  CHECK(run(m, {{"n", "D-4"}, {"stage", "Won"}, {"won", ""}, {"seen", "2017-02-28"}}) ==
        "occurred_at(won): missing");
}

TEST_CASE("each field follows its own rule", "[intake][mapping]") {
  struct example {
    const char* rules;
    const char* text;  // of the column "x"
    const char* expected;
  };
  const example table[] = {
      {R"("owner": {"at": "x"})", "Moses Frase", "Moses Frase - - - 0 - 0 0"},
      {R"("owner": {"at": "x"})", "", "- - - - 0 - 0 0"},
      {R"("owner": {"at": "x", "default": "nobody"})", "", "nobody - - - 0 - 0 0"},
      {R"("owner": {"at": "x", "required": true})", "", "owner(x): missing"},
      {R"("customer": {"at": ["y", "x"]})", "ACME", "- ACME - - 0 - 0 0"},
      {R"("segment": {"at": "x", "lookup": {"N": "new", "E": "existing"}})", "E",
       "- - existing - 0 - 0 0"},
      {R"("segment": {"at": "x", "lookup": {"N": "new"}})", "Q", "segment(x): unlisted"},
      {R"("segment": {"at": "x", "lookup": {"N": "new"}})", "", "- - - - 0 - 0 0"},
      {R"("segment": {"at": "x", "lookup": {"N": "new"}, "default": "other"})", "Q",
       "- - other - 0 - 0 0"},
      {R"("product": {"at": "x", "lookup": {"GTXPro": "GTX Pro"}, "unlisted": "keep"})", "GTXPro",
       "- - - GTX Pro 0 - 0 0"},
      {R"("product": {"at": "x", "lookup": {"GTXPro": "GTX Pro"}, "unlisted": "keep"})", "MG",
       "- - - MG 0 - 0 0"},
      {R"("amount": {"at": "x"})", "12800.50", "- - - - 12800.5 - 0 0"},
      {R"("amount": {"at": "x"})", "", "- - - - 0 - 0 0"},
      {R"("amount": {"at": "x"})", "12,800", "amount(x): not_a_decimal"},
      {R"("amount": {"at": "x", "decimal": {"group": ","}})", "12,800", "- - - - 12800 - 0 0"},
      {R"("amount": {"at": {"deal.seen": "x"}, "required": true})", "abc", "- - - - 0 - 0 0"},
      {R"("amount": {"at": {"deal.won": "x"}, "required": true})", "", "amount(x): missing"},
      {R"("currency": {"at": "x"})", "EUR", "- - - - 0 EUR 0 0"},
      {R"("quantity": {"at": "x"})", "2", "- - - - 0 - 2 0"},
      {R"("version": "7")", "", "- - - - 0 - 0 7"},
      {R"("version": {"at": "x"})", "12", "- - - - 0 - 0 12"},
      {R"("version": {"at": "x"})", "1.5", "version(x): not_an_integer"},
      {R"("version": {"at": "x"})", "99999999999999999999", "version(x): not_an_integer"},
      {R"("version": {"at": "x", "time": "%Y-%m-%d %H:%M"})", "2017-03-01 12:00",
       "- - - - 0 - 0 1488369600000"},
      {R"("version": {"at": "x", "time": "iso"})", "yesterday", "version(x): not_an_instant"},
      {R"("owner": {"at": "x"})", "\xff\xfe", "owner(x): not_utf8"},
  };
  for (const auto& row : table) {
    INFO(row.rules << " of " << row.text);
    std::string shown = run(with_rules(row.rules), won_with("x", row.text));
    const std::string head = "deal.won D-1 1488369600000 ";
    if (shown.rfind(head, 0) == 0) shown.erase(0, head.size());
    CHECK(shown == row.expected);
  }
}

TEST_CASE(
    "all faults of a record are told; a type that is unknown alone, for the others hang on it",
    "[intake][mapping]") {
  const auto m = with_rules(R"("amount": {"at": "x"}, "owner": {"at": "o", "required": true})");
  CHECK(run(m, {{"n", ""}, {"stage", "Won"}, {"won", "1.3.2017"}, {"x", "much"}, {"o", ""}}) ==
        "id(n): missing; occurred_at(won): not_an_instant; owner(o): missing; amount(x): "
        "not_a_decimal");
  CHECK(run(m, {{"n", ""}, {"stage", "Lost"}, {"won", "?"}, {"x", "much"}}) ==
        "type(stage): unlisted");
  CHECK(run(m, {{"n", ""}, {"stage", ""}}) == "type(stage): missing");
}

TEST_CASE("a text longer than an event may hold is a fault", "[intake][mapping]") {
  const auto m = with_rules(R"("owner": {"at": "x"})");
  CHECK(run(m, won_with("x", std::string(core::event_text_max + 1, 'x'))) == "owner(x): too_long");
  CHECK(run(m, won_with("x", std::string(core::event_text_max, 'x'))).rfind("deal.won", 0) == 0);
}

TEST_CASE("a type that no field is named for has no instant, and that is told",
          "[intake][mapping]") {
  const auto m = make_mapping(R"("map": {"id": {"at": "n"}, "type": {"at": "stage"},
    "occurred_at": {"at": {"deal.won": "won"}, "time": "%Y-%m-%d"}})");
  CHECK(run(m, {{"n", "D-1"}, {"stage", "deal.lost"}, {"won", "2017-03-01"}}) ==
        "occurred_at(): missing");
}

TEST_CASE(
    "records that a rule names are skipped with its reason, before anything is read from them",
    "[intake][mapping]") {
  const auto m = make_mapping(R"(
    "select": {"when": [{"at": "kind", "in": ["deal", "order"]}, {"at": "test", "eq": "yes", "not": true}], "reason": "no deal"},
    "skip": [{"when": [{"at": "stage", "eq": "New"}, {"at": "won", "exists": false}], "reason": "new"},
             {"when": [{"at": "n", "exists": true, "not": true}], "reason": "no number"}],
    "map": {"id": {"at": "n"}, "type": "deal", "occurred_at": {"at": "won", "time": "%Y-%m-%d"}})");
  struct example {
    fields record;
    const char* expected;
  };
  const example table[] = {
      {{{"kind", "deal"}, {"n", "1"}, {"won", "2017-03-01"}},
       "deal 1 1488369600000 - - - - 0 - 0 0"},
      {{{"kind", "call"}, {"n", "1"}, {"won", "?"}}, "[no deal]"},
      {{{"kind", ""}, {"n", "1"}}, "[no deal]"},
      {{{"kind", "order"}, {"test", "yes"}}, "[no deal]"},
      {{{"kind", "deal"}, {"n", "1"}, {"stage", "New"}}, "[new]"},
      {{{"kind", "deal"}, {"n", "1"}, {"stage", "New"}, {"won", "2017-03-01"}},
       "deal 1 1488369600000 - - - - 0 - 0 0"},
      {{{"kind", "deal"}, {"n", ""}, {"won", "2017-03-01"}}, "[no number]"},
  };
  for (const auto& row : table) CHECK(run(m, row.record) == row.expected);
}

TEST_CASE("an event carries the name of its source", "[intake][mapping]") {
  const auto m = with_rules(R"("owner": "anna")");
  CHECK(std::get<core::event>(map_record(m, core::zone{}, make_record(won))).source == "crm");
}
