// SPDX-License-Identifier: MIT
#include "ledger/bytes.hpp"

#include <cstdint>
#include <limits>

#include "catch.hpp"

using namespace northstar::ledger;

namespace {

constexpr auto highest = std::numeric_limits<std::uint64_t>::max();

std::string varint(std::uint64_t value) {
  std::string bytes;
  byte_writer(bytes).varint(value);
  return bytes;
}

}  // namespace

TEST_CASE("a varint takes a byte for every seven bits and reads back", "[ledger][bytes]") {
  const std::pair<std::uint64_t, std::size_t> table[] = {
      {0, 1}, {127, 1}, {128, 2}, {16'383, 2}, {16'384, 3}, {highest >> 1, 9}, {highest, 10}};
  for (const auto& [value, size] : table) {
    const std::string bytes = varint(value);
    CHECK(bytes.size() == size);
    byte_reader in(bytes);
    CHECK(in.varint() == value);
    CHECK(in.complete());
  }
}

TEST_CASE("small numbers of either sign are short, and the ends of the range read back",
          "[ledger][bytes]") {
  const std::pair<std::int64_t, std::size_t> table[] = {
      {0, 1}, {-1, 1}, {63, 1}, {-64, 1}, {64, 2}, {INT64_MAX, 10}, {INT64_MIN, 10}};
  for (const auto& [value, size] : table) {
    std::string bytes;
    byte_writer(bytes).signed_varint(value);
    CHECK(bytes.size() == size);
    byte_reader in(bytes);
    CHECK(in.signed_varint() == value);
    CHECK(in.complete());
  }
}

TEST_CASE("wide numbers and fixed ones read back", "[ledger][bytes]") {
  std::string bytes;
  byte_writer out(bytes);
  out.wide_varint(~uint128{0});
  out.fixed64(0x0123456789abcdef);
  CHECK(bytes.size() == 19 + 8);
  CHECK(static_cast<unsigned char>(bytes[19]) == 0xef);  // lowest byte first
  byte_reader in(bytes);
  CHECK((in.wide_varint() == ~uint128{0}));
  CHECK(in.fixed64() == 0x0123456789abcdef);
  CHECK(in.complete());
}

TEST_CASE("a number with more bits than fit is a fault, not another number", "[ledger][bytes]") {
  const std::string too_wide = std::string(9, '\xff') + '\x02';
  const std::string endless(40, '\x80');
  for (const std::string& bytes : {too_wide, endless, std::string()}) {
    byte_reader in(bytes);
    CHECK(in.varint() == 0);
    CHECK_FALSE(in.ok());
  }
}

TEST_CASE("a text longer than its bytes or than allowed is a fault, and all after it is empty",
          "[ledger][bytes]") {
  std::string bytes;
  byte_writer out(bytes);
  out.text("Anna");
  out.byte(7);
  {
    byte_reader in(bytes);
    CHECK(in.text(4) == "Anna");
    CHECK(in.byte() == 7);
    CHECK(in.complete());
  }
  {
    byte_reader in(bytes);
    CHECK(in.text(3).empty());
    CHECK(in.byte() == 0);
    CHECK_FALSE(in.complete());
  }
  byte_reader in(std::string_view(bytes).substr(0, 3));
  CHECK(in.text(100).empty());
  CHECK_FALSE(in.ok());
}
