// SPDX-License-Identifier: MIT
#include "ledger/error.hpp"

#include <set>
#include <string>

#include "catch.hpp"

using northstar::ledger::errc;

TEST_CASE("every ledger error says something of its own", "[ledger][error]") {
  std::set<std::string> messages;
  for (const errc e : {errc::locked, errc::not_a_ledger, errc::newer_layout, errc::disk_failed,
                       errc::no_such_record}) {
    const boost::system::error_code code = e;
    CHECK(code.failed());
    CHECK(std::string(code.category().name()) == "northstar.ledger");
    messages.insert(code.message());
  }
  CHECK(messages.size() == 5);
}
