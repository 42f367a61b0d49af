// SPDX-License-Identifier: MIT
#include "net/api_plan.hpp"

#include <charconv>
#include <utility>

#include "engine/record_text.hpp"
#include "net/api_answers.hpp"
#include "net/problem.hpp"
#include "wire/plan_json.hpp"
#include "wire/text.hpp"

namespace northstar::net {

namespace {

using around_t = const api_surroundings&;

constexpr std::size_t reason_bytes_max = 500;

std::string findings_json(const std::vector<wire::finding>& findings) {
  std::string out = "[";
  for (const wire::finding& f : findings) {
    if (out.size() > 1) out += ',';
    out += std::string(R"({"severity":")") + (f.severity == wire::severity::fault ? "fault" : "doubt") + R"(","pointer":)" +
           wire::json_text(f.pointer) + R"(,"expected":)" + wire::json_text(f.expected) + R"(,"found":)" + wire::json_text(f.found) + '}';
  }
  return out + "]";
}

std::string lines_json(const std::vector<std::string>& lines) {
  std::string out = "[";
  for (const std::string& line : lines) {
    if (out.size() > 1) out += ',';
    out += wire::json_text(line);
  }
  return out + "]";
}

http_response faulty(const wire::plan_reading& reading) {
  http_response r = problem(422, "the plan has faults");
  std::string body = *r.body;
  body.back() = ',';
  r.body = std::make_shared<const std::string>(body + R"("findings":)" + findings_json(reading.findings) + '}');
  return r;
}

http_response applied(std::uint32_t version, const std::vector<std::string>& diff, const wire::plan_reading& reading, bool changed) {
  return json_response(R"({"version":)" + std::to_string(version) + R"(,"changed":)" + (changed ? "true" : "false") + R"(,"diff":)" +
                       lines_json(diff) + R"(,"findings":)" + findings_json(reading.findings) + '}');
}

// Files named by the plan lie beside it, not here: whoever sends a plan sends what they say.
void forbid_files(wire::plan_reading& reading, const std::vector<std::string>& named) {
  for (const std::string& path : named)
    reading.findings.push_back({wire::severity::fault, "/calendar/holiday_files", "a plan that holds its holidays, as `northstar plan apply` sends it", path});
  if (!named.empty()) reading.plan.reset();
}

void post_plan(const call& c, const respond& then, around_t around) {
  if (const auto fault = c.query.fault({}, {"reason", "dry_run"})) return then(problem(400, *fault));
  const std::string dry = c.query.one("dry_run").value_or("0");
  if (dry != "0" && dry != "1") return then(problem(400, "dry_run is 0 or 1"));
  const std::string reason = c.query.one("reason").value_or("");
  if (dry == "0" && reason.empty()) return then(problem(400, "a plan version needs a reason: ?reason="));
  if (reason.size() > reason_bytes_max) return then(problem(400, "a reason has at most " + std::to_string(reason_bytes_max) + " bytes"));
  if (c.request.body.size() > wire::plan_text_max) return then(problem(413, "the plan is too large"));

  std::vector<std::string> named;
  wire::plan_reading reading = wire::read_plan(c.request.body, [&](const std::string& path) {
    named.push_back(path);
    return std::optional<std::string>();
  });
  forbid_files(reading, named);
  if (!reading.plan) return then(faulty(reading));
  const engine::plan_in_force& recorded = around.engine.plan_recorded();
  // Read again, the recorded plan has the defaults of keys that it did not know yet.
  const auto known = wire::read_plan(recorded.canonical, [](const std::string&) { return std::nullopt; });
  const auto diff = wire::plan_diff(known.canonical, reading.canonical);
  if (diff.empty() || dry == "1") return then(applied(recorded.version, diff, reading, false));
  const audit_line act{around.clock.now(), c.who.name, "plan_applied", "", reason};
  const auto answered = [then, diff, reading, around, act](const engine::result<engine::recorded_plan>& r) {
    if (r.has_value()) around.audit.note({act.at, act.who, act.act, std::to_string(r->version), act.detail});
    then(r.has_error() ? problem_of(r.error()) : applied(r->version, diff, reading, true));
  };
  const auto taken = around.engine.apply_plan(reading, reason, answered);
  if (taken.has_error()) then(problem_of(taken.error()));
}

void get_plan(const call& c, const respond& then, around_t around) {
  if (const auto fault = c.query.fault({}, {"version"})) return then(problem(400, *fault));
  const std::string asked = c.query.one("version").value_or(std::to_string(around.engine.plan_version()));
  std::uint32_t version = 0;
  const auto read = std::from_chars(asked.data(), asked.data() + asked.size(), version);
  if (read.ec != std::errc() || read.ptr != asked.data() + asked.size()) return then(problem(400, "version is a number"));
  const auto text = around.engine.plan_text(version);
  then(text.has_error() ? problem_of(text.error()) : json_response(text->canonical));
}

void get_plans(const call& c, const respond& then, around_t around) {
  if (const auto fault = c.query.fault({}, {})) return then(problem(400, *fault));
  then(json_response(engine::plans_text(around.engine.plan(), around.engine.plan_recorded().versions)));
}

}  // namespace

void add_plan_routes(router& to, const api_surroundings& around) {
  const auto add = [&](std::string method, std::string path, action right, auto handler) {
    route r;
    r.method = std::move(method);
    r.path = std::move(path);
    r.right = right;
    r.run = [handler, around](const call& c, const respond& then) { handler(c, then, around); };
    to.add(std::move(r));
  };
  add("GET", "/api/v1/plan", action::read_plan, get_plan);
  add("POST", "/api/v1/plan", action::change_plan, post_plan);
  add("GET", "/api/v1/plans", action::read_plan, get_plans);
}

}  // namespace northstar::net
