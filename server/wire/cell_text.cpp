// SPDX-License-Identifier: MIT
#include "wire/cell_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace northstar::wire {

namespace {

using core::cell;
using core::figure;

// By cell_figures::field, the order of the contract; `actual` comes first, and before the names where feeds write both.
constexpr std::array<std::string_view, core::cell_figures::field_count> keys{
    ",\"actual\":",       ",\"target\":",   ",\"expected\":",     ",\"attainment\":",    ",\"pace\":",       ",\"gap\":",
    ",\"needed_today\":", ",\"forecast\":", ",\"forecast_low\":", ",\"forecast_high\":", ",\"unallocated\":"};
static_assert(core::cell_figures::actual == 0);

// A key with what lies behind it, so that it is copied as so many bytes, whatever its own size.
struct padded_key {
  std::array<char, 24> bytes{};
  std::uint8_t size = 0;
};
constexpr auto padded_keys = [] {
  std::array<padded_key, keys.size()> all;
  for (std::size_t f = 0; f < keys.size(); ++f) {
    for (const char c : keys[f]) all[f].bytes[all[f].size++] = c;
  }
  return all;
}();

// The text of one cell's figures, made in place: a tick writes thousands.
class figures_text {
 public:
  std::string_view text() const { return {bytes_, static_cast<std::size_t>(at_ - bytes_)}; }
  void put(std::string_view part) { at_ = std::copy(part.begin(), part.end(), at_); }
  void put(const padded_key& key) {
    std::memcpy(at_, key.bytes.data(), key.bytes.size());
    at_ += key.size;
  }
  void put(std::int64_t whole) { at_ = std::to_chars(at_, std::end(bytes_), whole).ptr; }
  void put(std::int64_t value, std::uint8_t digits) { at_ = write_figure(at_, value, digits); }

 private:
  // Of eleven figures of 64 bits, each with as many as 18 decimals, less than 500 are used.
  char bytes_[768];
  char* at_ = bytes_;
};

void append_value(std::string& out, const std::optional<figure>& value) {
  if (value) append_figure(out, *value);
  else out += "null";
}

void append_age(std::string& out, const cell& c) {
  if (c.source_age_s) append_integer(out, *c.source_age_s);
  else out += "null";
}

void append_field(std::string& out, const cell& c, std::size_t f) {
  out += keys[f];
  append_value(out, c.*core::figures_of_cell[f]);
}

// Behind `actual`.
void append_figures(std::string& out, const cell& c) {
  for (std::size_t f = core::cell_figures::target; f < keys.size(); ++f) append_field(out, c, f);
}

void append_names(std::string& out, const core::compiled_plan& plan, const core::cell_key& key) {
  out += "\"unit\":";
  append_json_text(out, plan.unit_id(key.unit));
  out += ",\"metric\":";
  append_json_text(out, plan.plan().metrics[key.metric].id);
  out += ",\"slice\":";
  append_json_text(out, plan.plan().slices.names[key.slice]);
  out += ",\"period\":";
  append_json_text(out, plan.calendar().periods().name(key.period));
}

void append_number(std::string& out, long long n) {
  out += "{\"n\":";
  append_integer(out, n);
}

void append_actual(std::string& out, const cell& c) { append_field(out, c, core::cell_figures::actual); }

void append_light(std::string& out, const cell& c) {
  out += ",\"light\":\"";
  out += core::to_text(c.light);
  out += '"';
}

void append_source_age(std::string& out, const cell& c) {
  out += ",\"source_age_s\":";
  append_age(out, c);
}

bool same_figures(const cell& a, const cell& b) {
  return a.light == b.light && std::all_of(core::figures_of_cell.begin(), core::figures_of_cell.end(), [&](auto figure) { return a.*figure == b.*figure; });
}

}  // namespace

void append_cell(std::string& out, const core::compiled_plan& plan, const cell& c, long long n) {
  if (n >= 0) {
    append_number(out, n);
    append_actual(out, c);
    out += ',';
    append_names(out, plan, c.key);
  } else {
    out += '{';
    append_names(out, plan, c.key);
    append_actual(out, c);
  }
  append_figures(out, c);
  append_light(out, c);
  out += ",\"as_of\":\"";
  out += core::to_rfc3339(plan.calendar().rules().zone, c.as_of);
  out += '"';
  append_source_age(out, c);
  out += '}';
}

bool append_cell_changes(std::string& out, long long n, const cell& before, const cell& now) {
  if (same_figures(before, now)) return false;
  append_number(out, n);
  for (std::size_t f = 0; f < keys.size(); ++f)
    if (before.*core::figures_of_cell[f] != now.*core::figures_of_cell[f]) append_field(out, now, f);
  if (before.light != now.light) append_light(out, now);
  if (before.source_age_s != now.source_age_s) append_source_age(out, now);
  out += '}';
  return true;
}

bool append_cell_changes(std::string& out, long long n, const core::figure_digits& digits, const core::cell_figures& before, const core::cell_figures& now) {
  if (before == now) return false;
  figures_text cell;
  cell.put("{\"n\":");
  cell.put(std::int64_t{n});
  for (std::size_t f = 0; f < keys.size(); ++f) {
    if (before.values[f] == now.values[f] && before.has(f) == now.has(f)) continue;
    cell.put(padded_keys[f]);
    if (now.has(f)) cell.put(now.values[f], digits[f]);
    else cell.put("null");
  }
  if (before.light != now.light) {
    cell.put(",\"light\":\"");
    cell.put(core::to_text(now.light));
    cell.put("\"");
  }
  cell.put("}");
  out += cell.text();
  return true;
}

void append_cell_state(std::string& out, long long n, const cell& now) {
  append_number(out, n);
  append_actual(out, now);
  append_figures(out, now);
  append_light(out, now);
  append_source_age(out, now);
  out += '}';
}

std::string cells_json(const core::compiled_plan& plan, const std::vector<cell>& cells) {
  std::string out = "[";
  for (const cell& c : cells) {
    if (out.size() > 1) out += ',';
    append_cell(out, plan, c);
  }
  out += ']';
  return out;
}

std::string cells_csv(const core::compiled_plan& plan, const std::vector<cell>& cells) {
  std::string out =
      "unit,metric,slice,period,actual,target,expected,attainment,pace,gap,needed_today,forecast,forecast_low,forecast_high,"
      "unallocated,light,as_of,source_age_s\r\n";
  for (const cell& c : cells) {
    append_csv_text(out, plan.unit_id(c.key.unit));
    out += ',';
    append_csv_text(out, plan.plan().metrics[c.key.metric].id);
    out += ',';
    append_csv_text(out, plan.plan().slices.names[c.key.slice]);
    out += ',';
    out += plan.calendar().periods().name(c.key.period);
    for (const auto figure : core::figures_of_cell) {
      out += ',';
      if (const auto& value = c.*figure) append_figure(out, *value);
    }
    out += ',';
    out += core::to_text(c.light);
    out += ',';
    out += core::to_rfc3339(plan.calendar().rules().zone, c.as_of);
    out += ',';
    if (c.source_age_s) append_integer(out, *c.source_age_s);
    out += "\r\n";
  }
  return out;
}

}  // namespace northstar::wire
