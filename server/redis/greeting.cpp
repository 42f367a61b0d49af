// SPDX-License-Identifier: MIT
#include "redis/greeting.hpp"

#include <utility>

#include "redis/redirect.hpp"

namespace northstar::redis {

namespace {

// All is sent at once; the first that goes wrong decides, else the last.
struct conversation {
  greeted then;
  void finish(const error_code& ec, const std::string& said) {
    if (const auto call = std::exchange(then, nullptr)) call(ec, said);
  }
};

using shared = std::shared_ptr<conversation>;

void judge(conversation& c, const result<reply>& r) {
  if (r.has_error()) return c.finish(r.error(), {});
  if (leads_elsewhere(*r)) return c.finish(errc::elsewhere, r->text);
  if (r->is_error()) c.finish(errc::refused, r->text);
}

void judge_role(conversation& c, const result<reply>& r) {
  judge(c, r);
  if (r.has_error() || r->is_error()) return;
  const bool named = r->is == reply::kind::array && !r->items.empty();
  const std::string role = named ? r->items.front().text : "no role";
  if (role == "master")
    c.finish({}, role);
  else
    c.finish(errc::not_master, role);
}

void send_login(link& over, const login& as, std::int64_t timeout_ms, const shared& c) {
  const auto judged = [c](const result<reply>& r) { judge(*c, r); };
  if (as.user.empty() && as.password.empty()) return;
  if (as.user.empty())
    over.send({"AUTH", as.password}, timeout_ms, judged);
  else
    over.send({"AUTH", as.user, as.password}, timeout_ms, judged);
}

}  // namespace

void greet(const std::shared_ptr<link>& over, const login& as, std::uint16_t database,
           std::int64_t timeout_ms, greeted then) {
  const auto c = std::make_shared<conversation>(conversation{std::move(then)});
  send_login(*over, as, timeout_ms, c);
  const auto number = std::to_string(database);
  if (database != 0)
    over->send({"SELECT", number}, timeout_ms, [c](const result<reply>& r) { judge(*c, r); });
  over->send({"ROLE"}, timeout_ms, [c](const result<reply>& r) { judge_role(*c, r); });
}

void log_in(const std::shared_ptr<link>& over, const login& as, std::int64_t timeout_ms,
            greeted then) {
  const auto c = std::make_shared<conversation>(conversation{std::move(then)});
  send_login(*over, as, timeout_ms, c);
  over->send({"PING"}, timeout_ms, [c](const result<reply>& r) {
    judge(*c, r);
    c->finish({}, {});
  });
}

}  // namespace northstar::redis
