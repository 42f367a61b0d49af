// SPDX-License-Identifier: MIT
#include "cluster/outbox.hpp"

#include "catch.hpp"
#include "ledger/fixture.hpp"

using namespace northstar::cluster;
using northstar::ledger::test::loop;
using northstar::ledger::test::temporary_folder;

namespace {

void add(outbox& to, loop& on, std::vector<offer> offers) {
  bool done = false;
  boost::system::error_code failed;
  to.add(std::move(offers), [&](boost::system::error_code ec) { failed = ec, done = true; });
  on.run_until([&] { return done; });
  REQUIRE_FALSE(failed);
}

std::string names(const std::vector<offer>& all) {
  std::string out;
  for (const offer& o : all) out += o.uid + "=" + o.body + " ";
  return out;
}

}  // namespace

TEST_CASE("what was added is there after a restart, in its order, without what was removed", "[cluster][outbox]") {
  const temporary_folder folder;
  loop on;
  {
    const auto o = open_sqlite_outbox(folder.path(), on.post()).value();
    CHECK(o->load().value().empty());
    add(*o, on, {{"a", "1"}, {"b", "2"}});
    add(*o, on, {{"c", "3"}});
    o->remove("b");
    o->remove("unknown");
    add(*o, on, {{"d", "4"}});
  }
  {
    const auto o = open_sqlite_outbox(folder.path(), on.post()).value();
    CHECK(names(o->load().value()) == "a=1 c=3 d=4 ");
    o->remove("a");
    o->flush();
    add(*o, on, {{"e", "5"}});
  }
  const auto o = open_sqlite_outbox(folder.path(), on.post()).value();
  CHECK(names(o->load().value()) == "c=3 d=4 e=5 ");
}

TEST_CASE("what comes and goes leaves the files as small as they were", "[cluster][outbox]") {
  const temporary_folder folder;
  loop on;
  const auto o = open_sqlite_outbox(folder.path(), on.post()).value();
  const std::string body(std::size_t{1} << 20, 'x');
  for (int i = 0; i < 48; ++i) {
    add(*o, on, {{std::to_string(i), body}});
    o->remove(std::to_string(i));
  }
  constexpr auto most = std::uintmax_t{20} << 20;
  CHECK(std::filesystem::file_size(folder.path() / "outbox.db-wal") < most);
  CHECK(std::filesystem::file_size(folder.path() / "outbox.db") < most);
}

TEST_CASE("the names of two nodes differ, and of two starts", "[cluster][outbox]") {
  CHECK(make_node_name() != make_node_name());
  CHECK(make_node_name().size() == 16);
}
