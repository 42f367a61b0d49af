// SPDX-License-Identifier: MIT
#include "rig.hpp"

#include "catch.hpp"

namespace northstar::test {

const char* const small_plan = R"({
  "organisation": "Small", "timezone": "Asia/Shanghai", "currency": "CNY",
  "rates": [{"currency": "USD", "from": "2026-01-01", "rate": "7.10"}],
  "units": [
    {"id": "all", "name": "All", "kind": "company"},
    {"id": "east", "name": "East", "kind": "region", "parent": "all"},
    {"id": "west", "name": "West", "kind": "region", "parent": "all"},
    {"id": "anna", "name": "Anna", "kind": "rep", "parent": "east", "aliases": ["A. Snelling"]},
    {"id": "bo", "name": "Bo", "kind": "rep", "parent": "east"},
    {"id": "cy", "name": "Cy", "kind": "rep", "parent": "west"}],
  "slices": {"segment": ["new", "existing"]},
  "metrics": [
    {"id": "revenue", "kind": "sum", "of": "amount", "money": true, "types": ["deal.won"], "minus": ["refund.issued"]},
    {"id": "deals", "kind": "count", "types": ["deal.won"]},
    {"id": "closed", "kind": "count", "types": ["deal.won", "deal.lost"]},
    {"id": "win_rate", "kind": "ratio", "numerator": "deals", "denominator": "closed"}],
  "targets": [
    {"unit": "all", "metric": "revenue", "period": "2026-11", "value": "210000", "split": {"units": {"east": 0.6, "west": 0.4}}},
    {"unit": "all", "metric": "deals", "period": "2026-11", "value": 42}],
  "milestones": [{"unit": "all", "metric": "revenue", "period": "month", "at": 0.5, "reward": "dinner"}],
  "contests": [{"id": "pk", "name": "East v West", "metric": "revenue", "period": "2026-11", "units": ["east", "west"]}]
})";

namespace {

// How long the first of the messages in a buffer is, with its header (RFC 6455, 5.2).
std::size_t frame_bytes(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return std::size_t{static_cast<unsigned char>(bytes[i])}; };
  if (at(1) < 126) return 2 + at(1);
  std::size_t length = 0;
  const std::size_t head = at(1) == 126 ? 4 : 10;
  for (std::size_t i = 2; i < head; ++i) length = length << 8 | at(i);
  return head + length;
}

wire::plan_reading whole_plan(const std::string& text) {
  auto reading = wire::read_plan(text, [](const std::string&) { return std::nullopt; });
  for (const auto& f : reading.findings) UNSCOPED_INFO(wire::to_text(f));
  REQUIRE(reading.plan.has_value());
  return reading;
}

}  // namespace

rig::rig(std::string plan, engine::engine_limits l, ledger::retention kept)
    : plan_text(std::move(plan)), limits(l), ledger(ledger::create_memory_ledger(kept)) {
  REQUIRE_FALSE(restart());
}

boost::system::error_code rig::restart(const std::string& apply_reason) {
  engine.reset();
  posted.clear();
  engine = std::make_unique<engine::engine>(*ledger, clock, [this](std::function<void()> f) { posted.push_back(std::move(f)); }, limits);
  bool serving = false;
  const auto done = engine->recover(whole_plan(plan_text), apply_reason, [&] { serving = true; });
  run();
  if (done.has_error()) return done.error();
  REQUIRE(serving);
  return {};
}

void rig::stop() {
  bool stopped = false;
  engine->stop([&] { stopped = true; });
  run();
  REQUIRE(stopped);
}

void rig::run() {
  while (!posted.empty()) {
    const auto next = std::move(posted.front());
    posted.pop_front();
    next();
  }
}

void rig::advance(core::instant_ms by_ms) {
  clock.advance(by_ms);
  engine->run_due();
  run();
}

wire::event_reading rig::read(const std::string& ndjson) const {
  wire::event_context context;
  context.key = engine->digest_key();
  context.source = "crm";
  return wire::read_events(ndjson, wire::body_form::ndjson, context);
}

engine::outcomes rig::post(const std::string& ndjson) {
  std::optional<engine::outcomes> got;
  REQUIRE(engine->submit(read(ndjson), [&](const auto& answered) {
    REQUIRE(answered.has_value());
    got = *answered;
  }).has_value());
  run();
  REQUIRE(got.has_value());
  return *got;
}

core::cell rig::cell(const std::string& unit, const std::string& metric, const std::string& period) const {
  const auto found = engine::find_cells(engine->view_now(), {{unit}, {metric}, {period}, {}, false}, 1);
  REQUIRE(found.has_value());
  return found->front();
}

std::string rig::actual(const std::string& unit, const std::string& metric, const std::string& period, const std::string& slice) const {
  const auto found = engine::find_cells(engine->view_now(), {{unit}, {metric}, {period}, {slice}, false}, 1);
  REQUIRE(found.has_value());
  const auto& value = found->front().actual;
  return value ? core::to_text(*value) : "null";
}

std::string deal(const std::string& id, const std::string& owner, const std::string& amount, int version, const std::string& at,
                 const std::string& type) {
  return json{{"id", id}, {"type", type}, {"occurred_at", at}, {"owner", owner}, {"amount", amount}, {"version", version}, {"segment", "new"}}.dump() + "\n";
}

viewer::viewer(rig& r, const std::string& scope, feed::outbox_limits limits) : rig_(r), outbox_(limits) {
  const auto opened = rig_.engine->feed().open({scope, {}, true});
  REQUIRE(opened.has_value());
  channel_ = *opened;
  membership_ = feed::subscription(*channel_, *this);
  outbox_.push(membership_, channel_->snapshot());
}

void viewer::deliver(feed::subscription& by, const feed::sequenced_frame& f) { outbox_.push(by, f); }

void viewer::lose() {
  outbox_.forget(membership_);
  outbox_ = feed::outbox();
}

void viewer::drain() {
  while (const auto f = outbox_.pop())
    for (std::string_view left = **f; !left.empty();) {
      const std::size_t whole = frame_bytes(left);
      const std::string message(left.substr(0, whole));
      take(json::parse(feed::text_of(message)));
      left.remove_prefix(whole);
    }
}

void viewer::reconnect(bool only_scope) {
  outbox_.forget(membership_);
  membership_ = feed::subscription(*channel_, *this);
  outbox_.push(membership_, rig_.engine->feed().resume(*channel_, *feed::parse_position(position), only_scope));
}

void viewer::take(const json& m) {
  if (m.at("type") == "celebrate") return celebrations.push_back(m);
  last = m;
  messages.push_back(m);
  position = m.at("position");
  if (m.at("type") == "snapshot") {
    ++snapshots;
    cells_.clear();
  }
  for (const json& c : m.at("cells"))
    for (const auto& [key, value] : c.items()) cells_[c.at("n")][key] = value;
}

std::map<std::string, json> viewer::board() const {
  std::map<std::string, json> out;
  for (auto [n, c] : cells_) {
    const auto text = [&](const char* key) { return c.at(key).get<std::string>(); };
    const std::string name = text("unit") + "|" + text("metric") + "|" + text("slice") + "|" + text("period");
    for (const char* key : {"n", "as_of", "source_age_s"}) c.erase(key);
    out[name] = c;
  }
  return out;
}

}  // namespace northstar::test
