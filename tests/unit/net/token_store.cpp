// SPDX-License-Identifier: MIT
#include "net/token_store.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include "catch.hpp"
#include "log/log.hpp"
#include "net/temporary_folder.hpp"

using namespace northstar::net;
using northstar::tests::temporary_folder;

namespace {

token named(std::string name) {
  token t;
  t.name = std::move(name);
  t.role = role::viewer;
  return t;
}

}  // namespace

TEST_CASE("a running server sees tokens come and go", "[net][token]") {
  const temporary_folder folder;
  token_store store(folder.path());
  CHECK(store.empty());
  CHECK_FALSE(store.refresh());

  const std::string eve = add_token(folder.path(), named("eve"));
  CHECK_FALSE(store.find(eve));
  CHECK(store.refresh());
  REQUIRE(store.find(eve));
  CHECK(store.find(eve)->name == "eve");
  CHECK_FALSE(store.refresh());

  const std::string max = add_token(folder.path(), named("max"));
  revoke_token(folder.path(), "eve");
  CHECK(store.refresh());
  CHECK_FALSE(store.find(eve));
  CHECK(store.find(max));
}

TEST_CASE("a file that is damaged while the server runs leaves the last tokens in force", "[net][token]") {
  const temporary_folder folder;
  const std::string eve = add_token(folder.path(), named("eve"));
  token_store store(folder.path());
  std::string logged;
  northstar::log::set_sink([&](northstar::log::level, std::string_view line) { logged = line; });
  std::ofstream(token_path(folder.path())) << "{";
  CHECK_FALSE(store.refresh());
  northstar::log::set_sink({});
  CHECK(store.find(eve));
  CHECK(logged.find("event=tokens_unreadable") == 0);
}

TEST_CASE("a damaged file stops the start", "[net][token]") {
  const temporary_folder folder;
  std::ofstream(token_path(folder.path())) << "{";
  CHECK_THROWS_AS(token_store(folder.path()), token_error);
}

TEST_CASE("the next expiry is the earliest one still to come", "[net][token]") {
  const temporary_folder folder;
  for (const int at : {300, 100, 200}) {
    token t = named("t" + std::to_string(at));
    t.expires_at = at;
    add_token(folder.path(), t);
  }
  add_token(folder.path(), named("forever"));
  const token_store store(folder.path());
  CHECK(store.next_expiry(0) == 100);
  CHECK(store.next_expiry(100) == 200);
  CHECK_FALSE(store.next_expiry(300));
}
