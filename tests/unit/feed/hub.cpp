// SPDX-License-Identifier: MIT
#include "feed/hub.hpp"

#include <deque>
#include <memory>
#include <random>
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
  void deliver(feed::subscription&, const feed::sequenced_frame& f) override { heard.push_back(name + ":" + *f.text); }
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

TEST_CASE("order is kept and nobody is lost however many leave and come", "[feed][hub][random]") {
  const auto seed = std::random_device()();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  std::vector<std::string> heard;
  plain_channel channel;
  struct member {
    member(int number, plain_channel& to, std::vector<std::string>& heard)
        : who(std::to_string(number), heard), membership(to, who) {}
    listener who;
    feed::subscription membership;
  };
  std::deque<std::unique_ptr<member>> members;
  for (int i = 0; i < 2'000; ++i) {
    const bool comes = members.empty() || random() % 5 < (i < 1'000 ? 3u : 2u);
    if (comes) members.push_back(std::make_unique<member>(i, channel, heard));
    else members.erase(members.begin() + static_cast<std::ptrdiff_t>(random() % members.size()));
    REQUIRE(channel.subscriber_count() == members.size());
    if (i % 50 != 0) continue;
    heard.clear();
    channel.publish(frame_of("x"));
    std::vector<std::string> expected;
    for (const auto& m : members) expected.push_back(m->who.name + ":x");
    REQUIRE(heard == expected);
  }
}

TEST_CASE("who leaves while a frame goes round disturbs nobody else", "[feed][hub]") {
  std::vector<std::string> heard;
  plain_channel channel;
  struct leaver : listener {
    using listener::listener;
    void deliver(feed::subscription& by, const feed::sequenced_frame& f) override {
      listener::deliver(by, f);
      gone.clear();
    }
    std::vector<feed::subscription> gone;
  };
  std::vector<std::unique_ptr<leaver>> all;
  for (int i = 0; i < 40; ++i) {
    all.push_back(std::make_unique<leaver>(std::to_string(i), heard));
    all.back()->gone.emplace_back(channel, *all.back());
  }
  listener last("z", heard);
  const feed::subscription stays(channel, last);
  channel.publish(frame_of("x"));
  CHECK(heard.size() == 41);
  CHECK(heard.back() == "z:x");
  CHECK(channel.subscriber_count() == 1);
  channel.publish(frame_of("y"));
  CHECK(heard.back() == "z:y");
  CHECK(heard.size() == 42);
}
