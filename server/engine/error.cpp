// SPDX-License-Identifier: MIT
#include "engine/error.hpp"

#include <string>

namespace northstar::engine {

namespace {

class category : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "northstar.engine"; }
  std::string message(int value) const override {
    switch (static_cast<errc>(value)) {
      case errc::inbox_full: return "more events wait than may";
      case errc::too_many_questions: return "too many questions about other moments wait for their answer";
      case errc::stopping: return "the server is going away";
      case errc::ledger_failed: return "the ledger cannot write any more";
      case errc::unknown_unit: return "no such unit";
      case errc::unknown_metric: return "no such metric";
      case errc::unknown_period: return "no such period";
      case errc::unknown_slice: return "no such slice";
      case errc::unknown_version: return "no such plan version";
      case errc::unknown_record: return "no such record";
      case errc::not_an_instant: return "not an instant the calendar knows";
      case errc::too_many_cells: return "more cells than one answer may hold";
      case errc::plan_differs: return "the plan differs from the recorded one";
      case errc::not_over: return "the period is not over";
      case errc::closed_already: return "the period is closed already";
      case errc::plan_busy: return "another plan version is on its way";
      case errc::rate_needed: return "the plan has no rate for, or carries out of range, records that have been counted";
      case errc::past_a_counter: return "under this plan a counter would pass what it can hold";
      case errc::too_many_plans: return "the ledger holds as many plan versions as it may";
      case errc::plan_faulty: return "the plan cannot be read";
      case errc::damaged: return "a record of the ledger cannot be decoded";
      case errc::not_shared: return "a ledger that is part of a shared log needs it: --redis";
      case errc::other_log: return "the shared log is another one than this data folder was made from";
      case errc::too_much_alone: return "this data folder holds more that the shared log has never seen than may be offered to it at once (--queued-bytes-max)";
      case errc::log_away: return "the shared log is out of reach; ask again when it is back";
    }
    return "unknown";
  }
};

}  // namespace

boost::system::error_code make_error_code(errc e) {
  static const category instance;
  return {static_cast<int>(e), instance};
}

}  // namespace northstar::engine
