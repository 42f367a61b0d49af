// SPDX-License-Identifier: MIT
// What can be wrong with a Redis URL, and what can happen to a command.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace northstar::redis {

enum class errc {
  // Of a URL.
  unknown_scheme = 1,  // none of redis, rediss, unix, redis-sentinel, rediss-sentinel
  no_host,             // nothing, or an empty host, where a host belongs
  not_a_port,          // not 1 … 65535
  not_a_database,      // not 0 … 65535
  bad_escape,          // a % without two hexadecimal digits
  no_path,             // unix:// without an absolute path
  no_master,           // redis-sentinel:// without the master's name
  too_many_hosts,      // more than one without Sentinel, or more than 64
  unknown_option,      // after the "?"
  // Of a command. Only `lost` and `timed_out` leave open whether it was done; after the others it
  // was not.
  down,       // no connection when it was given
  full,       // too much waits already
  lost,       // the connection ended before the answer
  timed_out,  // no answer in time; the connection is given up with it
  elsewhere,  // this server does not serve it (now): moved, a replica, loading
  // Of a connection that does not come about.
  refused,          // the server refuses user, password or database
  not_master,       // it answers, and is a replica
  master_unknown,   // no Sentinel that answers knows the master
  not_a_reply,      // what came is not Redis' protocol (RESP2)
  reply_too_large,  // larger, or nested deeper, than is allowed
};

boost::system::error_code make_error_code(errc e);

using error_code = boost::system::error_code;
template <class T>
using result = boost::system::result<T>;

}  // namespace northstar::redis

namespace boost::system {
template <>
struct is_error_code_enum<northstar::redis::errc> : std::true_type {};
}  // namespace boost::system
