// SPDX-License-Identifier: MIT
#include "net/rate_limit.hpp"

#include <string>

#include "catch.hpp"

using namespace northstar::net;
using boost::asio::ip::make_address;

TEST_CASE("so many in a window, then none until it is over; each address for itself", "[net][rate_limit]") {
  rate_limit limit(2, 1'000);
  const auto one = make_address("10.0.0.1"), other = make_address("10.0.0.2");
  CHECK(limit.allows(one, 5'000));
  CHECK(limit.allows(one, 5'100));
  CHECK_FALSE(limit.allows(one, 5'999));
  CHECK(limit.allows(other, 5'999));
  CHECK(limit.allows(one, 6'000));
}

TEST_CASE("addresses of one IPv6 subnet share, and a clock set back begins anew", "[net][rate_limit]") {
  rate_limit limit(1, 1'000);
  CHECK(limit.allows(make_address("2001:db8::1"), 5'000));
  CHECK_FALSE(limit.allows(make_address("2001:db8::2"), 5'000));
  CHECK(limit.allows(make_address("2001:db8:0:1::2"), 5'000));
  CHECK(limit.allows(make_address("2001:db8::2"), 4'000));
}

TEST_CASE("more addresses than it remembers are refused until the window is over", "[net][rate_limit]") {
  rate_limit limit(1, 1'000);
  for (std::size_t i = 0; i < rate_limit::addresses_max; ++i)
    REQUIRE(limit.allows(make_address("10.1." + std::to_string(i / 256) + "." + std::to_string(i % 256)), 0));
  CHECK_FALSE(limit.allows(make_address("10.9.9.9"), 0));
  CHECK(limit.allows(make_address("10.9.9.9"), 1'000));
}
