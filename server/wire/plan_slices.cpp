// SPDX-License-Identifier: MIT
// Slices: customer segments and product lines, each list closed by the `other` that takes what the plan does not name.
#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

struct run {
  core::slice_index first = core::no_index;
  core::slice_index other = core::no_index;
};

void add_name(plan_draft& draft, std::string name) {
  draft.slices.emplace(name, static_cast<core::slice_index>(draft.plan.slices.names.size()));
  draft.plan.slices.names.push_back(std::move(name));
}

run read_run(plan_draft& draft, const place& at, const std::string& dimension) {
  run out;
  out.first = static_cast<core::slice_index>(draft.plan.slices.names.size());
  each_item(draft.log, at, [&](const place& item) {
    const auto text = read_text(draft.log, item);
    if (!text) return;
    if (*text == "other") return draft.log.doubt(item, "no \"other\": it is always there, at the end", describe(*item.value));
    if (draft.slices.contains(dimension + ":" + *text)) return draft.log.fault(item, "each " + dimension + " once");
    add_name(draft, dimension + ":" + *text);
  });
  if (out.first == draft.plan.slices.names.size()) return {};
  out.other = static_cast<core::slice_index>(draft.plan.slices.names.size());
  add_name(draft, dimension + ":other");
  return out;
}

}  // namespace

void read_slices(plan_draft& draft, const place& at) {
  core::slice_list& slices = draft.plan.slices;
  object_keys keys(draft.log, at);
  if (const auto v = keys.find("segment")) {
    const run segments = read_run(draft, *v, "segment");
    slices.segment_first = segments.first;
    slices.segment_other = segments.other;
  }
  if (const auto v = keys.find("product")) {
    const run products = read_run(draft, *v, "product");
    slices.product_first = products.first;
    slices.product_other = products.other;
  }
  keys.finish();
  if (slices.names.size() > core::slices_max)
    draft.log.fault(at, "at most " + std::to_string(core::slices_max) + " slices", std::to_string(slices.names.size()));
}

}  // namespace northstar::wire
