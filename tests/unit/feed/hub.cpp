// SPDX-License-Identifier: MIT
#include "feed/hub.hpp"

#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"

using namespace northstar;

namespace {

struct plain_channel : feed::channel {
  feed::sequenced_frame snapshot() override { return {}; }
  feed::sequenced_frame catch_up(std::uint64_t) override { return {}; }
};

struct listener : feed::subscriber {
  listener(std::string n, std::vector<std::string>& h) : name(std::move(n)), heard(h) {}
  void deliver(feed::channel&, const feed::sequenced_frame& f) override { heard.push_back(name + ":" + *f.text); }
  std::string name;
  std::vector<std::string>& heard;
};

feed::sequenced_frame frame_of(std::string text) { return {std::make_shared<const std::string>(std::move(text)), 1}; }

}  // namespace

TEST_CASE("a frame reaches every subscriber in the order they joined", "[feed][hub]") {
  std::vector<std::string> heard;
  plain_channel channel;
  listener a("a", heard), b("b", heard);
  const feed::subscription first(channel, b), second(channel, a);
  channel.publish(frame_of("x"));
  CHECK(heard == std::vector<std::string>{"b:x", "a:x"});
}

TEST_CASE("a subscription that ends hears nothing more", "[feed][hub]") {
  std::vector<std::string> heard;
  plain_channel channel;
  listener a("a", heard), b("b", heard);
  const feed::subscription stays(channel, b);
  {
    const feed::subscription ends(channel, a);
    CHECK(channel.subscriber_count() == 2);
  }
  CHECK(channel.subscriber_count() == 1);
  channel.publish(frame_of("x"));
  CHECK(heard == std::vector<std::string>{"b:x"});
}

TEST_CASE("a moved subscription is one membership, and assigning over one ends it", "[feed][hub]") {
  std::vector<std::string> heard;
  plain_channel one, other;
  listener a("a", heard);
  feed::subscription first(one, a);
  feed::subscription moved(std::move(first));
  CHECK(one.subscriber_count() == 1);
  CHECK(moved.joined() == &one);
  moved = feed::subscription(other, a);
  CHECK(one.subscriber_count() == 0);
  CHECK(other.subscriber_count() == 1);
  moved = feed::subscription();
  CHECK(other.subscriber_count() == 0);
  CHECK(moved.joined() == nullptr);
}
