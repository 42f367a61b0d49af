// SPDX-License-Identifier: MIT
#include "wire/text.hpp"

#include "catch.hpp"

using namespace northstar;
using namespace northstar::wire;

TEST_CASE("a JSON text escapes what must be and nothing else", "[wire][text]") {
  CHECK(json_text("") == "\"\"");
  CHECK(json_text("华东 \"A\\B\"\n\t\r") == "\"华东 \\\"A\\\\B\\\"\\n\\t\\r\"");
  CHECK(json_text(std::string_view("\0\x1f", 2)) == "\"\\u0000\\u001f\"");
  CHECK(json_text("a/b\x7f") == "\"a/b\x7f\"");
}

TEST_CASE("a CSV field stands in quotes only where it must", "[wire][text]") {
  const auto csv = [](std::string_view text) {
    std::string out;
    append_csv_text(out, text);
    return out;
  };
  CHECK(csv("GTX Pro") == "GTX Pro");
  CHECK(csv("a,b") == "\"a,b\"");
  CHECK(csv("say \"hi\"") == "\"say \"\"hi\"\"\"");
  CHECK(csv("two\nlines") == "\"two\nlines\"");
}

TEST_CASE("a figure has exactly its digits, as the core writes it", "[wire][text]") {
  const __int128 values[] = {0, 1, -1, 5, 99, 100, -100, 123'456, -123'456, 999'999'999'999, std::numeric_limits<std::int64_t>::max(),
                             std::numeric_limits<std::int64_t>::min(), static_cast<__int128>(1) << 100, -(static_cast<__int128>(1) << 100)};
  for (const __int128 value : values)
    for (const int digits : {0, 1, 2, 3, 6, 9, 18}) {
      const core::figure f{value, static_cast<std::uint8_t>(digits)};
      std::string out = "x";
      append_figure(out, f);
      CHECK(out == "x" + core::to_text(f));
    }
  std::string out;
  append_figure(out, {-5, 2});
  CHECK(out == "-0.05");
}

TEST_CASE("an excerpt ends between characters", "[wire][text]") {
  CHECK(excerpt("short") == "short");
  CHECK(excerpt("abcdef", 3) == "abc…");
  CHECK(excerpt("华东华东", 4) == "华…");
  CHECK(excerpt("华东华东", 6) == "华东…");
}
