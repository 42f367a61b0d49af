// SPDX-License-Identifier: MIT
// One socket to a Redis or a Sentinel: TCP, TLS or a local one. Nothing here waits: names are
// looked up on Asio's own thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "redis/address.hpp"
#include "redis/error.hpp"

namespace boost::asio {
class io_context;
}

namespace northstar::redis {

// What was called must have answered before the stream is destroyed: who asks keeps it, in what it
// hands over as `then`.
class stream {
 public:
  virtual ~stream() = default;

  using moved = std::function<void(const error_code&, std::size_t)>;
  virtual void connect(std::function<void(const error_code&)> then) = 0;
  virtual void read_some(char* into, std::size_t size, moved then) = 0;  // at least one byte
  virtual void write(const std::string& all, moved then) = 0;  // `all` stays until it is written
  // What is under way ends with an error, soon.
  virtual void close() = 0;
};

// `ca_file`: certificates to trust instead of the system's; for TLS only. A file that cannot be
// read shows as connect()'s error.
std::unique_ptr<stream> create_stream(boost::asio::io_context& io, const endpoint& to, bool tls,
                                      const std::string& ca_file);

}  // namespace northstar::redis
