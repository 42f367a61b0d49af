// SPDX-License-Identifier: MIT
// How many connections there are, in all and from one address. A place is a guard: it is given back when the connection ends.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <map>
#include <utility>

namespace northstar::net {

class connection_limits {
 public:
  class place {
   public:
    place() = default;
    place(connection_limits& of, boost::asio::ip::address from) : of_(&of), from_(std::move(from)) {}
    place(place&& other) noexcept : of_(std::exchange(other.of_, nullptr)), from_(std::move(other.from_)) {}
    place& operator=(place&& other) noexcept {
      place gone(std::move(*this));
      of_ = std::exchange(other.of_, nullptr);
      from_ = std::move(other.from_);
      return *this;
    }
    ~place() {
      if (of_) of_->give_back(from_);
    }

   private:
    connection_limits* of_ = nullptr;
    boost::asio::ip::address from_;
  };

  connection_limits(std::size_t total_max, std::size_t per_address_max)
      : total_max_(total_max), per_address_max_(per_address_max) {}

  enum class verdict { fine, too_many, too_many_from_there };
  // Takes a place when there is one.
  verdict take(const boost::asio::ip::address& from, place& out);
  std::size_t total() const { return total_; }

 private:
  void give_back(const boost::asio::ip::address& from);

  std::size_t total_max_;
  std::size_t per_address_max_;
  std::size_t total_ = 0;
  std::map<boost::asio::ip::address, std::size_t> by_address_;
};

// An IPv6 customer owns a whole /64: it counts as one address.
boost::asio::ip::address counted_address(const boost::asio::ip::address& from);

}  // namespace northstar::net
