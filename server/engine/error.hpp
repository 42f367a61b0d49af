// SPDX-License-Identifier: MIT
// What the engine answers when it cannot do as asked, as far as somebody reacts to it.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace northstar::engine {

enum class errc {
  inbox_full = 1,   // try again shortly: 503 with Retry-After
  too_many_questions,  // about other moments: 503 with Retry-After
  stopping,         // the server goes away: 503
  ledger_failed,    // the disk refused: nothing is accepted any more: 503
  unknown_unit,     // the six of them: 404
  unknown_metric,
  unknown_period,
  unknown_slice,
  unknown_version,
  unknown_record,   // nothing of that offset waits, or is told: 404
  not_an_instant,   // 400
  too_many_cells,   // 400
  plan_differs,     // start-up: another plan than the recorded one, and no reason given
  not_over,         // a period that has not ended cannot be closed: 409
  closed_already,   // 409
  plan_busy,        // another plan version is on its way: 409
  rate_needed,      // the plan has no rate for, or carries out of range, what has been counted: 409
  past_a_counter,   // the plan would carry a counter past what it can hold: 409
  too_many_plans,   // 409
  plan_faulty,      // start-up: the recorded plan cannot be read
  damaged,          // start-up: a record cannot be decoded
  not_shared,       // start-up: a ledger that is part of a shared log is not served alone
  other_log,        // the shared log is another one than this ledger's
  too_much_alone,   // a copy of another node's ledger cannot take this one's place: more than the outbox may hold is in this one alone
  log_away,         // the shared log is out of reach, and this needs it: 503
};

boost::system::error_code make_error_code(errc e);

template <class T>
using result = boost::system::result<T>;

}  // namespace northstar::engine

namespace boost::system {
template <>
struct is_error_code_enum<northstar::engine::errc> : std::true_type {};
}  // namespace boost::system
