// SPDX-License-Identifier: MIT
// What can go wrong with the ledger, as far as somebody reacts to it.
#pragma once

#include <boost/system/error_code.hpp>

namespace northstar::ledger {

enum class errc {
  locked = 1,      // another server holds the folder
  not_a_ledger,    // the file is something else, or damaged
  newer_layout,    // written by a newer Northstar
  disk_failed,     // write or sync failed: nothing more may be accepted
  no_such_record,
};

boost::system::error_code make_error_code(errc e);

}  // namespace northstar::ledger

namespace boost::system {
template <>
struct is_error_code_enum<northstar::ledger::errc> : std::true_type {};
}  // namespace boost::system
