// SPDX-License-Identifier: MIT
// Keys that leave memory: runs made, merged and looked into, across restarts, damage and kill -9.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>

#include "catch.hpp"
#include "ledger/bytes.hpp"
#include "ledger/checksums.hpp"
#include "ledger/error.hpp"
#include "ledger/fixture.hpp"
#include "ledger/identity.hpp"
#include "ledger/key_run.hpp"
#include "ledger/memory_ledger.hpp"
#include "ledger/sqlite.hpp"

using namespace northstar::ledger;
using namespace northstar::ledger::test;
using northstar::core::digest;

namespace {

using model = std::map<std::pair<std::uint64_t, std::uint64_t>, offset>;

boost::system::error_code settle(ledger& of, loop& on, std::uint64_t entries) {
  bool answered = false;
  boost::system::error_code answer;
  of.settle_keys(entries, [&](boost::system::error_code code) {
    answered = true;
    answer = code;
  });
  on.run_until([&] { return answered; });
  return answer;
}

digest key_number(std::uint64_t n) {
  std::mt19937_64 of_key(n);
  const std::uint64_t high = of_key();
  return {n % 16 == 0 ? 42 : high, of_key()};  // some share their high half
}

// Appends records and saves a checkpoint with a key each.
void save_keys(ledger& to, loop& on, std::mt19937_64& from, std::uint64_t keys, std::size_t count, model& should) {
  std::vector<key_entry> saved;
  REQUIRE_FALSE(append(to, on, std::vector<record>(count, record{record_kind::delivery, "r"})));
  for (std::size_t i = 0; i < count; ++i) {
    const digest key = key_number(from() % keys);
    saved.push_back({key, to.last() - count + 1 + i});
    should[{key.high, key.low}] = saved.back().head;
  }
  REQUIRE_FALSE(save(to, on, {to.last(), "counters"}, std::move(saved)));
}

// Memory as the engine keeps it: what load_keys() visits; the rest by find_key().
model in_memory(ledger& of) {
  model out;
  REQUIRE(of.load_keys([&](std::span<const key_entry> some) {
    for (const key_entry& e : some) {
      REQUIRE(e.head > of.keys_settled());
      offset& head = out[{e.key.high, e.key.low}];
      head = std::max(head, e.head);
    }
  }).has_value());
  return out;
}

void same(ledger& of, const model& should, std::uint64_t keys) {
  const model loaded = in_memory(of);
  for (std::uint64_t n = 0; n < keys + 200; ++n) {
    const digest key = key_number(n);
    const auto wanted = should.find({key.high, key.low});
    const auto found = loaded.find({key.high, key.low});
    offset head = found == loaded.end() ? 0 : found->second;
    if (head == 0) {
      const auto settled = of.find_key(key);
      REQUIRE(settled.has_value());
      head = *settled;
    }
    REQUIRE(head == (wanted == should.end() ? 0 : wanted->second));
  }
}

// So many keys that they are saved in pieces; key_number(i + 1) is that of record i + 1.
std::vector<key_entry> keys_of(offset last) {
  std::vector<key_entry> out;
  for (offset at = 1; at <= last; ++at) out.push_back({key_number(at), at});
  return out;
}

std::size_t loaded(ledger& of) {
  std::size_t entries = 0;
  REQUIRE(of.load_keys([&](std::span<const key_entry> some) { entries += some.size(); }).has_value());
  return entries;
}

}  // namespace

TEST_CASE("a checkpoint of many keys lets appends go between, and then holds every key", "[ledger][keys]") {
  const temporary_folder folder;
  loop on;
  constexpr offset count = 100'000;
  {
    auto opened = open(folder.path(), on);
    REQUIRE_FALSE(append(*opened, on, std::vector<record>(count, record{record_kind::delivery, "r"})));
    std::vector<char> order;
    opened->save_checkpoint({count, "counters"}, keys_of(count), [&](auto failed) { order.push_back(failed ? 'f' : 'c'); });
    opened->append({record{record_kind::delivery, "between"}}, 1, [&](auto failed) { order.push_back(failed ? 'f' : 'a'); });
    on.run_until([&] { return order.size() == 2; });
    CHECK(order == std::vector<char>{'a', 'c'});
    CHECK(opened->last() == count + 1);
  }
  auto opened = open(folder.path(), on);
  REQUIRE((*opened->load_checkpoint())->at == count);
  const model all = in_memory(*opened);
  REQUIRE(all.size() == count);
  for (const key_entry& e : keys_of(count)) REQUIRE(all.at({e.key.high, e.key.low}) == e.head);
}

TEST_CASE("keys of a checkpoint that never came to be are not there, and the next one saves them again", "[ledger][keys]") {
  const temporary_folder folder;
  loop on;
  const auto row_of_no_checkpoint = "INSERT INTO key_run(id, at, format, body, checksum) SELECT id + 1, 150, format, body, checksum FROM key_run";
  {
    auto opened = open(folder.path(), on);
    REQUIRE_FALSE(append(*opened, on, std::vector<record>(200, record{record_kind::delivery, "r"})));
    REQUIRE_FALSE(save(*opened, on, {100, "counters"}, keys_of(100)));
  }
  change(folder.database(), row_of_no_checkpoint);
  CHECK(loaded(*open_to_read(folder.path(), on)) == 100);
  auto opened = open(folder.path(), on);
  CHECK(loaded(*opened) == 100);
  REQUIRE_FALSE(save(*opened, on, {200, "counters"}, keys_of(200)));
  CHECK(in_memory(*opened).size() == 200);
  REQUIRE_FALSE(settle(*opened, on, 300));
  CHECK(opened->settled().upto == 200);
  for (const key_entry& e : keys_of(200)) REQUIRE(*opened->find_key(e.key) == e.head);
}

TEST_CASE("keys settle only with the checkpoint they belong to", "[ledger][keys]") {
  const temporary_folder folder;
  loop on;
  constexpr offset count = 60'000;
  auto opened = open(folder.path(), on);
  REQUIRE_FALSE(append(*opened, on, std::vector<record>(count, record{record_kind::delivery, "r"})));
  REQUIRE_FALSE(save(*opened, on, {1'000, "counters"}, keys_of(1'000)));
  int answered = 0;
  auto rest = keys_of(count);
  rest.erase(rest.begin(), rest.begin() + 1'000);
  opened->save_checkpoint({count, "counters"}, std::move(rest), [&](auto failed) { answered += failed ? 10 : 1; });
  opened->settle_keys(count, [&](auto failed) { answered += failed ? 10 : 1; });
  on.run_until([&] {
    // At any moment every key is either in the file's runs or still to be had from load_keys().
    const offset upto = opened->settled().upto;
    for (offset at = 1; at <= upto; at += 997) REQUIRE(*opened->find_key(key_number(at)) == at);
    return answered >= 2;
  });
  CHECK(answered == 2);
}

TEST_CASE("keys in memory and on the disk together answer as a map would", "[ledger][keys]") {
  const std::uint64_t seed = test_seed();
  INFO("seed " << seed);
  std::mt19937_64 from(seed);
  const temporary_folder folder;
  loop on;
  model should;
  auto opened = open(folder.path(), on);
  std::uint64_t most_runs = 0;
  for (int round = 0; round < 60; ++round) {
    save_keys(*opened, on, from, 3'000, 1 + from() % 500, should);
    if (from() % 2 == 0) REQUIRE_FALSE(settle(*opened, on, 1 + from() % 1'000));
    most_runs = std::max(most_runs, opened->settled().runs);
    if (from() % 5 == 0) {
      opened.reset();
      opened = open(folder.path(), on);
    }
    same(*opened, should, 3'000);
  }
  REQUIRE_FALSE(settle(*opened, on, 1'000'000));
  CHECK(opened->keys_settled() == opened->last());
  CHECK(in_memory(*opened).empty());
  CHECK(most_runs > 1);
  CHECK(opened->settled().runs <= 9);  // three a level
  std::uint64_t visited = 0;
  REQUIRE(opened->visit_settled_keys([&](std::span<const key_entry> some) { visited += some.size(); }).has_value());
  CHECK(visited == opened->settled().entries);
  opened.reset();
  same(*open_to_read(folder.path(), on), should, 3'000);
}

TEST_CASE("the ledger in memory settles keys as the one on the disk does", "[ledger][keys]") {
  std::mt19937_64 from(3);
  loop on;
  model should;
  const auto made = create_memory_ledger();
  for (int round = 0; round < 10; ++round) {
    save_keys(*made, on, from, 300, 100, should);
    if (round % 3 == 0) REQUIRE_FALSE(settle(*made, on, 150));
    same(*made, should, 300);
  }
}

TEST_CASE("appends go on while keys settle, and a settled ledger is not larger for it", "[ledger][keys]") {
  std::mt19937_64 from(5);
  const temporary_folder folder;
  loop on;
  model should;
  const auto opened = open(folder.path(), on);
  for (int i = 0; i < 4; ++i) save_keys(*opened, on, from, 1'000'000, 50'000, should);
  bool settled = false;
  opened->settle_keys(200'000, [&](boost::system::error_code failed) {
    CHECK_FALSE(failed);
    settled = true;
  });
  int appended = 0;
  while (!settled) {
    REQUIRE_FALSE(append(*opened, on, records_for(opened->last() + 1, 1)));
    ++appended;
  }
  CHECK(appended > 1);
  CHECK(opened->keys_settled() == 200'000);
  CHECK(opened->settled().entries <= should.size());
}

TEST_CASE("damaged settled keys are named", "[ledger][keys][damage]") {
  const temporary_folder folder;
  loop on;
  std::mt19937_64 from(9);
  model should;
  {
    const auto opened = open(folder.path(), on);
    save_keys(*opened, on, from, 2'000, 3'000, should);
    REQUIRE_FALSE(settle(*opened, on, 1));
  }
  for (const char* sql : {"UPDATE sorted_run SET upto = upto - 1", "UPDATE sorted_run SET filter = zeroblob(length(filter))",
                          "UPDATE sorted_run SET fences = zeroblob(length(fences))", "UPDATE sorted_run SET id = id + 1"}) {
    DYNAMIC_SECTION(sql) {
      change(folder.database(), sql);
      CHECK(open_error(folder.path(), on) == errc::not_a_ledger);
    }
  }
  for (const char* sql : {"UPDATE key_page SET body = zeroblob(length(body))", "UPDATE key_page SET checksum = checksum + 1",
                          "DELETE FROM key_page"}) {
    DYNAMIC_SECTION(sql) {
      change(folder.database(), sql);
      const auto opened = open(folder.path(), on);
      const auto& [high, low] = should.begin()->first;
      CHECK(opened->find_key({high, low}).error() == errc::not_a_ledger);
      CHECK(opened->visit_settled_keys([](std::span<const key_entry>) {}).error() == errc::not_a_ledger);
    }
  }
}

TEST_CASE("a ledger of layout 1 opens, with its keys, and goes on in the newest one", "[ledger][keys]") {
  const temporary_folder folder;
  loop on;
  std::mt19937_64 from(13);
  model should;
  identity whose;
  {
    const auto opened = open(folder.path(), on);
    whose.digest_key = opened->digest_key();
    REQUIRE_FALSE(append(*opened, on, records_for(1, 100)));
    REQUIRE_FALSE(save(*opened, on, {100, "counters"}));
  }
  // As the older program wrote it: entries in the order in which they came, 24 bytes each, and none of the newer tables.
  std::string body;
  byte_writer out(body);
  for (offset at = 1; at <= 100; ++at) {
    const digest key = key_number(from() % 60);
    out.fixed64(key.high);
    out.fixed64(key.low);
    out.fixed64(at);
    should[{key.high, key.low}] = at;
  }
  std::string hex;
  for (const char c : body) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    hex += digits;
  }
  change(folder.database(), "DROP TABLE sorted_run; DROP TABLE key_page; DROP TABLE key_run; "
                            "CREATE TABLE key_run(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT; "
                            "INSERT INTO key_run VALUES(1, 100, x'" + hex + "', " + std::to_string(key_run_checksum(whose, 1, 100, body)) +
                            "); DROP TABLE checkpoint_piece; ALTER TABLE checkpoint DROP COLUMN first_piece; ALTER TABLE checkpoint DROP COLUMN pieces; "
                            "UPDATE meta SET value = 1 WHERE key = 'layout'");
  same(*open_to_read(folder.path(), on), should, 60);
  for (int round = 0; round < 3; ++round) {
    const auto opened = open(folder.path(), on);
    CHECK(intact_records(*opened) >= 100);
    same(*opened, should, 60);
    save_keys(*opened, on, from, 60, 20, should);
    if (round == 1) REQUIRE_FALSE(settle(*opened, on, 1));
    same(*opened, should, 60);
  }
}

namespace {

// Saves keys and settles them until it is killed; tells each saved checkpoint.
[[noreturn]] void settle_until_killed(const std::filesystem::path& folder, int pipe) {
  loop on;
  const auto opened = open(folder, on);
  for (;;) {
    const offset first = opened->last() + 1;
    std::vector<key_entry> keys;
    for (offset at = first; at < first + 5'000; ++at) keys.push_back({key_number(at), at});
    if (append(*opened, on, std::vector<record>(5'000, record{record_kind::delivery, "r"}))) ::_exit(3);
    if (save(*opened, on, {opened->last(), "counters"}, std::move(keys))) ::_exit(4);
    const offset told = opened->last();
    if (::write(pipe, &told, sizeof told) != sizeof told) ::_exit(5);
    if (settle(*opened, on, 5'000)) ::_exit(6);
  }
}

offset settle_and_kill(const std::filesystem::path& folder, std::mt19937_64& from) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    try {
      settle_until_killed(folder, ends[1]);
    } catch (...) {
      ::_exit(7);
    }
  }
  ::close(ends[1]);
  offset newest = 0, told = 0;
  for (std::uint64_t answers = 1 + from() % 6; answers > 0 && ::read(ends[0], &told, sizeof told) == sizeof told; --answers) newest = told;
  for (volatile std::uint64_t spin = from() % 20'000'000; spin > 0;) spin = spin - 1;
  ::kill(child, SIGKILL);
  while (::read(ends[0], &told, sizeof told) == sizeof told) newest = told;
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  return newest;
}

}  // namespace

TEST_CASE("a kill -9 while keys settle and merge loses none of them", "[ledger][keys][crash]") {
  const std::uint64_t seed = test_seed();
  INFO("seed " << seed);
  std::mt19937_64 from(seed);
  const temporary_folder folder;
  offset told = 0;
  for (int round = 0; round < 15; ++round) {
    told = std::max(told, settle_and_kill(folder.path(), from));
    loop on;
    const auto opened = open(folder.path(), on);
    const model loaded = in_memory(*opened);
    for (offset at = 1; at <= told; at += 1 + at % 7) {
      const digest key = key_number(at);
      const auto found = loaded.find({key.high, key.low});
      const offset head = found != loaded.end() ? found->second : *opened->find_key(key);
      REQUIRE(head == at);
    }
  }
}
