// SPDX-License-Identifier: MIT
// A repaired record is an ordinary event with the next version, so that the rules of versions hold: what the source sends later with a higher
// version wins as ever, and what waited can never count beside it. Then what waited is dropped; should the server end in between, it is stale when it
// is released. (docs/protocol.md, "Quarantine")
#include "net/api_repairs.hpp"

#include <charconv>
#include <limits>
#include <utility>

#include "core/facts.hpp"
#include "net/api_answers.hpp"
#include "net/problem.hpp"
#include "net/small_body.hpp"
#include "wire/instant.hpp"
#include "wire/text.hpp"

namespace northstar::net {

namespace {

using around_t = const api_surroundings&;
template <class T>
using or_refusal = boost::system::result<T, http_response>;

constexpr std::size_t reason_bytes_max = 300;

// What is asked for: which record, why, and by whom as the ledger will keep it.
struct order {
  ledger::offset at = 0;
  core::event event;
  std::string reason;
};

or_refusal<order> order_of(const small_body& body, const call& c, around_t around) {
  order out;
  const std::string offset = text_of(body, "offset");
  const auto read = std::from_chars(offset.data(), offset.data() + offset.size(), out.at);
  if (read.ec != std::errc() || read.ptr != offset.data() + offset.size()) return problem(400, "offset is that of a record in the list");
  const std::string reason = text_of(body, "reason");
  if (reason.empty() || reason.size() > reason_bytes_max) return problem(400, "a reason has 1 to " + std::to_string(reason_bytes_max) + " bytes");
  const engine::waiting_record* waits = around.engine.waiting(out.at);
  if (!waits) return problem(404, "no record of this offset waits: it has been released or dropped");
  out.event = waits->event;
  out.reason = c.who.name + ": " + reason;
  return out;
}

// The waiting event with what was typed in the place of its own; texts are judged as those of any event.
or_refusal<std::string> repaired_text(core::event e, const small_body& typed) {
  if (e.version == std::numeric_limits<std::int64_t>::max()) return problem(409, "this record has the highest version there is");
  ++e.version;
  if (const auto at = typed.find("occurred_at"); at != typed.end()) {
    const auto instant = wire::parse_instant(at->second);
    if (!instant) return problem(422, "/occurred_at: not_an_instant");
    e.occurred_at = *instant;
  }
  std::string added;
  const auto replace = [&](const char* key, auto& own) {
    const auto at = typed.find(key);
    if (at == typed.end()) return;
    own = {};
    if (!at->second.empty()) added += std::string(",\"") + key + "\":" + wire::json_text(at->second);
  };
  replace("owner", e.owner);
  replace("amount", e.amount);
  replace("currency", e.currency);
  std::string out = wire::write_event(e);
  out.insert(out.size() - 1, added);
  return out;
}

or_refusal<wire::event_reading> repaired_row(const order& o, const small_body& typed, around_t around) {
  const auto text = repaired_text(o.event, typed);
  if (text.has_error()) return text.error();
  wire::event_context context;
  context.key = around.engine.digest_key();
  context.source = o.event.source;
  wire::event_reading row = wire::read_events(*text, wire::body_form::json, context);
  if (!row.rejected.empty()) return problem(422, row.rejected[0].pointer + ": " + row.rejected[0].error + ", " + row.rejected[0].detail);
  if (row.events.empty()) return problem(422, "this is no event any more");
  const core::event_view& e = row.events[0];
  if (core::find_obstacle(around.engine.plan(), core::to_event(e)) == core::obstacle::no_rate)
    return problem(409, "it would wait again: the plan has no rate for its currency on its day");
  if (e.occurred_at > around.clock.now() + around.engine.limits().future_ms_max) return problem(409, "it would wait again: it lies more than a day ahead");
  return row;
}

std::string_view outcome_of(const engine::outcomes& o) {
  if (o.accepted != 0) return "accepted";
  if (o.replaced != 0) return "replaced";
  if (o.stale != 0) return "stale";
  return o.duplicate != 0 ? "duplicate" : "quarantined";
}

std::string name_of(const core::event& e) { return e.source + " " + e.id; }

void drop_then(around_t around, ledger::offset at, const std::string& reason, const respond& then, std::string body) {
  around.engine.drop_waiting(at, reason, [then, body = std::move(body)](const engine::result<void>& dropped) {
    // Somebody else was quicker: the record is gone all the same.
    if (dropped.has_error() && dropped.error() != make_error_code(engine::errc::unknown_record)) return then(problem_of(dropped.error()));
    then(json_response(body));
  });
}

void replay(const call& c, const respond& then, around_t around) {
  auto body = read_small_body(c, {"offset", "reason"}, {"owner", "amount", "currency", "occurred_at"});
  if (body.has_error()) return then(std::move(body.error()));
  const auto o = order_of(*body, c, around);
  if (o.has_error()) return then(o.error());
  auto row = repaired_row(*o, *body, around);
  if (row.has_error()) return then(row.error());
  const audit_line act{around.clock.now(), c.who.name, "record_repaired", name_of(o->event), text_of(*body, "reason")};
  const auto answered = [then, around, act, at = o->at, reason = "repaired by " + o->reason](const engine::result<engine::outcomes>& r) {
    if (r.has_error()) return then(problem_of(r.error()));
    if (!r->rejected.empty()) return then(problem(422, r->rejected[0].pointer + ": " + r->rejected[0].error));
    around.audit.note(act);
    drop_then(around, at, reason, then,
              R"({"outcome":")" + std::string(outcome_of(*r)) + R"(","position":)" + wire::json_text(feed::to_text(r->position)) + '}');
  };
  const auto taken = around.engine.submit(std::move(*row), answered);
  if (taken.has_error()) then(problem_of(taken.error()));
}

void drop(const call& c, const respond& then, around_t around) {
  auto body = read_small_body(c, {"offset", "reason"});
  if (body.has_error()) return then(std::move(body.error()));
  const auto o = order_of(*body, c, around);
  if (o.has_error()) return then(o.error());
  const audit_line act{around.clock.now(), c.who.name, "record_dropped", name_of(o->event), text_of(*body, "reason")};
  around.engine.drop_waiting(o->at, "dropped by " + o->reason, [then, around, act](const engine::result<void>& dropped) {
    if (dropped.has_value()) around.audit.note(act);
    then(dropped.has_error() ? problem_of(dropped.error()) : json_response(R"({"outcome":"dropped"})"));
  });
}

}  // namespace

void add_repairs_routes(router& to, const api_surroundings& around) {
  const auto add = [&](std::string path, auto handler) {
    route r;
    r.method = "POST";
    r.path = std::move(path);
    r.right = action::repair_events;
    r.run = [handler, around](const call& c, const respond& then) { handler(c, then, around); };
    to.add(std::move(r));
  };
  add("/api/v1/quarantine/replay", replay);
  add("/api/v1/quarantine/drop", drop);
}

}  // namespace northstar::net
