// SPDX-License-Identifier: MIT
#include "catch.hpp"
#include "ledger/error.hpp"
#include "ledger/fixture.hpp"
#include "ledger/identity.hpp"

using namespace northstar::ledger;
using namespace northstar::ledger::test;

namespace {

// Appends records as what the shared log's entry `seq` came to.
void append_entry(ledger& to, loop& on, std::uint64_t seq, std::size_t records, std::uint8_t kind = 1) {
  record_batch batch(to.last() + 1, static_cast<northstar::core::instant_ms>(1000 + seq));
  for (const record& r : records_for(to.last() + 1, records)) batch.add(r.kind, r.body);
  batch.mark({seq, "uid " + std::to_string(seq), static_cast<northstar::core::instant_ms>(1000 + seq), kind, 0});
  bool done = false;
  boost::system::error_code failed;
  to.append(std::move(batch), [&](boost::system::error_code ec) { failed = ec, done = true; });
  on.run_until([&] { return done; });
  REQUIRE_FALSE(failed);
}

std::vector<std::string> bodies(ledger& of) {
  std::vector<std::string> all;
  REQUIRE(of.replay(1, [&](const record_view& r) { all.emplace_back(r.body); }).has_value());
  return all;
}

}  // namespace

TEST_CASE("an entry of the shared log is marked with its records, and stays marked after a restart", "[ledger][marks]") {
  const temporary_folder folder;
  loop on;
  {
    const auto l = open(folder.path(), on);
    CHECK_FALSE((*l->last_mark()).has_value());
    append_entry(*l, on, 1, 3);
    append_entry(*l, on, 2, 0, 4);  // came to nothing
    append_entry(*l, on, 3, 2);
  }
  const auto l = open(folder.path(), on);
  const auto newest = *l->last_mark();
  REQUIRE(newest.has_value());
  CHECK(newest->seq == 3);
  CHECK(newest->uid == "uid 3");
  CHECK(newest->at == 1003);
  CHECK(newest->upto == 5);
  CHECK((*l->last_mark(4))->upto == 3);
  const auto all = *l->marks(2, 10);
  REQUIRE(all.size() == 2);
  CHECK(all[0].seq == 2);
}

TEST_CASE("what the shared log has lost is taken off a closed ledger, and nothing else", "[ledger][marks]") {
  const temporary_folder folder;
  loop on;
  std::vector<std::string> before;
  {
    const auto l = open(folder.path(), on);
    append_entry(*l, on, 1, 40);
    append_entry(*l, on, 2, 700);
    REQUIRE_FALSE(save(*l, on, {740, "early"}));
    before = bodies(*l);
    append_entry(*l, on, 3, 30);
    append_entry(*l, on, 4, 500);
    REQUIRE_FALSE(save(*l, on, {1270, "late"}, {{{1, 2}, 1270}}));
  }
  CHECK(cut_sqlite_ledger(folder.path(), 9).error() == errc::no_such_record);
  REQUIRE(cut_sqlite_ledger(folder.path(), 2).has_value());
  {
    const auto l = open(folder.path(), on);
    CHECK(l->last() == 740);
    CHECK(bodies(*l) == before);
    CHECK((*l->last_mark())->seq == 2);
    CHECK((*l->load_checkpoint())->counters == "early");
    append_entry(*l, on, 3, 5);
    CHECK(l->last() == 745);
  }
  REQUIRE(cut_sqlite_ledger(folder.path(), 0).has_value());
  const auto l = open(folder.path(), on);
  CHECK(l->last() == 0);
  CHECK_FALSE((*l->last_mark()).has_value());
}

TEST_CASE("a cut inside one append's chunks leaves the records before it readable", "[ledger][marks]") {
  const temporary_folder folder;
  loop on;
  {
    const auto l = open(folder.path(), on);
    record_batch batch(1, 7);
    for (const record& r : records_for(1, 10)) batch.add(r.kind, r.body);
    batch.mark({1, "a", 7, 1, 0});
    for (const record& r : records_for(11, 10)) batch.add(r.kind, r.body);
    batch.mark({2, "b", 7, 1, 0});
    bool done = false;
    l->append(std::move(batch), [&](boost::system::error_code) { done = true; });
    on.run_until([&] { return done; });
  }
  REQUIRE(cut_sqlite_ledger(folder.path(), 1).has_value());
  const auto l = open(folder.path(), on);
  CHECK(l->last() == 10);
  CHECK(l->read(10).has_value());
  CHECK(bodies(*l).size() == 10);
}

TEST_CASE("an empty ledger takes the identity of a shared log; one that holds records does not", "[ledger][marks]") {
  const temporary_folder folder;
  loop on;
  open(folder.path(), on);
  const identity of_log = shared_identity("0123456789abcdef");
  REQUIRE(adopt_sqlite_ledger(folder.path(), of_log).has_value());
  {
    const auto l = open(folder.path(), on);
    CHECK(l->epoch() == "0123456789abcdef");
    CHECK(l->digest_key() == of_log.digest_key);
    append_entry(*l, on, 1, 1);
  }
  CHECK(adopt_sqlite_ledger(folder.path(), shared_identity("other")).error() == errc::locked);
  CHECK(shared_identity("a").digest_key != shared_identity("b").digest_key);
}

TEST_CASE("the copy of a node's ledger is of the same log, that of a server alone is not", "[ledger][marks]") {
  loop on;
  for (const bool node : {true, false}) {
    const temporary_folder folder, copies;
    std::string epoch;
    {
      const auto l = open(folder.path(), on);
      epoch = l->epoch();
      if (node) append_entry(*l, on, 1, 2);
      else REQUIRE_FALSE(append(*l, on, records_for(1, 2)));
      REQUIRE(backup_sqlite_ledger(folder.path(), copies.path() / "copy").has_value());
    }
    CHECK((open(copies.path() / "copy", on)->epoch() == epoch) == node);
  }
}
