// SPDX-License-Identifier: MIT
#include "net/token_file.hpp"

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "catch.hpp"
#include "net/temporary_folder.hpp"

using namespace northstar::net;
using northstar::tests::temporary_folder;

namespace {

token named(std::string name, role r = role::viewer) {
  token t;
  t.name = std::move(name);
  t.role = r;
  return t;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("a token is kept as its hash, with its role, scope, source and dates", "[net][token]") {
  const temporary_folder folder;
  token wanted = named("crm", role::source);
  wanted.unit = "east";
  wanted.source = "salesforce";
  wanted.created_at = 5;
  wanted.expires_at = 7;
  const std::string secret = add_token(folder.path(), wanted);
  CHECK(secret.starts_with("nst_"));
  CHECK(secret.size() == 4 + 43);

  wanted.hash = token_hash(secret);
  CHECK(read_tokens(folder.path()) == std::vector<token>{wanted});
  CHECK(text_of(token_path(folder.path())).find(secret.substr(4)) == std::string::npos);
}

TEST_CASE("the hash is the secret's SHA-256", "[net][token]") {
  CHECK(token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("the file is readable by its owner only", "[net][token]") {
  const temporary_folder folder;
  add_token(folder.path(), named("eve"));
  struct stat s {};
  REQUIRE(::stat(token_path(folder.path()).c_str(), &s) == 0);
  CHECK((s.st_mode & 0777) == 0600);
}

TEST_CASE("every secret is another one", "[net][token]") {
  const temporary_folder folder;
  std::set<std::string> secrets;
  for (int i = 0; i < 20; ++i) secrets.insert(add_token(folder.path(), named("t" + std::to_string(i))));
  CHECK(secrets.size() == 20);
}

TEST_CASE("a source token without a source posts under its own name", "[net][token]") {
  const temporary_folder folder;
  add_token(folder.path(), named("crm", role::source));
  add_token(folder.path(), named("eve", role::viewer));
  const auto tokens = read_tokens(folder.path());
  CHECK(tokens[0].source == "crm");
  CHECK(tokens[1].source.empty());
}

TEST_CASE("a name is unique until it is revoked", "[net][token]") {
  const temporary_folder folder;
  add_token(folder.path(), named("eve"));
  CHECK_THROWS_AS(add_token(folder.path(), named("eve", role::admin)), token_error);
  revoke_token(folder.path(), "eve");
  CHECK(read_tokens(folder.path()).empty());
  CHECK_NOTHROW(add_token(folder.path(), named("eve")));
}

TEST_CASE("a name that is empty, long, with control characters or no UTF-8 is refused", "[net][token]") {
  const temporary_folder folder;
  for (const std::string& name : {std::string(), std::string(65, 'x'), std::string("a\nb"), std::string("a\x7f"), std::string("\xff\xfe")}) {
    INFO(name);
    CHECK_THROWS_AS(add_token(folder.path(), named(name)), token_error);
  }
  CHECK_NOTHROW(add_token(folder.path(), named("前台电视")));
  CHECK(read_tokens(folder.path()).size() == 1);
}

TEST_CASE("revoking a name that is not there is told", "[net][token]") {
  const temporary_folder folder;
  CHECK_THROWS_AS(revoke_token(folder.path(), "nobody"), token_error);
  CHECK_THROWS_AS(revoke_token(folder.path() / "none", "nobody"), token_error);
}

TEST_CASE("a damaged file is told, never taken for no token", "[net][token]") {
  const temporary_folder folder;
  for (const char* text : {"", "{", "[]", "{}", R"({"format":2,"tokens":[]})", R"({"format":1,"tokens":[{}]})",
                           R"({"format":1,"tokens":[{"name":"a","role":"king","created_ms":0,"sha256":""}]})",
                           R"({"format":1,"tokens":[{"name":"a","role":"admin","created_ms":0,"sha256":"00"}]})"}) {
    INFO(text);
    std::ofstream(token_path(folder.path())) << text;
    CHECK_THROWS_AS(read_tokens(folder.path()), token_error);
  }
}

TEST_CASE("durations read as people write them", "[net][token]") {
  const std::pair<const char*, std::int64_t> table[] = {
      {"1s", 1000}, {"90m", 90 * 60'000}, {"12h", 12 * 3'600'000}, {"30d", 30LL * 86'400'000}, {"8w", 56LL * 86'400'000}};
  for (const auto& [text, ms] : table) CHECK(parse_duration_ms(text) == ms);
  for (const char* text : {"", "d", "30", "0d", "-1d", "+1d", "1.5h", "1y", "30 d", " 30d", "99999999999d", "36526d"}) {
    INFO(text);
    CHECK_FALSE(parse_duration_ms(text));
  }
}

TEST_CASE("two folders that tell each other their tokens end with the same ones, and what was revoked on one is gone on both", "[net][token]") {
  const temporary_folder a, b;
  const std::string secret = add_token(a.path(), named("eve"));
  add_token(a.path(), named("wall", role::display));
  add_token(b.path(), named("crm", role::source));
  CHECK(merge_tokens(b.path(), tell_tokens(a.path())));
  CHECK(merge_tokens(a.path(), tell_tokens(b.path())));
  CHECK_FALSE(merge_tokens(a.path(), tell_tokens(b.path())));
  CHECK(tell_tokens(a.path()) == tell_tokens(b.path()));
  CHECK(read_tokens(b.path()).size() == 3);
  revoke_token(b.path(), "eve");
  // Said again by whoever has not heard of it yet: revoked stays revoked.
  CHECK_FALSE(merge_tokens(b.path(), tell_tokens(a.path())));
  CHECK(merge_tokens(a.path(), tell_tokens(b.path())));
  CHECK(tell_tokens(a.path()) == tell_tokens(b.path()));
  for (const token& t : read_tokens(a.path())) CHECK(t.hash != token_hash(secret));
  CHECK(read_tokens(a.path()).size() == 2);
}

TEST_CASE("of what others say only tokens are taken", "[net][token]") {
  const temporary_folder folder;
  const std::string hash(64, 'a'), other(64, 'b');
  const std::string text = R"({"name":"x","role":"viewer","created_ms":0,"sha256":")" + hash + "\"}";
  CHECK_FALSE(merge_tokens(folder.path(), {{other, text}, {hash, "{"}, {std::string(64, 'c'), R"({"name":"y","role":"king","created_ms":0,"sha256":""})"}}));
  CHECK(merge_tokens(folder.path(), {{hash, text}}));
  CHECK(read_tokens(folder.path()).front().name == "x");
}
