// SPDX-License-Identifier: MIT
#include "net/problem.hpp"

#include <utility>

#include "engine/error.hpp"
#include "wire/cell_text.hpp"

namespace northstar::net {

http_response problem(unsigned status, std::string_view detail) {
  http_response r = text_response(
      "application/problem+json", "{\"type\":\"about:blank\",\"title\":" + wire::json_text(reason_phrase(status)) +
                                      ",\"status\":" + std::to_string(status) +
                                      ",\"detail\":" + wire::json_text(detail) + "}");
  r.status = status;
  r.fields.push_back({"Cache-Control", "no-store"});
  if (status == 429 || status == 503) r.fields.push_back({"Retry-After", "1"});
  return r;
}

http_response problem(unsigned status, std::string_view detail, http_field field) {
  http_response r = problem(status, detail);
  r.fields.push_back(std::move(field));
  return r;
}

unsigned status_of(boost::system::error_code ec) {
  if (ec.category() != engine::make_error_code(engine::errc::inbox_full).category()) return 500;
  switch (static_cast<engine::errc>(ec.value())) {
    case engine::errc::inbox_full:
    case engine::errc::too_many_questions:
    case engine::errc::stopping:
    case engine::errc::log_away:
    case engine::errc::ledger_failed: return 503;
    case engine::errc::unknown_unit:
    case engine::errc::unknown_metric:
    case engine::errc::unknown_period:
    case engine::errc::unknown_slice:
    case engine::errc::unknown_version:
    case engine::errc::unknown_record: return 404;
    case engine::errc::not_an_instant:
    case engine::errc::too_many_cells: return 400;
    case engine::errc::not_over:
    case engine::errc::closed_already:
    case engine::errc::plan_busy:
    case engine::errc::rate_needed:
    case engine::errc::past_a_counter:
    case engine::errc::too_many_plans: return 409;
    case engine::errc::plan_differs:
    case engine::errc::plan_faulty:
    case engine::errc::damaged:
    case engine::errc::not_shared:
    case engine::errc::other_log:
    case engine::errc::too_much_alone: return 500;
  }
  return 500;
}

http_response problem_of(boost::system::error_code ec) { return problem(status_of(ec), ec.message()); }

}  // namespace northstar::net
