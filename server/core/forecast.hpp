// SPDX-License-Identifier: MIT
// The low–high range around a forecast (docs/forecast.md): how far the run rate missed in earlier
// periods of the same kind when the same share of them was over, steadied by how unevenly the last
// days brought what they brought. About four of five periods land inside.
#pragma once

#include <memory>
#include <optional>

#include "core/board.hpp"
#include "core/cell.hpp"
#include "core/exact.hpp"

namespace northstar::core {

struct forecast_range {
  rational low;
  rational high;
};

// What the days of the series that was asked about last told, so that its other periods need not ask again. Good for one board that does not change.
class recent_days_memo {
 public:
  recent_days_memo();
  ~recent_days_memo();

 private:
  friend std::optional<forecast_range> forecast_range_of(const board&, const cell_key&, const rational&, instant_ms, recent_days_memo&);
  struct known;
  std::unique_ptr<known> last_;
};

// Of a running period. nullopt: nothing to learn from yet, a ratio, or no working time gone. Looks
// at 60 working days (a year back at most) and at twelve earlier periods; of a distinct metric at
// the periods alone.
std::optional<forecast_range> forecast_range_of(const board& b, const cell_key& key,
                                                const rational& forecast, instant_ms now, recent_days_memo& memo);

}  // namespace northstar::core
