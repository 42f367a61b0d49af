// SPDX-License-Identifier: MIT
#include "catch.hpp"
#include "intake/field_reader.hpp"
#include "intake/mapping.hpp"

using namespace northstar;
using namespace northstar::intake;

namespace {

time_form pattern(const char* text, std::int64_t time_of_day_s = 0) {
  time_form form;
  form.form = time_form::kind::pattern;
  const auto read = read_time_pattern(text);
  REQUIRE(read);
  form.pattern = read->abseil;
  form.has_offset = read->has_offset;
  form.time_of_day_s = time_of_day_s;
  return form;
}

constexpr std::int64_t hour_s = 3600;

// Shows one hour more from 2026-03-29T01:00Z to 2026-10-25T01:00Z, as Berlin does.
core::zone summer_zone() {
  core::zone z;
  z.initial_offset_s = hour_s;
  z.transitions = {{1774746000, 2 * hour_s}, {1792890000, hour_s}};
  return z;
}

std::optional<std::string> read_amount(decimal_form form, const char* text) {
  const auto value = read_decimal(form, text);
  if (!value) return std::nullopt;
  return core::to_text(*value);
}

}  // namespace

TEST_CASE("a decimal is read exactly by the marks that its source uses", "[intake][value]") {
  struct example {
    char mark, group;
    const char* text;
    std::optional<std::string> expected;
  };
  const example table[] = {
      {'.', 0, "1054", "1054"},
      {'.', 0, "-12800.50", "-12800.5"},
      {'.', 0, "0.1", "0.1"},
      {'.', 0, "999999999999.999999999", "999999999999.999999999"},
      {'.', 0, "1,000", std::nullopt},
      {'.', 0, "12 USD", std::nullopt},
      {'.', 0, " 5", std::nullopt},
      {'.', 0, "", std::nullopt},
      {'.', ',', "1,234,567.80", "1234567.8"},
      {'.', ',', "1234.5", "1234.5"},
      {'.', ',', ",5", std::nullopt},
      {'.', ',', "5,", std::nullopt},
      {'.', ',', "1,,000", std::nullopt},
      {'.', ',', "1.000,5", std::nullopt},
      {',', '.', "1.234,56", "1234.56"},
      {',', '.', "-1.234", "-1234"},
      {',', 0, "1234,5", "1234.5"},
      {',', 0, "1234.5", std::nullopt},
      {',', 0, "1,2,3", std::nullopt},
      {',', ' ', "12 800,50", "12800.5"},
      {'.', '\'', "1'000.25", "1000.25"},
  };
  for (const auto& row : table) {
    INFO(row.text << " by mark " << row.mark);
    CHECK(read_amount({row.mark, row.group}, row.text) == row.expected);
  }
}

TEST_CASE("an instant is read from the form its source uses", "[intake][value]") {
  const core::zone utc;
  time_form seconds, milliseconds;
  seconds.form = time_form::kind::unix_s;
  milliseconds.form = time_form::kind::unix_ms;
  struct example {
    time_form form;
    const char* text;
    std::optional<core::instant_ms> expected;
  };
  const example table[] = {
      {{}, "2026-11-21T09:30:00+08:00", 1795224600000},
      {{}, "2026-11-21", std::nullopt},
      {seconds, "1795224600", 1795224600000},
      {seconds, "1795224600.5", std::nullopt},
      {milliseconds, "1795224600123", 1795224600123},
      {milliseconds, "-5", std::nullopt},
      {milliseconds, "99999999999999", std::nullopt},
      {pattern("%Y-%m-%d", 12 * hour_s), "2017-03-01", 1488369600000},
      {pattern("%Y-%m-%d"), "2017-02-29", std::nullopt},
      {pattern("%Y-%m-%d"), "2017-03-01T10:00", std::nullopt},
      {pattern("%Y-%m-%d"), "", std::nullopt},
      {pattern("%Y-%m-%d"), "1969-12-31", std::nullopt},
      {pattern("%Y-%m-%d"), "infinite-future", std::nullopt},
      {pattern("%Y%m%d"), "20170301", 1488326400000},
      {pattern("%Y-%m-%d"), "17-03-01", std::nullopt},
      {pattern("%d.%m.%Y"), "1.3.2017", 1488326400000},
      {pattern("%Y/%m/%d %H:%M"), "2026/3/2 8:15", 1772439300000},
      {pattern("%Y年%m月%d日"), "2026年3月2日", 1772409600000},
      {pattern("%m/%d/%y %I:%M %p"), "03/02/26 08:15 PM", 1772482500000},
      {pattern("%Y-%m-%d %H:%M:%E*S"), "2026-03-02 08:15:30.1234", 1772439330123},
      {pattern("%Y-%m-%d %H:%M:%S %z"), "2026-03-02 08:15:30 +0800", 1772410530000},
      {pattern("%Y-%m-%dT%H:%M:%S%Ez"), "2026-03-02T08:15:30+08:00", 1772410530000},
  };
  for (const auto& row : table) {
    INFO(row.form.pattern << " reads " << row.text);
    CHECK(read_time(row.form, utc, row.text) == row.expected);
  }
}

TEST_CASE("a local time is an instant by the zone, in summer and in winter", "[intake][value]") {
  const auto form = pattern("%Y-%m-%d %H:%M");
  const auto zone = summer_zone();
  CHECK(read_time(form, zone, "2026-03-02 12:00") == 1772449200000);
  CHECK(read_time(form, zone, "2026-07-01 12:00") == 1782900000000);
  // The clock jumps from 2 to 3 and shows 2:30 never; in autumn it shows it twice.
  CHECK(read_time(form, zone, "2026-03-29 02:30") == 1774746000000);
  CHECK(read_time(form, zone, "2026-10-25 02:30") == 1792888200000);
}

TEST_CASE("a time pattern must read a whole date, and its letters must be known",
          "[intake][value]") {
  for (const char* good :
       {"%Y-%m-%d", "%d %b %Y", "%e. %B %Y %H:%M:%S", "%m/%d/%y %I:%M%p", "%Y%m%d%%"}) {
    INFO(good);
    CHECK(read_time_pattern(good));
  }
  for (const char* bad : {"", "x", "%Y-%m", "%H:%M", "%Y-%m-%d %I", "%Y-%m-%d%z", "%s",
                          "%Y-%m-%d %Q", "%Y-%m-%d %", "%E"}) {
    INFO(bad);
    CHECK_FALSE(read_time_pattern(bad));
  }
}
