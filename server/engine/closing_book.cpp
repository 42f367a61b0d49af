// SPDX-License-Identifier: MIT
#include "engine/closing_book.hpp"

#include <utility>

#include "core/bytes.hpp"

namespace northstar::engine {

void closing_book::add(closed_period c) {
  // A name the plan in force does not know holds no day.
  c.period = plan_->calendar().periods().parse(c.name).value_or(core::period{core::period_kind::day, 0, -1});
  by_offset_.insert_or_assign(c.at, std::move(c));
}

void closing_book::note(const core::facts* before, const core::facts* after, ledger::offset at) {
  if (by_offset_.empty()) return;
  const auto touches = [](const core::facts* f, const core::period& p) { return f && f->feeds() && p.holds(f->day); };
  for (auto& [offset, c] : by_offset_) {
    if (!touches(before, c.period) && !touches(after, c.period)) continue;
    ++c.adjustment_count;
    c.adjustments.push_back(at);
    if (c.adjustments.size() > adjustments_max) c.adjustments.pop_front();
  }
}

const closed_period* closing_book::find(const std::string& name) const {
  for (const auto& [offset, c] : by_offset_)
    if (c.name == name) return &c;
  return nullptr;
}

void closing_book::save(core::byte_writer& out) const {
  out.number(by_offset_.size());
  for (const auto& [offset, c] : by_offset_) {
    out.text(c.name);
    out.number(c.at);
    out.signed_number(c.closed_at);
    out.number(c.plan_version);
    out.text(c.by);
    out.number(c.adjustment_count);
    out.number(c.adjustments.size());
    for (const ledger::offset at : c.adjustments) out.number(at);
  }
}

bool closing_book::load(core::byte_reader& in) {
  for (std::uint64_t n = in.number(); n > 0 && in.ok(); --n) {
    closed_period c;
    c.name = in.text();
    c.at = in.number();
    c.closed_at = in.signed_number();
    c.plan_version = static_cast<std::uint32_t>(in.number());
    c.by = in.text();
    c.adjustment_count = in.number();
    for (std::uint64_t k = in.number(); k > 0 && in.ok(); --k) c.adjustments.push_back(in.number());
    add(std::move(c));
  }
  return in.ok();
}

}  // namespace northstar::engine
