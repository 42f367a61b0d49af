// SPDX-License-Identifier: MIT
// What is worth telling outside, as somebody outside reads it (docs/webhook.md).
#include "engine/engine.hpp"
#include "wire/text.hpp"

namespace northstar::engine {

namespace {

constexpr core::instant_ms tell_within_ms = 600'000;

}  // namespace

void engine::tell(const raised_alert& a) {
  if (!telling_) return;
  const std::string from(core::to_text(a.alert.from)), to(core::to_text(a.alert.to));
  telling_({"alert|" + a.unit + "|" + a.metric + "|" + a.period, to, "alert",
            R"({"unit":)" + wire::json_text(a.unit) + R"(,"metric":)" + wire::json_text(a.metric) + R"(,"period":)" + wire::json_text(a.period) + R"(,"from":")" + from + R"(","to":")" + to +
                R"(","since":)" + wire::json_text(core::to_rfc3339(plan().calendar().rules().zone, a.alert.since)) + "}",
            a.raised_at});
}

void engine::tell(const std::vector<celebration>& all, core::instant_ms at) {
  if (!telling_ || clock_.now() - at > tell_within_ms) return;
  for (const celebration& c : all) telling_({c.id, "celebrated", "celebrate", "{" + c.json + "}", c.at_ms});
}

}  // namespace northstar::engine
