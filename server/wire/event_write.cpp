// SPDX-License-Identifier: MIT
#include "core/zone.hpp"
#include "wire/event_json.hpp"
#include "wire/text.hpp"

namespace northstar::wire {

namespace {

void append_text(std::string& out, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  out += out.size() == 1 ? "\"" : ",\"";
  out += key;
  out += "\":";
  append_json_text(out, value);
}

void append_decimal(std::string& out, std::string_view key, const core::decimal& value) {
  if (value.nano != 0) append_text(out, key, core::to_text(value));
}

}  // namespace

std::string write_event(const core::event_view& e) {
  std::string out = "{";
  append_text(out, "id", e.id);
  append_text(out, "source", e.source);
  append_text(out, "type", e.type);
  append_text(out, "occurred_at", core::to_rfc3339(core::zone{}, e.occurred_at));
  append_text(out, "owner", e.owner);
  append_decimal(out, "amount", e.amount);
  append_text(out, "currency", e.currency);
  append_text(out, "customer", e.customer);
  append_text(out, "segment", e.segment);
  append_text(out, "product", e.product);
  append_decimal(out, "quantity", e.quantity);
  if (e.version != 0) out += ",\"version\":" + std::to_string(e.version);
  out += '}';
  return out;
}

}  // namespace northstar::wire
