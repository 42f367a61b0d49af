// SPDX-License-Identifier: MIT
// A plan as it lies on the disk, with the holiday files it names: their paths start at the plan's
// folder.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <filesystem>
#include <string>

#include "wire/plan_json.hpp"

namespace northstar {

// A whole file. Errors: it is not there, no regular file, larger than `bytes_max`, or cannot be
// read.
boost::system::result<std::string> read_file(const std::filesystem::path& file,
                                             std::size_t bytes_max);

// Error: the plan's own file cannot be read. A holiday file that cannot is a finding.
boost::system::result<wire::plan_reading> read_plan_file(const std::filesystem::path& file);

}  // namespace northstar
