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
  metrics_by_type_.clear();
  milestones_by_place_.clear();
  const plan& p = plan_->plan();
  for (milestone_index i = 0; i < p.milestones.size(); ++i) {
    const milestone& m = p.milestones[i];
    const metric& of = p.metrics[m.metric];
    if (of.kind == metric_kind::ratio) continue;
    milestones_by_place_[place_of(m.unit, m.metric, m.slice)].push_back(i);
    for (const auto* types : {&of.types, &of.minus})
      for (const std::string& type : *types) {
        auto& metrics = metrics_by_type_[type];
        if (std::find(metrics.begin(), metrics.end(), m.metric) == metrics.end()) metrics.push_back(m.metric);
      }
  }
}

// Numbers a (unit, metric, slice) of the plan.
std::uint64_t milestone_watch::place_of(unit_index u, metric_index m, slice_index s) const {
  const plan& p = plan_->plan();
  return (std::uint64_t{u} * p.metrics.size() + m) * p.slices.names.size() + s;
}

std::vector<milestone_news> milestone_watch::step(const board& b, const event* before, const event* after,
                                                  const milestone_stamp& when) {
  assert(&b.plan() == plan_.get());
  touched_list touched;
  touch(before, touched);
  touch(after, touched);
  return judge(b, touched, when);
}

void milestone_watch::touch(const event* e, touched_list& out) const {
  if (!e || e->takes_back()) return;
  const auto fed = metrics_by_type_.find(e->type);
  if (fed == metrics_by_type_.end()) return;
  const day_number day = plan_->calendar().day_of(e->occurred_at);
  std::vector<slice_index> slices{0};
  plan_->slices_of(e->segment, e->product, slices);
  for (const unit_index u : plan_->line(plan_->owner(e->owner), day).units)
    for (const metric_index m : fed->second)
      for (const slice_index s : slices)
        if (const auto watched = milestones_by_place_.find(place_of(u, m, s)); watched != milestones_by_place_.end())
          for (const milestone_index i : watched->second) touch_day(i, day, out);
}

void milestone_watch::touch_day(milestone_index index, day_number day, touched_list& out) const {
  const milestone& m = plan_->plan().milestones[index];
  const period p = m.period ? *m.period : plan_->calendar().periods().containing(*m.every, day);
  if (p.holds(day)) out.emplace_back(key_of(index, p), p);
}

std::vector<milestone_news> milestone_watch::judge(const board& b, touched_list& touched, const milestone_stamp& when) {
  const auto by_key = [](const auto& left, const auto& right) { return left.first < right.first; };
  const auto same_key = [](const auto& left, const auto& right) { return left.first == right.first; };
  std::sort(touched.begin(), touched.end(), by_key);
  touched.erase(std::unique(touched.begin(), touched.end(), same_key), touched.end());
  std::vector<milestone_news> news;
  for (const auto& [key, period] : touched) {
    const milestone_index m = std::get<milestone_index>(key);
    if (const auto turn = turn_of(b, m, period, when)) news.push_back({m, period, *turn});
  }
  return news;
}

std::optional<milestone_turn> milestone_watch::turn_of(const board& b, milestone_index m, const period& p,
                                                       const milestone_stamp& when) {
  const bool is_reached = milestone_reached(b, m, p);
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
