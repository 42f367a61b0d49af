// SPDX-License-Identifier: MIT
#include "feed/hub.hpp"

#include <algorithm>
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

feed::sequenced_frame frame_of(std::string text, std::uint64_t version = 1) {
  return {std::make_shared<const std::string>(std::move(text)), version};
}

// Takes `room` bytes in all.
struct narrow_way : feed::direct_way {
  explicit narrow_way(std::vector<std::string>& h) : heard(h) {}
  std::size_t write(int handle, const feed::frame& f) override {
    const std::size_t taken = std::min(room, f->size());
    room -= taken;
    heard.push_back("#" + std::to_string(handle) + ":" + f->substr(0, taken));
    return taken;
  }
  std::size_t room = 1'000;
  std::vector<std::string>& heard;
};

struct direct_listener : listener {
  using listener::listener;
  void go_on(feed::subscription& by, const feed::sequenced_frame& f, std::size_t taken) override {
    by.go_by_subscriber();
    heard.push_back(name + " from " + std::to_string(by.sent_version) + ":" + f.text->substr(taken));
  }
};

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

TEST_CASE("a frame goes past a subscriber who asked for it, in its turn, until he takes it back", "[feed][hub]") {
  std::vector<std::string> heard;
  plain_channel channel;
  narrow_way way(heard);
  listener a("a", heard), b("b", heard), c("c", heard);
  const feed::subscription first(channel, a);
  feed::subscription second(channel, b);
  const feed::subscription third(channel, c);
  second.sent_version = 3;
  second.go_directly(way, 0);
  channel.publish(frame_of("x", 4));
  CHECK(heard == std::vector<std::string>{"a:x", "#0:x", "c:x"});
  channel.publish(frame_of("y", 5));
  second.go_by_subscriber();
  CHECK(second.sent_version == 5);
  channel.publish(frame_of("z", 6));
  CHECK(heard == std::vector<std::string>{"a:x", "#0:x", "c:x", "a:y", "#0:y", "c:y", "a:z", "b:z", "c:z"});
}

TEST_CASE("who is given nothing on the direct way stands where he stood", "[feed][hub]") {
  std::vector<std::string> heard;
  plain_channel channel;
  narrow_way way(heard);
  listener a("a", heard), b("b", heard);
  feed::subscription early(channel, a);
  early.go_directly(way, 1);
  channel.publish(frame_of("x", 7));
  feed::subscription late(channel, b);
  late.sent_version = 9;  // a snapshot, behind what was published
  late.go_directly(way, 2);
  late.go_by_subscriber();
  CHECK(late.sent_version == 9);
  early.go_by_subscriber();
  early.go_directly(way, 1);
  early.go_by_subscriber();
  CHECK(early.sent_version == 7);
}

TEST_CASE("the rest of a frame that the direct way took a part of is the subscriber's, and he knows where he stood before", "[feed][hub]") {
  std::vector<std::string> heard;
  plain_channel channel;
  narrow_way way(heard);
  direct_listener a("a", heard), b("b", heard);
  feed::subscription first(channel, a), second(channel, b);
  for (feed::subscription* s : {&first, &second}) s->sent_version = 1, s->go_directly(way, s == &first ? 1 : 2);
  way.room = 4;
  channel.publish(frame_of("x", 2));
  channel.publish(frame_of("long", 3));
  CHECK(heard == std::vector<std::string>{"#1:x", "#2:x", "#1:lo", "a from 2:ng", "#2:", "b from 2:long"});
}

TEST_CASE("a direct viewer who leaves is written to no more, and his neighbours keep their places", "[feed][hub]") {
  std::vector<std::string> heard;
  plain_channel channel;
  narrow_way way(heard);
  listener a("a", heard);
  std::vector<feed::subscription> all;
  for (int i = 0; i < 40; ++i) all.emplace_back(channel, a);
  for (int i = 0; i < 40; ++i) all[static_cast<std::size_t>(i)].go_directly(way, i);
  channel.publish(frame_of("x", 1));
  all.erase(all.begin(), all.begin() + 38);
  heard.clear();
  channel.publish(frame_of("y", 2));
  CHECK(heard == std::vector<std::string>{"#38:y", "#39:y"});
  all[0].go_by_subscriber();
  CHECK(all[0].sent_version == 2);
}
