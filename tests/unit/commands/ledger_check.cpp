// SPDX-License-Identifier: MIT
#include "commands/ledger_check.hpp"

#include "catch.hpp"
#include "engine/fold.hpp"
#include "ledger/memory_ledger.hpp"
#include "wire/plan_json.hpp"

using namespace northstar;
using commands::check_ledger;

namespace {

constexpr const char* plan_text = R"({
  "organisation": "Acme", "timezone": "UTC", "currency": "USD", "units": [{"id": "acme"}],
  "metrics": [{"id": "revenue", "kind": "sum", "of": "amount", "money": true, "types": ["deal.won"]}]})";

constexpr core::instant_ms march_1 = 1488369600000;

// A deal without edits, known by a number.
struct deal {
  std::uint64_t key;
  int dollars;
  core::instant_ms at = march_1;
  const char* source = "crm";
};

std::unique_ptr<ledger::ledger> ledger_of(const std::vector<deal>& deals) {
  auto made = ledger::create_memory_ledger();
  const auto reading = wire::read_plan(plan_text, [](const std::string&) { return std::nullopt; });
  REQUIRE(reading.plan);
  std::vector<ledger::record> records;
  records.push_back(
      {ledger::record_kind::plan, encode(ledger::plan_version{1, "first", reading.canonical})});
  for (const deal& d : deals) {
    ledger::delivery delivered;
    delivered.event.source = d.source;
    delivered.event.id = "D-1";
    delivered.event.owner = "acme";
    delivered.event.type = "deal.won";
    delivered.event.occurred_at = d.at;
    delivered.event.amount.nano = d.dollars * core::nano_per_unit;
    delivered.event.key = {d.key, d.key};
    records.push_back({ledger::record_kind::delivery, encode(delivered)});
  }
  made->append(std::move(records), march_1, [](auto) {});
  return made;
}

// Stores with `into` what would be right for `folded`.
void store(ledger::ledger& into, ledger::ledger& folded) {
  const auto state = engine::fold(folded, folded.last(), engine::key_heads::noted);
  REQUIRE(state.has_value());
  std::vector<ledger::key_entry> keys;
  (*state)->history.heads().each([&](const ledger::key_entry& entry) { keys.push_back(entry); });
  into.save_checkpoint({folded.last(), (*state)->save()}, std::move(keys), [](auto) {});
}

}  // namespace

TEST_CASE("counters and keys that are stored as they fold are sound", "[commands][verify]") {
  const auto sound = ledger_of({{1, 500}, {2, 700}});
  store(*sound, *sound);
  const auto check = check_ledger(*sound);
  REQUIRE(check.has_value());
  CHECK(check->last == 3);
  CHECK(check->checkpoint_at == 3);
  CHECK(check->difference_count == 0);
}

TEST_CASE("records behind the checkpoint are folded too, and nothing stored says anything of them",
          "[commands][verify]") {
  const auto some = ledger_of({{1, 500}});
  const auto more = ledger_of({{1, 500}, {2, 700}});
  store(*more, *some);
  const auto check = check_ledger(*more);
  REQUIRE(check.has_value());
  CHECK(check->last == 3);
  CHECK(check->checkpoint_at == 2);
  CHECK(check->difference_count == 0);
}

TEST_CASE("without a checkpoint the records themselves are read", "[commands][verify]") {
  const auto bare = ledger_of({{1, 500}});
  const auto check = check_ledger(*bare);
  REQUIRE(check.has_value());
  CHECK(check->checkpoint_at == 0);
  CHECK(check->difference_count == 0);
}

TEST_CASE("a record that cannot be read is an error, not a difference", "[commands][verify]") {
  const auto broken = ledger_of({{1, 500}});
  broken->append({{ledger::record_kind::delivery, "?"}}, march_1, [](auto) {});
  CHECK(check_ledger(*broken).has_error());
}

TEST_CASE("counters that an older Northstar stored with another checksum are sound", "[commands][verify]") {
  const auto sound = ledger_of({{1, 500}, {2, 700}});
  store(*sound, *sound);
  std::string bytes = (*sound->load_checkpoint())->counters;
  const auto state = engine::fold(*sound, sound->last());
  const auto board = engine::state::board_in(bytes, (*state)->plan.versions);
  REQUIRE(board);
  std::uint64_t sum = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : board->substr(0, board->size() - 8)) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  const auto end = static_cast<std::size_t>(board->data() - bytes.data()) + board->size();
  for (std::size_t i = end - 8; i < end; ++i, sum >>= 8) bytes[i] = static_cast<char>(sum);
  REQUIRE(bytes != (*sound->load_checkpoint())->counters);
  sound->save_checkpoint({3, bytes}, {}, [](auto) {});
  CHECK(check_ledger(*sound)->difference_count == 0);
}

TEST_CASE("what is stored and does not fold is told, a line each", "[commands][verify]") {
  constexpr core::instant_ms march_2 = march_1 + core::ms_per_day;
  using lines = std::vector<std::string>;
  struct example {
    const char* what;
    std::vector<deal> recorded;
    std::vector<deal> stored;
    lines expected;
  };
  const example table[] = {
      {"an amount",
       {{1, 500}},
       {{1, 501}},
       {"cell acme revenue \"\": stored 50100, folded 50000 (smallest units)"}},
      {"a day",
       {{1, 500}},
       {{1, 500, march_2}},
       {"cell acme revenue \"\" on day 17226 since 1970: stored 0, folded 50000 (smallest units)",
        "cell acme revenue \"\" on day 17227 since 1970: stored 50000, folded 0 (smallest units)"}},
      {"a key",
       {{1, 500}},
       {{2, 500}},
       {"key of record 2: not stored", "key of record 2: stored, but no record has it"}},
      {"the delivery of a key",
       {{1, 500}, {2, 0}},
       {{2, 500}, {1, 0}},
       {"key of record 2: stored as record 3", "key of record 3: stored as record 2"}},
      {"a source",
       {{1, 500}},
       {{1, 500, march_1, "erp"}},
       {"source crm: last heard of at another time"}},
  };
  for (const auto& row : table) {
    INFO(row.what);
    const auto recorded = ledger_of(row.recorded);
    store(*recorded, *ledger_of(row.stored));
    const auto check = check_ledger(*recorded);
    REQUIRE(check.has_value());
    lines told = check->differences;
    std::sort(told.begin(), told.end());
    CHECK(told == row.expected);
    CHECK(check->difference_count == row.expected.size());
  }
}

TEST_CASE("of very many differences the first are told and all are counted", "[commands][verify]") {
  std::vector<deal> all;
  for (std::uint64_t key = 1; key <= 300; ++key) all.push_back({key, 1});
  const auto recorded = ledger_of(all);
  const auto state = engine::fold(*recorded, recorded->last());
  recorded->save_checkpoint({recorded->last(), (*state)->save()}, {}, [](auto) {});
  const auto check = check_ledger(*recorded);
  REQUIRE(check.has_value());
  CHECK(check->difference_count == 300);
  CHECK(check->differences.size() == commands::differences_max);
}
