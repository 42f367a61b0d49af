// SPDX-License-Identifier: MIT
#include "core/board.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

#include "core/bytes.hpp"

namespace northstar::core {

namespace {

constexpr std::int64_t magnitude(std::int64_t v) { return v < 0 ? -v : v; }

// The facts of both events of a change; pointers where there is an event.
struct facts_of_both {
  facts_of_both(const compiled_plan& plan, const event* before, const event* after) {
    if (before) before_ = &(before_facts_ = facts_of(plan, *before));
    if (after) after_ = &(after_facts_ = facts_of(plan, *after));
  }
  const facts* before_ = nullptr;
  const facts* after_ = nullptr;

 private:
  facts before_facts_, after_facts_;
};

std::uint64_t checksum(std::string_view bytes) {
  board_checksum sum;
  sum.add(bytes);
  return sum.of(bytes);
}

// FNV-1a, byte by byte: what boards were saved with before.
std::uint64_t older_checksum(std::string_view bytes) {
  std::uint64_t sum = 0xcbf29ce484222325u;
  for (const char c : bytes) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return sum;
}

constexpr std::size_t checksum_bytes = 8;

}  // namespace

day_series::block& day_series::block_of(day_number number) {
  auto at = std::lower_bound(blocks_.begin(), blocks_.end(), number, [](const block& b, day_number n) { return b.number < n; });
  if (at == blocks_.end() || at->number != number) at = blocks_.insert(at, block{number, {}});
  return *at;
}

template <class Add>
void day_series::in_stretches(day_number from, day_number to, const Add& add) const {
  auto at = std::lower_bound(blocks_.begin(), blocks_.end(), from / block_days, [](const block& b, day_number n) { return b.number < n; });
  for (; at != blocks_.end() && at->number * block_days <= to; ++at) {
    const day_number begin = at->number * block_days;
    const day_number first = std::max(from - begin, 0), end = std::min(to - begin, block_days - 1) + 1;
    if (first < end) add(at->days.data() + first, at->days.data() + end);
  }
}

// Halves of 32 bits are added up apart, which no 32 days overflow.
__int128 day_series::sum(day_number from, day_number to) const {
  __int128 total = 0;
  in_stretches(from, to, [&](const std::int64_t* day, const std::int64_t* end) {
    std::int64_t high = 0, low = 0;
    for (; day != end; ++day) {
      low += *day & 0xffff'ffff;
      high += *day >> 32;
    }
    total += (__int128{high} << 32) + low;
  });
  return total;
}

std::int64_t day_series::short_sum(day_number from, day_number to) const {
  std::int64_t total = 0;
  in_stretches(from, to, [&](const std::int64_t* day, const std::int64_t* end) {
    for (; day != end; ++day) total += *day;
  });
  return total;
}

day_series day_series::before(day_number day) const {
  day_series out;
  const auto end = std::lower_bound(blocks_.begin(), blocks_.end(), day, [](const block& b, day_number d) { return b.number * block_days < d; });
  out.blocks_.assign(blocks_.begin(), end);
  if (out.blocks_.empty()) return out;
  block& last = out.blocks_.back();
  const day_number kept = std::min(day - last.number * block_days, block_days);
  std::fill(last.days.begin() + kept, last.days.end(), 0);
  return out;
}

board::board(std::shared_ptr<const compiled_plan> plan)
    : plan_(std::move(plan)),
      metric_count_(plan_->plan().metrics.size()),
      slice_count_(plan_->plan().slices.names.size()),
      waiting_(metric_count_, slice_count_),
      series_(plan_->unit_count() * metric_count_ * slice_count_),
      is_changed_(series_.size(), 0) {}

bool board::fits(const event* before, const event* after) const {
  const facts_of_both both(*plan_, before, after);
  return fits(both.before_, both.after_);
}

void board::apply(const event* before, const event* after) {
  const facts_of_both both(*plan_, before, after);
  apply(both.before_, both.after_);
}

bool board::fits(const facts* before, const facts* after) const {
  unsigned __int128 reach = 0;
  for (const facts* f : {before, after})
    if (f) reach += static_cast<unsigned __int128>(f->reach());
  return surely_fits(reach) || fits_exactly(before, after);
}

bool board::fits_exactly(const facts* before, const facts* after) const {
  settle();
  // The change of every touched counter by day; then each period that holds such a day.
  std::map<std::pair<series_index, day_number>, __int128> change;
  const auto collect = [&](const facts* f, int sign) {
    if (!f || !f->feeds()) return;
    for (const contribution& c : f->values)
      for (const unit_index u : f->line->units)
        for (const slice_index s : f->slices) change[{series(u, c.metric, s), f->day}] += __int128{c.value} * sign;
  };
  collect(before, -1);
  collect(after, +1);
  for (const auto& [where, unused] : change) {
    for (const period_kind kind : all_period_kinds) {
      const period p = plan_->calendar().periods().containing(kind, where.second);
      __int128 total = series_[where.first].sum(p.first, p.last);
      for (const auto& [other, by] : change)
        if (other.first == where.first && p.holds(other.second)) total += by;
      if (total > counter_max || total < -counter_max) return false;
    }
  }
  return true;
}

void board::apply(const facts* before, const facts* after) {
  if (before) add(*before, -1);
  if (after) add(*after, +1);
}

void board::add(const facts& f, int sign) {
  moved_ += static_cast<unsigned __int128>(f.reach());
  if (!f.feeds()) return;
  for (const counted_text& t : f.distinct)
    for (const unit_index u : f.line->units)
      for (const slice_index s : f.slices) add_distinct(series(u, t.metric, s), t.text, f.day, sign);
  if (f.values.empty()) return;
  // Sums of moves that may pass what a counter holds are not kept, though the counters themselves do not.
  if (waiting_.is_of_use() && surely_fits(0)) return add_to_waiting(f, sign);
  settle();
  for (const unit_index u : f.line->units) {
    for (const contribution& c : f.values) {
      for (const slice_index s : f.slices) {
        const series_index i = series(u, c.metric, s);
        count(i, f.day, c.value * sign);
        mark(i);
      }
    }
  }
}

void board::add_to_waiting(const facts& f, int sign) {
  if (waiting_.add(f, sign)) return;
  put_waiting();
  waiting_.add(f, sign);
}

// Counters lie anywhere in memory: some steps before one is added to it is asked for, first where it lies and then itself.
void board::put_waiting() const {
  struct step {
    series_index series = 0;
    day_number day = 0;
    std::int64_t value = 0;
  };
  constexpr std::size_t ahead = 16;
  std::array<step, 2 * ahead> under_way;
  std::size_t begun = 0, done = 0;
  const auto at = [&](std::size_t number) -> step& { return under_way[number % under_way.size()]; };
  const auto finish = [&] {
    const step& s = at(done++);
    if (s.value != 0) count(s.series, s.day, s.value);
    mark(s.series);
  };
  waiting_.take([&](unit_index u, metric_index m, slice_index s, day_number day, std::int64_t value) {
    if (begun - done == under_way.size()) finish();
    if (begun >= ahead) series_[at(begun - ahead).series].prefetch(at(begun - ahead).day);
    at(begun) = {series(u, m, s), day, value};
    core::fetch_ahead(&series_[at(begun++).series]);
  });
  while (done != begun) finish();
}

void board::add_distinct(series_index s, std::string_view text, day_number day, int sign) {
  if (text.empty()) return;
  if (saving_ && s >= saving_->next_distinct) saving_->texts[s].push_back({std::string(text), day, sign});
  count_text(distinct_[s], text, day, sign);
  mark(s);
}

void board::count_text(distinct_texts& texts, std::string_view text, day_number day, int sign) {
  auto at = texts.find(text);
  if (at == texts.end()) at = texts.emplace(text, std::map<day_number, std::int64_t>()).first;
  auto& days = at->second;
  if ((days[day] += sign) == 0) days.erase(day);
  if (days.empty()) texts.erase(at);
}

std::vector<day_number> board::counted_days(unit_index u) const {
  settle();
  std::vector<day_number> days;
  for (metric_index m = 0; m < metric_count_; ++m)
    for (slice_index s = 0; s < slice_count_; ++s) {
      const series_index i = series(u, m, s);
      for (const day_series::block& b : series_[i].blocks())
        for (day_number d = 0; d < day_series::block_days; ++d)
          if (b.days[static_cast<std::size_t>(d)] != 0) days.push_back(b.number * day_series::block_days + d);
      if (const auto texts = distinct_.find(i); texts != distinct_.end())
        for (const auto& [text, counted] : texts->second)
          for (const auto& [day, times] : counted) days.push_back(day);
    }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

std::int64_t board::total(unit_index u, metric_index m, slice_index s, day_number from, day_number to) const {
  return static_cast<std::int64_t>(long_total(u, m, s, from, to));
}

__int128 board::long_total(unit_index u, metric_index m, slice_index s, day_number from, day_number to) const {
  settle();
  const series_index i = series(u, m, s);
  if (plan_->plan().metrics[m].kind == metric_kind::distinct) return count_distinct(i, from, to);
  // As long as all that ever moved fits, so does every sum of it.
  return surely_fits(0) ? __int128{series_[i].short_sum(from, to)} : series_[i].sum(from, to);
}

std::int64_t board::count_distinct(series_index s, day_number from, day_number to) const {
  const auto found = distinct_.find(s);
  if (found == distinct_.end()) return 0;
  return std::count_if(found->second.begin(), found->second.end(), [&](const auto& text) {
    const auto day = text.second.lower_bound(from);
    return day != text.second.end() && day->first <= to;
  });
}

series_index board::series(unit_index u, metric_index m, slice_index s) const {
  return static_cast<series_index>((u * metric_count_ + m) * slice_count_ + s);
}

std::vector<series_index> board::take_changed() {
  settle();
  for (const series_index s : changed_) is_changed_[s] = 0;
  return std::exchange(changed_, {});
}

std::string board::save() const {
  byte_writer out;
  save_to(out);
  return out.take();
}

void board::save_to(byte_writer& out) const {
  settle();
  board_saving at_once;
  save_piece(at_once, out, std::numeric_limits<std::size_t>::max());
}

void board::begin_saving() {
  settle();
  saving_.emplace();
}

bool board::save_some(byte_writer& out, std::size_t bytes) {
  if (!save_piece(*saving_, out, bytes)) return false;
  saving_.reset();
  return true;
}

// What waits has come since: it may go on waiting. False: there is more.
bool board::save_piece(board_saving& s, byte_writer& out, std::size_t bytes) const {
  if (!s.begin) {
    s.begin = out.bytes().size();
    out.number(series_.size());
  }
  const std::size_t from = out.bytes().size();
  // A series without anything takes its time too.
  for (std::size_t looked = 0; s.next < series_.size() && out.bytes().size() - from + looked * 16 < bytes; ++s.next, ++looked) {
    const auto since = s.counted.find(s.next);
    if (since == s.counted.end()) {
      save_series(s.next, series_[s.next], out);
      continue;
    }
    day_series as_it_was = series_[s.next];
    since->second.take_off(as_it_was);
    save_series(s.next, as_it_was, out);
    s.counted.erase(since);
  }
  const auto so_far = [&] { return std::string_view(out.bytes()).substr(*s.begin); };
  s.sum.add(so_far());
  const std::size_t taken = out.bytes().size() - from;
  if (s.next < series_.size() || taken >= bytes) return false;
  if (!save_distinct_of(s, out, bytes - taken)) return false;
  out.number(0);
  s.sum.add(so_far());
  out.fixed(s.sum.of(so_far()));
  return true;
}

// False: there is more.
bool board::save_distinct_of(board_saving& s, byte_writer& out, std::size_t bytes) const {
  const std::size_t from = out.bytes().size();
  if (!s.in_distinct) {
    out.number(0);
    s.in_distinct = true;
  }
  while (out.bytes().size() - from < bytes) {
    const auto here = distinct_.lower_bound(s.next_distinct);
    if (here == distinct_.end()) return true;
    s.next_distinct = here->first + 1;
    const auto since = s.texts.find(here->first);
    if (since == s.texts.end()) {
      save_distinct(here->first, here->second, out);
      continue;
    }
    distinct_texts as_it_was = here->second;
    for (const text_since& t : since->second) count_text(as_it_was, t.text, t.day, -t.sign);
    save_distinct(here->first, as_it_was, out);
    s.texts.erase(since);
  }
  return false;
}

board board::before(day_number day) const {
  settle();
  board out(plan_);
  out.moved_ = moved_;
  for (std::size_t i = 0; i < series_.size(); ++i) out.series_[i] = series_[i].before(day);
  for (const auto& [series, texts] : distinct_) {
    distinct_texts kept;
    for (const auto& [text, days] : texts)
      if (days.begin()->first < day) kept.emplace_hint(kept.end(), text, std::map<day_number, std::int64_t>(days.begin(), days.lower_bound(day)));
    if (!kept.empty()) out.distinct_.emplace_hint(out.distinct_.end(), series, std::move(kept));
  }
  return out;
}

// Number + 1, then each day that is not zero as (days since the last one, value), closed by 0.
void board::save_series(std::size_t number, const day_series& days, byte_writer& out) {
  day_number before = 0;
  for (const day_series::block& b : days.blocks()) {
    std::array<char, (2 * day_series::block_days + 1) * number_bytes_max> bytes;
    char* end = bytes.data();
    for (day_number i = 0; i < day_series::block_days; ++i) {
      const std::int64_t value = b.days[static_cast<std::size_t>(i)];
      if (value == 0) continue;
      if (before == 0) end = put_number(end, number + 1);
      const day_number day = b.number * day_series::block_days + i;
      end = put_number(end, static_cast<std::uint64_t>(day - before));
      end = put_signed_number(end, value);
      before = day;
    }
    out.raw({bytes.data(), end});
  }
  if (before != 0) out.number(0);
}

// Number + 1, then each text with the days on which it counts, and how often.
void board::save_distinct(series_index number, const distinct_texts& texts, byte_writer& out) {
  if (texts.empty()) return;
  out.number(number + std::uint64_t{1});
  out.number(texts.size());
  for (const auto& [text, days] : texts) {
    out.text(text);
    out.number(days.size());
    for (const auto& [day, times] : days) out.signed_number(day), out.signed_number(times);
  }
}

bool board::load(const std::string& bytes) {
  *this = board(plan_);
  if (bytes.size() < checksum_bytes) return false;
  const std::size_t size = bytes.size() - checksum_bytes;
  const std::string_view saved = std::string_view(bytes).substr(0, size);
  byte_reader in(saved);
  const std::uint64_t sum = byte_reader(std::string_view(bytes).substr(size)).fixed();
  bool whole = sum == checksum(saved) || sum == older_checksum(saved);
  whole = whole && in.number() == series_.size();
  while (const std::uint64_t numbered = whole ? in.number() : 0)
    if (!(whole = numbered <= series_.size() && load_series(numbered - 1, in))) break;
  while (const std::uint64_t numbered = whole ? in.number() : 0)
    if (!(whole = numbered <= series_.size() && load_distinct(static_cast<series_index>(numbered - 1), in))) break;
  if (whole && in.ok() && in.left() == 0) return true;
  *this = board(plan_);
  return false;
}

bool board::load_series(std::size_t number, byte_reader& in) {
  std::uint64_t day = 0;
  unsigned __int128 moved = 0;
  while (const std::uint64_t step = in.number()) {
    if (step > static_cast<std::uint64_t>(last_day_supported) || (day += step) > last_day_supported) return false;
    const std::int64_t value = in.signed_number();
    series_[number].at(static_cast<day_number>(day)) = value;
    moved += static_cast<unsigned __int128>(magnitude(value));
  }
  moved_ = std::max(moved_, moved);
  return in.ok();
}

bool board::load_distinct(series_index number, byte_reader& in) {
  auto& texts = distinct_[number];
  for (std::uint64_t n = in.number(); n > 0 && in.ok(); --n) {
    auto& days = texts[in.text()];
    for (std::uint64_t d = in.number(); d > 0 && in.ok(); --d) {
      const auto day = static_cast<day_number>(in.signed_number());
      days[day] = in.signed_number();
    }
  }
  return in.ok();
}

}  // namespace northstar::core
