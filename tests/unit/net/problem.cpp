// SPDX-License-Identifier: MIT
#include "net/problem.hpp"

#include <boost/system/error_code.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "catch.hpp"
#include "engine/error.hpp"

using namespace northstar;
using engine::errc;
using nlohmann::json;

TEST_CASE("a problem has the members of RFC 9457 and its media type", "[net][problem]") {
  const auto r = net::problem(404, "no \"such\"\nunit 东");
  CHECK(r.status == 404);
  CHECK(r.content_type == "application/problem+json");
  const json expected = {{"type", "about:blank"}, {"title", "Not Found"}, {"status", 404}, {"detail", "no \"such\"\nunit 东"}};
  CHECK(json::parse(*r.body) == expected);
}

TEST_CASE("503 and 429 say when to come again, others do not", "[net][problem]") {
  const auto says_when = [](unsigned status) {
    for (const auto& f : net::problem(status, "").fields)
      if (f.name == "Retry-After") return true;
    return false;
  };
  CHECK(says_when(503));
  CHECK(says_when(429));
  CHECK_FALSE(says_when(404));
}

TEST_CASE("each error of the engine has its status", "[net][problem]") {
  const std::pair<errc, unsigned> table[] = {
      {errc::inbox_full, 503},     {errc::stopping, 503},       {errc::ledger_failed, 503}, {errc::unknown_unit, 404},
      {errc::unknown_metric, 404}, {errc::unknown_period, 404}, {errc::unknown_slice, 404}, {errc::not_an_instant, 400},
      {errc::too_many_cells, 400}, {errc::plan_differs, 500},   {errc::plan_faulty, 500},   {errc::damaged, 500}};
  for (const auto& [e, status] : table) {
    INFO(engine::make_error_code(e).message());
    CHECK(net::status_of(engine::make_error_code(e)) == status);
    CHECK(net::problem_of(engine::make_error_code(e)).status == status);
  }
  CHECK(net::status_of(boost::system::errc::make_error_code(boost::system::errc::io_error)) == 500);
}
