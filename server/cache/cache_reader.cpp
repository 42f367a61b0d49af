// SPDX-License-Identifier: MIT
#include "cache/cache_reader.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "cache/cache_scripts.hpp"
#include "redis/key_name.hpp"

namespace northstar::cache {

namespace {

using redis::errc;
using redis::reply;
using got = redis::result<reply>;

struct reading : std::enable_shared_from_this<reading> {
  reading(redis::connection& c, std::string key, std::function<void(redis::result<contents>)> t)
      : over(c), copy(std::move(key)), then(std::move(t)) {}

  void begin(const got& r);
  void scan(const std::string& cursor);
  void take(got r);
  bool take_pairs(std::vector<reply>& pairs);
  void finish();
  void fail(const redis::error_code& ec) { then(ec); }

  redis::connection& over;
  std::string copy;
  std::function<void(redis::result<contents>)> then;
  contents found;
  std::size_t expected = 0;
};

void reading::begin(const got& r) {
  if (r.has_error()) return fail(r.error());
  if (!r->is_array(2)) return fail(errc::not_a_reply);
  const auto& text = r->items[0].text;
  expected = static_cast<std::size_t>(r->items[1].integer);
  if (text.empty()) return then(contents{});
  const auto at = parse_watermark(text);
  if (!at) return fail(errc::not_a_reply);
  if (expected > load_cells_max) return fail(errc::reply_too_large);
  found.at = *at;
  if (expected == 0) return then(std::move(found));
  scan("0");
}

void reading::scan(const std::string& cursor) {
  over.send({"HSCAN", copy, cursor, "COUNT", "4096"},
            [self = shared_from_this()](got r) { self->take(std::move(r)); });
}

void reading::take(got r) {
  if (r.has_error()) return fail(r.error());
  if (!r->is_array(2) || !take_pairs(r->items[1].items)) return fail(errc::not_a_reply);
  if (r->items[0].text == "0")
    finish();
  else
    scan(r->items[0].text);
}

bool reading::take_pairs(std::vector<reply>& pairs) {
  if (pairs.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < pairs.size(); i += 2) {
    cell c{std::move(pairs[i].text), 0};
    const auto& text = pairs[i + 1].text;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), c.value);
    if (c.name.empty() || ec != std::errc{} || end != text.data() + text.size()) return false;
    found.cells.push_back(std::move(c));
  }
  return found.cells.size() <= 4 * load_cells_max;
}

// A scan may give a cell twice, never leave one out.
void reading::finish() {
  over.send({"UNLINK", copy}, [](const got&) {});
  auto& cells = found.cells;
  std::sort(cells.begin(), cells.end(),
            [](const cell& a, const cell& b) { return a.name < b.name; });
  cells.erase(std::unique(cells.begin(), cells.end(),
                          [](const cell& a, const cell& b) { return a.name == b.name; }),
              cells.end());
  if (cells.size() != expected) return fail(errc::not_a_reply);
  then(std::move(found));
}

}  // namespace

void read_cache(redis::connection& over, const std::string& name, const std::string& id,
                std::function<void(redis::result<contents>)> then) {
  static const cache_scripts scripts;
  const auto cells = redis::key_of(name, "cells"), watermark_key = redis::key_of(name, "watermark");
  const auto r =
      std::make_shared<reading>(over, redis::key_of(name, "cells:read:" + id), std::move(then));
  over.send({"EVAL", scripts.copy.text(), "3", cells, watermark_key, r->copy},
            [r](const got& answer) { r->begin(answer); });
}

}  // namespace northstar::cache
