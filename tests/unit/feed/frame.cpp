// SPDX-License-Identifier: MIT
#include "feed/frame.hpp"

#include <string>

#include "catch.hpp"

using namespace northstar;

TEST_CASE("a text frame is final, unmasked and has the shortest length that holds it", "[feed][frame]") {
  struct row {
    std::size_t size;
    std::string header;
  };
  const row table[] = {
      {0, std::string("\x81\x00", 2)},
      {5, "\x81\x05"},
      {125, "\x81\x7d"},
      {126, std::string("\x81\x7e\x00\x7e", 4)},
      {65535, "\x81\x7e\xff\xff"},
      {65536, std::string("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10)},
  };
  for (const row& r : table) {
    const std::string text(r.size, 'x');
    const feed::frame f = feed::text_frame(text);
    INFO(r.size);
    CHECK(f->substr(0, r.header.size()) == r.header);
    CHECK(f->size() == r.header.size() + r.size);
    CHECK(feed::text_of(*f) == text);
  }
}
