// SPDX-License-Identifier: MIT
#include "net/audit_log.hpp"

#include <fstream>
#include <string>

#include "catch.hpp"
#include "net/temporary_folder.hpp"

using namespace northstar::net;
using northstar::tests::temporary_folder;

TEST_CASE("an act is on the disk, with who and why, and known after a restart", "[net][audit]") {
  const temporary_folder folder;
  {
    audit_log log(folder.path());
    CHECK(log.lines().empty());
    log.note({1'000, "wang", "token_added", "crm", "role \"source\"\n"});
    log.note({2'000, "li", "record_dropped", "crm D-1", "typed twice"});
  }
  audit_log again(folder.path());
  REQUIRE(again.lines().size() == 2);
  CHECK(again.lines()[0].who == "wang");
  CHECK(again.lines()[0].detail == "role \"source\"\n");
  CHECK(again.lines()[1].at == 2'000);
  CHECK(again.lines()[1].act == "record_dropped");
}

TEST_CASE("a torn line is passed over", "[net][audit]") {
  const temporary_folder folder;
  audit_log(folder.path()).note({1'000, "wang", "token_added", "crm", ""});
  std::ofstream(folder.path() / "audit.jsonl", std::ios::app) << "{\"at_ms\":2000,\"who\":\"wa";
  audit_log log(folder.path());
  CHECK(log.lines().size() == 1);
  log.note({3'000, "li", "token_revoked", "crm", ""});
  REQUIRE(log.lines().size() == 2);
  CHECK(log.lines().back().at == 3'000);
  CHECK(audit_log(folder.path()).lines().size() == 2);
}

TEST_CASE("what another program has noted is there too, also when the file began anew in between", "[net][audit]") {
  const temporary_folder folder;
  audit_log server(folder.path());
  audit_log(folder.path()).note({1, "root (command line)", "token_added", "crm", ""});
  CHECK(server.lines().size() == 1);
  server.note({2, "wang", "token_added", "lobby", ""});
  const std::string long_detail(8'000, 'x');
  audit_log other(folder.path());
  for (int i = 3; i <= 150; ++i) other.note({i, "root (command line)", "token_added", "t", long_detail});
  CHECK(std::filesystem::exists(folder.path() / "audit.jsonl.1"));
  REQUIRE(server.lines().size() == 150);
  for (std::size_t i = 0; i < 150; ++i) CHECK(server.lines()[i].at == static_cast<northstar::core::instant_ms>(i + 1));
}

TEST_CASE("so many lines are kept in memory, and the file begins anew when it is large", "[net][audit]") {
  const temporary_folder folder;
  audit_log log(folder.path());
  const std::string long_detail(8'000, 'x');
  for (int i = 0; i < 300; ++i) log.note({i, "wang", "token_added", "t", long_detail});
  CHECK(std::filesystem::file_size(folder.path() / "audit.jsonl") < audit_log::file_bytes_max + 10'000);
  CHECK(std::filesystem::exists(folder.path() / "audit.jsonl.1"));
  for (int i = 0; i < 800; ++i) log.note({i, "wang", "token_added", "t", ""});
  CHECK(log.lines().size() == audit_log::kept_max);
  CHECK(log.lines().back().at == 799);
}

TEST_CASE("where nothing can be written the act is kept in memory", "[net][audit]") {
  audit_log log("/nonexistent/folder");
  log.note({1, "wang", "token_added", "crm", ""});
  CHECK(log.lines().size() == 1);
}
