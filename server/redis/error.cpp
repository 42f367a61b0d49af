// SPDX-License-Identifier: MIT
#include "redis/error.hpp"

#include <string>

namespace northstar::redis {

namespace {

class category : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "northstar.redis"; }
  std::string message(int value) const override {
    switch (static_cast<errc>(value)) {
      case errc::unknown_scheme:
        return "unknown_scheme: begins with none of redis://, rediss://, unix://, "
               "redis-sentinel://, rediss-sentinel://";
      case errc::no_host:
        return "no_host: a host is missing";
      case errc::not_a_port:
        return "not_a_port: a port is a number from 1 to 65535";
      case errc::not_a_database:
        return "not_a_database: a database is a number from 0 to 65535";
      case errc::bad_escape:
        return "bad_escape: % is followed by two hexadecimal digits";
      case errc::no_path:
        return "no_path: unix:// is followed by an absolute path";
      case errc::no_master:
        return "no_master: the master's name follows the Sentinels' hosts";
      case errc::too_many_hosts:
        return "too_many_hosts: one host, or up to 64 Sentinels";
      case errc::unknown_option:
        return "unknown_option: an option that is not known here";
      case errc::down:
        return "not connected";
      case errc::full:
        return "too much waits to be sent";
      case errc::lost:
        return "the connection ended before the answer";
      case errc::timed_out:
        return "no answer in time";
      case errc::elsewhere:
        return "this server does not serve it now";
      case errc::refused:
        return "user, password or database are refused";
      case errc::not_master:
        return "the server is a replica";
      case errc::master_unknown:
        return "no Sentinel that answers knows the master";
      case errc::not_a_reply:
        return "what came is not a reply of Redis";
      case errc::reply_too_large:
        return "a reply is larger or deeper than is allowed";
    }
    return "unknown";
  }
};

}  // namespace

boost::system::error_code make_error_code(errc e) {
  static const category instance;
  return {static_cast<int>(e), instance};
}

}  // namespace northstar::redis
