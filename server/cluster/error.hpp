// SPDX-License-Identifier: MIT
// What can go wrong with the shared log, as far as somebody reacts to it.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace northstar::cluster {

enum class errc {
  away = 1,   // not reached, or lost under way: perhaps done, perhaps not
  trimmed,    // the entry is not kept any more
  other_log,  // another epoch or server than was meant, or not at the point that was meant
  damaged,    // what is kept there is no log of ours
};

boost::system::error_code make_error_code(errc e);

template <class T>
using result = boost::system::result<T>;

}  // namespace northstar::cluster

namespace boost::system {
template <>
struct is_error_code_enum<northstar::cluster::errc> : std::true_type {};
}  // namespace boost::system
