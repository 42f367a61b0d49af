// SPDX-License-Identifier: MIT
#include "notify/webhook.hpp"

#include "catch.hpp"

using namespace northstar::notify;

namespace {

std::string fault(const std::string& url, const std::string& secret) {
  std::string why;
  return read_webhook(url, secret, why) ? "" : why;
}

}  // namespace

// The example of the specification's own reference libraries: any of them verifies it.
TEST_CASE("a telling is signed as Standard Webhooks says", "[notify]") {
  std::string why;
  const auto to = read_webhook("https://example.test/in", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", why);
  REQUIRE(to.has_value());
  CHECK(signature_of(to->secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", R"({"test": 2432232314})") == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("an address or a secret that cannot be used is named", "[notify]") {
  CHECK(fault("https://example.test", "") == "");
  CHECK(fault("ftp://example.test", "") == "--webhook: expected http://… or https://…");
  for (const char* secret : {"abc", "whsec_", "whsec_!!!", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    CHECK(fault("https://example.test", secret) == "--webhook-secret: expected whsec_ and base64 of 24 to 64 bytes");
}

TEST_CASE("a telling has the same name on every node, and another one another day", "[notify]") {
  const notice n{"crm:D1", "celebrated", "northstar.celebrate", "{}", 1'795'644'000'000};
  notice same = n, other_value = n, next_day = n;
  same.data = "{\"x\":1}";
  same.at_ms += 5;
  other_value.value = "red";
  next_day.at_ms += 86'400'000;
  CHECK(n.id().size() == 32);
  CHECK(same.id() == n.id());
  CHECK(other_value.id() != n.id());
  CHECK(next_day.id() != n.id());
}
