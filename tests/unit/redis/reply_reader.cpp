// SPDX-License-Identifier: MIT
#include "redis/reply_reader.hpp"

#include <random>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace northstar::redis;
using namespace std::string_view_literals;

namespace {

constexpr std::size_t roomy = 1 << 20;

std::string shown(const reply& r) {
  switch (r.is) {
    case reply::kind::nil:
      return "nil";
    case reply::kind::status:
      return "+" + r.text;
    case reply::kind::error:
      return "-" + r.text;
    case reply::kind::integer:
      return std::to_string(r.integer);
    case reply::kind::text:
      return "'" + r.text + "'";
    case reply::kind::array:
      break;
  }
  std::string text = "[";
  for (const auto& item : r.items) text += shown(item) + ' ';
  return text + ']';
}

// All replies in `bytes`, fed in pieces of `size`.
std::vector<std::string> read_all(std::string_view bytes, std::size_t size) {
  reply_reader reader(roomy);
  std::vector<std::string> all;
  reply one;
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    reader.feed(bytes.substr(at, size));
    for (;;) {
      const auto whole = reader.next(one);
      REQUIRE(whole.has_value());
      if (!*whole) break;
      all.push_back(shown(one));
    }
  }
  return all;
}

error_code fault_of(std::string_view bytes, std::size_t bytes_max = roomy) {
  reply_reader reader(bytes_max);
  reader.feed(bytes);
  reply one;
  const auto whole = reader.next(one);
  return whole.has_error() ? whole.error() : error_code{};
}

}  // namespace

TEST_CASE("replies of every kind are read, cut at any byte", "[redis]") {
  const std::string_view bytes =
      "+OK\r\n-ERR no\r\n:-42\r\n$5\r\na\0\r\nb\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n"
      "*2\r\n*3\r\n:1\r\n$1\r\nx\r\n*-1\r\n-MOVED 1 a:1\r\n+PONG\r\n"sv;
  const std::vector<std::string> expected{
      "+OK", "-ERR no", "-42", std::string("'a\0\r\nb'", 7),   "''",
      "nil", "nil",     "[]",  "[[1 'x' nil ] -MOVED 1 a:1 ]", "+PONG"};
  for (std::size_t size = 1; size <= bytes.size(); ++size) CHECK(read_all(bytes, size) == expected);
}

TEST_CASE("what is no reply is told apart from one that has not all come", "[redis]") {
  CHECK(fault_of("HTTP/1.1 400 Bad Request\r\n") == errc::not_a_reply);
  CHECK(fault_of("$x\r\n") == errc::not_a_reply);
  CHECK(fault_of(">2\r\n+a\r\n+b\r\n") == errc::not_a_reply);
  CHECK(fault_of("$5\r\nab") == error_code{});
}

TEST_CASE("a reply that would take too much is refused before its bytes are kept", "[redis]") {
  CHECK(fault_of("$101\r\n" + std::string(101, 'x') + "\r\n", 100) == errc::reply_too_large);
  CHECK(fault_of("$1000000\r\n" + std::string(200, 'x'), 100) == errc::reply_too_large);
  CHECK(fault_of("*1000000\r\n", 1 << 20) == errc::reply_too_large);
  CHECK(fault_of("*2147483647\r\n", 1 << 20) == errc::reply_too_large);
  CHECK(fault_of("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n") == error_code{});
  CHECK(fault_of("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n") == errc::reply_too_large);
}

TEST_CASE("many small replies never add up to one that is too large", "[redis]") {
  reply_reader reader(1000);
  reply one;
  for (int i = 0; i < 1000; ++i) {
    reader.feed("*2\r\n$100\r\n" + std::string(100, 'x') + "\r\n:1\r\n");
    const auto whole = reader.next(one);
    REQUIRE(whole.has_value());
    REQUIRE(*whole);
  }
}

TEST_CASE("bytes that are no replies, or almost, are refused or waited for, never more",
          "[redis]") {
  std::mt19937_64 random(7);
  const std::string_view valid = "*3\r\n$3\r\nabc\r\n:12\r\n*2\r\n+OK\r\n$-1\r\n-ERR x\r\n*-1\r\n";
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(valid);
    for (auto changes = random() % 4; changes > 0; --changes) {
      const auto at = random() % bytes.size();
      static constexpr std::string_view alphabet = "*$:+-0123456789\r\n>%_,(";
      if (random() % 2 == 0)
        bytes[at] = alphabet[random() % alphabet.size()];
      else
        bytes.erase(at, 1 + random() % 3);
    }
    reply_reader reader(1000);
    reply one;
    bool refused = false;
    for (std::size_t at = 0; at < bytes.size() && !refused;) {
      const auto size = 1 + random() % 20;
      reader.feed(std::string_view(bytes).substr(at, size));
      at += size;
      auto whole = reader.next(one);
      while (whole.has_value() && *whole) whole = reader.next(one);
      refused = whole.has_error();
    }
    if (refused) CHECK(reader.next(one).has_error());
  }
}
