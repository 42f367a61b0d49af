// SPDX-License-Identifier: MIT
#include "net/connection_limits.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "catch.hpp"

using northstar::net::connection_limits;
using verdict = connection_limits::verdict;
using boost::asio::ip::make_address;

TEST_CASE("one address has so many places, all together have so many, and a place is given back", "[net][limits]") {
  connection_limits limits(4, 2);
  std::vector<connection_limits::place> a(2), b(2);
  connection_limits::place other;
  for (auto& p : a) CHECK(limits.take(make_address("10.0.0.1"), p) == verdict::fine);
  CHECK(limits.take(make_address("10.0.0.1"), other) == verdict::too_many_from_there);
  for (auto& p : b) CHECK(limits.take(make_address("10.0.0.2"), p) == verdict::fine);
  CHECK(limits.take(make_address("10.0.0.3"), other) == verdict::too_many);
  a.pop_back();
  CHECK(limits.total() == 3);
  CHECK(limits.take(make_address("10.0.0.1"), other) == verdict::fine);
  other = connection_limits::place();
  connection_limits::place moved(std::move(a.front()));
  a.clear();
  CHECK(limits.total() == 3);
}

TEST_CASE("an IPv6 network of one customer counts as one address", "[net][limits]") {
  using northstar::net::counted_address;
  CHECK(counted_address(make_address("2001:db8:1:2:3:4:5:6")) == counted_address(make_address("2001:db8:1:2::1")));
  CHECK(counted_address(make_address("2001:db8:1:2::1")) != counted_address(make_address("2001:db8:1:3::1")));
  CHECK(counted_address(make_address("::ffff:10.0.0.1")) == make_address("10.0.0.1"));
}
