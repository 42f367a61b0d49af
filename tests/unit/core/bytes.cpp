// SPDX-License-Identifier: MIT
#include "core/bytes.hpp"

#include <cstdint>
#include <limits>

#include "catch.hpp"

using northstar::core::byte_reader;
using northstar::core::byte_writer;

TEST_CASE("numbers and texts read back as they were written", "[core][bytes]") {
  const std::uint64_t numbers[] = {
      0, 1, 127, 128, 300, 1ull << 63, std::numeric_limits<std::uint64_t>::max()};
  const std::int64_t signed_numbers[] = {0,
                                         -1,
                                         1,
                                         63,
                                         -64,
                                         64,
                                         std::numeric_limits<std::int64_t>::min(),
                                         std::numeric_limits<std::int64_t>::max()};
  byte_writer out;
  for (const auto n : numbers) out.number(n), out.fixed(n);
  for (const auto n : signed_numbers) out.signed_number(n);
  out.text("");
  out.text(std::string(300, 'x'));
  byte_reader in(out.bytes());
  for (const auto n : numbers) {
    CHECK(in.number() == n);
    CHECK(in.fixed() == n);
  }
  for (const auto n : signed_numbers) CHECK(in.signed_number() == n);
  CHECK(in.text() == "");
  CHECK(in.text() == std::string(300, 'x'));
  CHECK(in.ok());
  CHECK(in.left() == 0);
}

TEST_CASE("a text made in place reads back as one that was copied", "[core][bytes]") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{127}, std::size_t{128}, std::size_t{5'000'000}}) {
    byte_writer out;
    out.number(7);
    const std::size_t text = out.begin_text();
    out.raw(std::string(size, 'x'));
    out.end_text(text);
    out.end_text(out.begin_text());
    out.number(8);
    byte_reader in(out.bytes());
    CHECK(in.number() == 7);
    CHECK(in.text() == std::string(size, 'x'));
    CHECK(in.text().empty());
    CHECK(in.number() == 8);
    CHECK(in.ok());
  }
}

TEST_CASE("reading past the end gives zeros and says so", "[core][bytes]") {
  byte_writer out;
  out.text("twelve bytes");
  for (std::size_t size = 0; size < out.bytes().size(); ++size) {
    byte_reader in(std::string_view(out.bytes()).substr(0, size));
    CHECK(in.text().empty());
    CHECK_FALSE(in.ok());
    CHECK(in.number() == 0);
    CHECK(in.fixed() == 0);
    CHECK(in.byte() == 0);
  }
}

TEST_CASE("a number of more than ten bytes is out of form", "[core][bytes]") {
  const std::string endless(11, '\x80');
  byte_reader in(endless);
  CHECK(in.number() == 0);
  CHECK_FALSE(in.ok());
}
