// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <memory>
#include <string>

#include "core/board.hpp"
#include "ledger/packed_chunk.hpp"
#include "ledger/record_codec.hpp"
#include "targets.hpp"
#include "wire/event_json.hpp"
#include "wire/plan_json.hpp"

namespace northstar::fuzz {

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

std::optional<std::string> no_file(const std::string&) { return std::nullopt; }

}  // namespace

void fuzz_events(std::string_view bytes) {
  using wire::body_form;
  for (const body_form form : {body_form::json, body_form::ndjson, body_form::cloud_event, body_form::cloud_batch, body_form::cloud_binary}) {
    wire::event_context context;
    context.source = "fuzz";
    context.rows_max = 100;
    context.cloud_headers = {{"id", "1"}, {"source", "s"}, {"type", "deal.won"}, {"specversion", "1.0"}, {"time", "2026-11-21T09:30:00Z"}};
    const auto reading = wire::read_events(bytes, form, context);
    must(reading.events.size() == reading.rows.size());
    for (const core::event_view& e : reading.events) {
      // What is taken is written and taken again, the same.
      const auto again = wire::read_events(wire::write_event(e), body_form::json, context);
      must(again.events.size() == 1 && again.events[0].content == e.content && again.events[0].key == e.key);
    }
  }
}

void fuzz_plan(std::string_view bytes) {
  const auto reading = wire::read_plan(bytes, no_file);
  must(reading.plan.has_value() == !wire::has_fault(reading.findings));
  if (!reading.plan) return;
  const auto again = wire::read_plan(reading.canonical, no_file);
  must(again.plan.has_value() && again.canonical == reading.canonical);
  must(wire::plan_diff(reading.canonical, again.canonical).empty());
}

// A packed chunk of any bytes is none, or one that packs and unpacks to itself.
void fuzz_packed_chunk(std::string_view bytes) {
  if (bytes.empty()) return;
  static const ledger::identity whose;
  const auto count = static_cast<std::uint64_t>(static_cast<unsigned char>(bytes.front()));
  std::string body(1, static_cast<char>(ledger::packed_mark));
  body += bytes.substr(1);
  const auto found = ledger::unpack_chunk(whose, 1, count, 1, body);
  if (!found) return;
  must(found->count() == count);
  const auto again = ledger::unpack_chunk(whose, 1, count, 1, ledger::chunk_packer(whose).pack(*found));
  must(again.has_value() && again->body() == found->body());
}

void fuzz_records(std::string_view bytes) {
  fuzz_packed_chunk(bytes);
  if (const auto d = ledger::decode_delivery(bytes)) must(ledger::decode_delivery(ledger::encode(*d)).has_value());
  static_cast<void>(ledger::decode_quarantined(bytes));
  static_cast<void>(ledger::decode_release(bytes));
  static_cast<void>(ledger::decode_drop(bytes));
  static_cast<void>(ledger::decode_plan(bytes));
  static_cast<void>(ledger::decode_close(bytes));
  static const auto plan = [] {
    auto reading = wire::read_plan(R"({"organisation":"o","timezone":"UTC","currency":"EUR","units":[{"id":"r"}],
      "metrics":[{"id":"m","kind":"count","types":["w"]},{"id":"d","kind":"distinct","of":"customer","types":["w"]}]})", no_file);
    must(reading.plan.has_value());
    return std::make_shared<const core::compiled_plan>(std::move(*reading.plan));
  }();
  core::board b(plan);
  if (b.load(std::string(bytes))) must(b.save() == bytes);
}

}  // namespace northstar::fuzz
