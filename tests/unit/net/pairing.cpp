// SPDX-License-Identifier: MIT
#include "net/pairing.hpp"

#include <set>
#include <string>

#include "catch.hpp"

using namespace northstar::net;
namespace ip = boost::asio::ip;

namespace {

const auto one_tv = ip::make_address("10.0.0.7");

ip::address tv(int n) { return ip::make_address("10.0." + std::to_string(n / 200) + "." + std::to_string(n % 200 + 1)); }

}  // namespace

TEST_CASE("a display gets a code that a person can read and a secret that nobody sees", "[net][pairing]") {
  pairing p;
  const auto begun = p.begin(one_tv, 1'000);
  REQUIRE(begun);
  CHECK(begun->code.size() == pairing::code_size);
  CHECK(begun->code.find_first_not_of(pairing::alphabet) == std::string::npos);
  CHECK(begun->expires_at == 1'000 + pairing::life_ms);
  CHECK(begun->secret.size() == 48);
  REQUIRE(p.find(begun->secret, 1'000));
  CHECK(p.find(begun->secret, 1'000)->code == begun->code);
  CHECK_FALSE(p.find(begun->secret + "0", 1'000));
  CHECK_FALSE(p.find(begun->code, 1'000));
}

TEST_CASE("a code is found as it is typed, once, and what was said of it is the display's", "[net][pairing]") {
  pairing p;
  const auto begun = p.begin(one_tv, 0);
  std::string typed = begun->code;
  for (char& c : typed)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  typed.insert(3, "- ");
  waiting_display* shown = p.shown(typed, 0);
  REQUIRE(shown);
  shown->paired = paired_display{"lobby", "nst_x"};
  CHECK_FALSE(p.shown(begun->code, 0));
  // Asked again, because an answer was lost, it is told the same again.
  for (int i = 0; i < 2; ++i) CHECK(p.find(begun->secret, 5'000)->paired->token == "nst_x");
}

TEST_CASE("a code expires, and gives its place to another", "[net][pairing]") {
  pairing p;
  const auto begun = p.begin(one_tv, 0);
  CHECK(p.find(begun->secret, pairing::life_ms - 1));
  CHECK_FALSE(p.find(begun->secret, pairing::life_ms));
  CHECK_FALSE(p.shown(begun->code, pairing::life_ms));
  CHECK(p.size() == 0);
}

TEST_CASE("a display that was paired and never came for its token is told once, when its code has expired", "[net][pairing]") {
  pairing p;
  const auto came = p.begin(one_tv, 0), never = p.begin(one_tv, 0), unpaired = p.begin(one_tv, 0);
  p.shown(came->code, 0)->paired = paired_display{"came", "nst_1"};
  p.shown(never->code, 0)->paired = paired_display{"never", "nst_2"};
  p.claimed(came->secret);
  CHECK(p.take_unclaimed(pairing::life_ms - 1).empty());
  CHECK(p.take_unclaimed(pairing::life_ms) == std::vector<std::string>{"never"});
  CHECK(p.take_unclaimed(pairing::life_ms).empty());
}

TEST_CASE("so many displays wait from one address, so many in all", "[net][pairing]") {
  pairing p;
  for (std::size_t i = 0; i < pairing::waiting_per_address_max; ++i) REQUIRE(p.begin(one_tv, 0));
  CHECK_FALSE(p.begin(one_tv, 0));
  std::set<std::string> codes;
  for (std::size_t i = pairing::waiting_per_address_max; i < pairing::waiting_max; ++i) codes.insert(p.begin(tv(static_cast<int>(i)), 0)->code);
  CHECK(codes.size() == pairing::waiting_max - pairing::waiting_per_address_max);
  CHECK_FALSE(p.begin(ip::make_address("10.9.9.9"), 0));
  CHECK(p.begin(one_tv, pairing::life_ms));
}

TEST_CASE("what is no code is none", "[net][pairing]") {
  CHECK(normal_code("a7k-3pq") == "A7K3PQ");
  CHECK(normal_code(" A7K 3PQ ") == "A7K3PQ");
  for (const char* typed : {"", "A7K3P", "A7K3PQQ", "A7K3P0", "A7K3P\xC3\xA9", "A7K.3PQ"}) CHECK(normal_code(typed).empty());
}
