// SPDX-License-Identifier: MIT
// The published data set "CRM Sales Opportunities" as a history: company, 3 offices, 6 managers, 30
// agents with deals, ten months of 2017. The data are no part of the repository: the folder with
// sales_pipeline.csv and sales_teams.csv is given.
#pragma once

#include <optional>
#include <string>

#include "core/forecast_walk.hpp"

namespace northstar::bench {

// A deal has a date and no time: it stands at noon. Workdays: Monday to Friday, or all seven (these
// deals are closed at weekends as well). nullopt: the files cannot be read.
std::optional<core::test::walked_history> crm_sales(const std::string& folder, int workdays);

}  // namespace northstar::bench
