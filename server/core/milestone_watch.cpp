// SPDX-License-Identifier: MIT
#include "core/milestone_watch.hpp"

#include <algorithm>
#include <cassert>

#include "core/bytes.hpp"
#include "core/exact.hpp"
#include "core/judging.hpp"
#include "core/scale.hpp"

namespace northstar::core {

namespace {

void put(byte_writer& out, const milestone_stamp& stamp) {
  out.signed_number(stamp.at);
  out.number(stamp.offset);
}

// The periods around the outermost supported days reach up to a year past them.
bool is_near_supported(const period& p) { return p.first > first_day_supported - 400 && p.last < last_day_supported + 400; }

constexpr __int128 power_of_ten(int n) {
  __int128 p = 1;
  while (n-- > 0) p *= 10;
  return p;
}

// What the event adds to the metric that the milestone watches; 0 for a distinct one.
__int128 value_in(const milestone& m, const facts& f) {
  __int128 sum = 0;
  for (const contribution& c : f.values)
    if (c.metric == m.metric) sum += c.value;
  return sum;
}

bool moves(const milestone& m, const facts& f) {
  if (std::find(f.slices.begin(), f.slices.end(), m.slice) == f.slices.end() || (m.period && !m.period->holds(f.day))) return false;
  return std::any_of(f.values.begin(), f.values.end(), [&](const contribution& c) { return c.metric == m.metric; }) ||
         std::any_of(f.distinct.begin(), f.distinct.end(), [&](const counted_text& t) { return t.metric == m.metric; });
}

milestone_stamp take_stamp(byte_reader& in) {
  milestone_stamp stamp;
  stamp.at = in.signed_number();
  stamp.offset = in.number();
  return stamp;
}

}  // namespace

bool milestone_reached(const board& b, milestone_index index, const period& p) {
  const plan& plan = b.plan().plan();
  const milestone& m = plan.milestones[index];
  const metric& of = plan.metrics[m.metric];
  if (of.kind == metric_kind::ratio) return false;
  const auto target = target_at(judge_of(b.plan(), {m.unit, m.metric, m.slice, p}));
  if (!target || target->value <= 0) return false;
  const rational actual = scaled(b.long_total(m.unit, m.metric, m.slice, p.first, p.last), of.digits);
  return compare(actual, scaled(target->value, target->digits) * rational{m.at, whole_share}) >= 0;
}

milestone_watch::milestone_watch(std::shared_ptr<const compiled_plan> plan) : plan_(std::move(plan)) { build_index(); }

void milestone_watch::build_index() {
  const plan& p = plan_->plan();
  milestones_by_unit_.assign(plan_->unit_count(), {});
  for (milestone_index i = 0; i < p.milestones.size(); ++i)
    if (p.metrics[p.milestones[i].metric].kind != metric_kind::ratio) milestones_by_unit_[p.milestones[i].unit].push_back(i);
  running_.assign(p.milestones.size(), {});
}

std::vector<milestone_news> milestone_watch::step(const board& b, const event* before, const event* after, const milestone_stamp& when) {
  facts of_before, of_after;
  if (before) of_before = facts_of(*plan_, *before);
  if (after) of_after = facts_of(*plan_, *after);
  return step(b, before ? &of_before : nullptr, after ? &of_after : nullptr, when);
}

std::vector<milestone_news> milestone_watch::step(const board& b, const facts* before, const facts* after, const milestone_stamp& when) {
  assert(&b.plan() == plan_.get());
  if (running_.empty()) return {};
  ++step_;
  touched_list touched;
  touch(b, before, -1, touched);
  touch(b, after, +1, touched);
  return touched.empty() ? std::vector<milestone_news>() : judge(b, touched, when);
}

void milestone_watch::touch(const board& b, const facts* f, int sign, touched_list& out) {
  if (!f || !f->feeds()) return;
  for (const unit_index u : f->line->units) {
    for (const milestone_index i : milestones_by_unit_[u]) {
      const milestone& m = plan_->plan().milestones[i];
      if (!moves(m, *f)) continue;
      const std::pair at{i, running_at(b, i, f->day)};
      running& r = running_[i][at.second];
      if (r.is_total && r.begun != step_) r.total += value_in(m, *f) * sign;
      if (std::find(out.begin(), out.end(), at) == out.end()) out.push_back(at);
    }
  }
}

std::size_t milestone_watch::running_at(const board& b, milestone_index index, day_number day) {
  auto& known = running_[index];
  for (std::size_t i = known.size(); i > 0; --i)
    if (known[i - 1].period.holds(day)) return i - 1;
  const milestone& m = plan_->plan().milestones[index];
  const period p = m.period ? *m.period : plan_->calendar().periods().containing(*m.every, day);
  known.push_back(begin(b, index, p));
  return known.size() - 1;
}

milestone_watch::running milestone_watch::begin(const board& b, milestone_index index, const period& p) const {
  running r;
  r.period = p;
  r.begun = step_;
  const milestone& m = plan_->plan().milestones[index];
  const metric& of = plan_->plan().metrics[m.metric];
  const auto target = target_at(judge_of(*plan_, {m.unit, m.metric, m.slice, p}));
  if (of.kind == metric_kind::distinct || !target || target->value <= 0) return r;
  // actual ÷ 10^digits ≥ target ÷ 10^digits' × at ÷ 10^9, with everything multiplied out and rounded up to the next actual.
  __int128 numerator = target->value;
  const __int128 denominator = power_of_ten(target->digits) * whole_share;
  if (__builtin_mul_overflow(numerator, __int128{m.at}, &numerator)) return r;
  if (__builtin_mul_overflow(numerator, power_of_ten(of.digits), &numerator)) return r;
  r.reached_from = numerator / denominator + (numerator % denominator > 0 ? 1 : 0);
  r.total = b.long_total(m.unit, m.metric, m.slice, p.first, p.last);
  r.is_total = true;
  return r;
}

std::vector<milestone_news> milestone_watch::judge(const board& b, touched_list& touched, const milestone_stamp& when) {
  const auto key = [&](const auto& at) { return key_of(at.first, running_[at.first][at.second].period); };
  std::sort(touched.begin(), touched.end(), [&](const auto& left, const auto& right) { return key(left) < key(right); });
  std::vector<milestone_news> news;
  for (const auto& [m, index] : touched) {
    const running& r = running_[m][index];
    const bool is_reached = r.is_total ? r.total >= r.reached_from : milestone_reached(b, m, r.period);
    if (const auto turn = turn_of(is_reached, m, r.period, when)) news.push_back({m, r.period, *turn});
  }
  for (const auto& [m, index] : touched)
    if (running_[m].size() > running_max) running_[m].clear();
  return news;
}

std::optional<milestone_turn> milestone_watch::turn_of(bool is_reached, milestone_index m, const period& p, const milestone_stamp& when) {
  const auto known = records_.find(key_of(m, p));
  if (known == records_.end()) {
    const bool is_too_old = forgotten_to_ && p.last <= *forgotten_to_;
    if (!is_reached || is_too_old) return std::nullopt;
    records_.emplace(key_of(m, p), milestone_record{m, p, true, when, std::nullopt, 0});
    if (records_.size() > milestone_records_max) forget_oldest();
    return milestone_turn::reached;
  }
  milestone_record& record = known->second;
  if (record.is_reached == is_reached) return std::nullopt;
  record.is_reached = is_reached;
  if (is_reached) {
    ++record.times_again;
    return milestone_turn::reached_again;
  }
  record.reversed = when;
  return milestone_turn::reversed;
}

void milestone_watch::forget_oldest() {
  forgotten_to_ = records_.begin()->second.period.last;
  records_.erase(records_.begin());
}

bool milestone_watch::has_period(milestone_index index, const period& p) const {
  const milestone& m = plan_->plan().milestones[index];
  return m.period ? *m.period == p : plan_->calendar().periods().containing(*m.every, p.first) == p;
}

const milestone_record* milestone_watch::find(milestone_index m, const period& p) const {
  const auto found = records_.find(key_of(m, p));
  return found == records_.end() || found->second.period != p ? nullptr : &found->second;
}

std::vector<milestone_record> milestone_watch::records() const {
  std::vector<milestone_record> out;
  for (const auto& [key, record] : records_) out.push_back(record);
  return out;
}

std::string milestone_watch::save() const {
  byte_writer out;
  out.number(plan_->plan().milestones.size());
  out.byte(forgotten_to_ ? 1 : 0);
  if (forgotten_to_) out.signed_number(*forgotten_to_);
  out.number(records_.size());
  for (const auto& [key, r] : records_) {
    out.number(r.milestone);
    out.byte(static_cast<std::uint8_t>(r.period.kind));
    out.signed_number(r.period.first);
    out.signed_number(r.period.last);
    out.byte(static_cast<std::uint8_t>((r.is_reached ? 1 : 0) + (r.reversed ? 2 : 0)));
    put(out, r.reached);
    if (r.reversed) put(out, *r.reversed);
    out.number(r.times_again);
  }
  return out.take();
}

bool milestone_watch::load(const std::string& bytes) {
  running_.assign(running_.size(), {});
  records_.clear();
  forgotten_to_.reset();
  byte_reader in(bytes);
  bool whole = in.number() == plan_->plan().milestones.size();
  if (whole && in.byte() != 0) forgotten_to_ = static_cast<day_number>(in.signed_number());
  const std::uint64_t count = in.number();
  whole = whole && count <= milestone_records_max;
  for (std::uint64_t n = 0; whole && n < count; ++n) whole = load_record(in);
  if (whole && in.ok() && in.left() == 0) return true;
  records_.clear();
  forgotten_to_.reset();
  return false;
}

bool milestone_watch::load_record(byte_reader& in) {
  milestone_record r;
  const std::uint64_t index = in.number();
  const std::uint8_t kind = in.byte();
  r.period.first = static_cast<day_number>(in.signed_number());
  r.period.last = static_cast<day_number>(in.signed_number());
  const std::uint8_t marks = in.byte();
  r.reached = take_stamp(in);
  if ((marks & 2) != 0) r.reversed = take_stamp(in);
  r.times_again = static_cast<std::uint32_t>(in.number());
  if (!in.ok() || index >= plan_->plan().milestones.size() || kind >= all_period_kinds.size() || marks > 3) return false;
  if (!is_near_supported(r.period) || r.period.first > r.period.last) return false;
  r.milestone = static_cast<milestone_index>(index);
  r.period.kind = static_cast<period_kind>(kind);
  r.is_reached = (marks & 1) != 0;
  const record_key key = key_of(r.milestone, r.period);
  if (!has_period(r.milestone, r.period) || (!records_.empty() && key <= records_.rbegin()->first)) return false;
  records_.emplace_hint(records_.end(), key, r);
  return true;
}

}  // namespace northstar::core
