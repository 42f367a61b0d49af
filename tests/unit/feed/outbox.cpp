// SPDX-License-Identifier: MIT
#include "feed/outbox.hpp"

#include <charconv>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

using namespace northstar;

namespace {

feed::frame text_of(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

// A state that is one number. Its frames read "a:from>to": true only for a viewer who stands at `from` (0: from nothing).
class counter : public feed::channel {
 public:
  explicit counter(std::string name, std::size_t padding = 0) : name_(std::move(name)), padding_(padding) {}

  feed::sequenced_frame snapshot() override { return step(0); }
  feed::sequenced_frame catch_up(std::uint64_t since) override {
    ++catch_ups;
    if (since == version) return {};
    return step(since);
  }
  feed::sequenced_frame next() {
    ++version;
    return step(version - 1);
  }

  std::uint64_t version = 1;
  int catch_ups = 0;

 private:
  feed::sequenced_frame step(std::uint64_t from) const {
    std::string text = name_ + ":" + std::to_string(from) + ">" + std::to_string(version);
    text.resize(std::max(text.size(), padding_), ' ');
    return {text_of(std::move(text)), version};
  }

  std::string name_;
  std::size_t padding_;
};

struct somebody : feed::subscriber {
  void deliver(feed::subscription&, const feed::sequenced_frame&) override {}
};

// A counter that is watched, as what the outbox is given: the channel's next frames for its one viewer.
struct watched : counter {
  using counter::counter;
  somebody viewer;
  feed::subscription by{*this, viewer};
  void come_back() { by = feed::subscription(*this, viewer); }
};

std::string popped(feed::outbox& box) {
  const auto f = box.pop();
  return f ? **f : "nothing";
}

}  // namespace

TEST_CASE("frames come out in the order they went in", "[feed][outbox]") {
  feed::outbox box;
  watched a("a"), b("b");
  CHECK(box.push_notice(text_of("hello")));
  box.push(a.by, a.snapshot());
  box.push(b.by, b.snapshot());
  box.push(a.by, a.next());
  CHECK(popped(box) == "hello");
  CHECK(popped(box) == "a:0>1");
  CHECK(popped(box) == "b:0>1");
  CHECK(popped(box) == "a:1>2");
  CHECK(popped(box) == "nothing");
  CHECK(box.bytes() == 0);
  CHECK(box.conflated() == 0);
}

TEST_CASE("past the frames' bound a channel's deltas become one catch-up at their first place", "[feed][outbox]") {
  feed::outbox box({.frames_max = 3, .bytes_max = 1000});
  watched a("a"), b("b");
  box.push(a.by, a.snapshot());
  CHECK(popped(box) == "a:0>1");
  box.push(a.by, a.next());
  box.push(b.by, b.snapshot());
  box.push(a.by, a.next());
  box.push(a.by, a.next());  // no room
  box.push(a.by, a.next());  // still behind
  CHECK(box.frames() == 1);
  CHECK(popped(box) == "a:1>5");
  CHECK(popped(box) == "b:0>1");
  CHECK(popped(box) == "nothing");
  CHECK(box.conflated() == 4);
}

TEST_CASE("a viewer who never got the snapshot catches up from nothing", "[feed][outbox]") {
  feed::outbox box({.frames_max = 1, .bytes_max = 1000});
  watched a("a"), b("b");
  box.push(a.by, a.snapshot());
  box.push(b.by, b.snapshot());
  box.push(b.by, b.next());
  CHECK(popped(box) == "a:0>1");
  CHECK(popped(box) == "b:0>2");
  CHECK(popped(box) == "nothing");
}

TEST_CASE("a snapshot larger than the bound is queued alone and never beside others", "[feed][outbox]") {
  feed::outbox box({.frames_max = 32, .bytes_max = 100});
  watched a("a", 5000), b("b", 5000);
  box.push(a.by, a.snapshot());
  box.push(b.by, b.snapshot());
  CHECK(box.bytes() == 5000);
  CHECK(popped(box).size() == 5000);
  CHECK(box.bytes() == 0);
  CHECK(popped(box).size() == 5000);
  CHECK(b.catch_ups == 1);
}

TEST_CASE("a notice without room is refused", "[feed][outbox]") {
  feed::outbox box({.frames_max = 2, .bytes_max = 10});
  CHECK(box.push_notice(text_of("12345")));
  CHECK_FALSE(box.push_notice(text_of("123456")));
  CHECK(box.push_notice(text_of("12345")));
  CHECK_FALSE(box.push_notice(text_of("")));
}

TEST_CASE("a forgotten channel sends nothing more and starts anew when it comes back", "[feed][outbox]") {
  feed::outbox box({.frames_max = 2, .bytes_max = 1000});
  watched a("a"), b("b");
  box.push(a.by, a.snapshot());
  box.push(b.by, b.snapshot());
  box.push(a.by, a.next());
  box.forget(a.by);
  CHECK(box.frames() == 1);
  CHECK(popped(box) == "b:0>1");
  CHECK(popped(box) == "nothing");
  a.come_back();
  box.push(a.by, a.snapshot());
  CHECK(popped(box) == "a:0>2");
}

TEST_CASE("a catch-up that finds nothing new is skipped", "[feed][outbox]") {
  struct undone : watched {
    using watched::watched;
    feed::sequenced_frame catch_up(std::uint64_t) override { return {}; }
  };
  feed::outbox box({.frames_max = 1, .bytes_max = 1000});
  undone a("a");
  watched b("b");
  box.push(b.by, b.snapshot());
  box.push(a.by, a.snapshot());
  CHECK(popped(box) == "b:0>1");
  CHECK_FALSE(box.empty());
  CHECK(popped(box) == "nothing");
  CHECK(box.empty());
}

TEST_CASE("what is only marked keeps no frame and is caught up with when its turn comes", "[feed][outbox]") {
  feed::outbox box;
  watched a("a"), b("b");
  box.push(a.by, a.snapshot());
  CHECK(popped(box) == "a:0>1");
  box.push(a.by, a.next());
  box.push(b.by, b.snapshot());
  a.next();
  box.mark(a.by);
  CHECK(box.bytes() == 5);  // b's alone
  a.next();
  box.mark(a.by);
  CHECK(popped(box) == "a:1>4");
  CHECK(popped(box) == "b:0>1");
  CHECK(popped(box) == "nothing");
  CHECK(a.catch_ups == 1);
}

TEST_CASE("frames looked at ahead stay in their places until they are taken out", "[feed][outbox]") {
  feed::outbox box;
  watched a("a"), b("b");
  box.push(a.by, a.snapshot());
  b.next();
  box.mark(b.by);
  REQUIRE(box.at(1));
  CHECK(**box.at(1) == "b:0>2");
  CHECK_FALSE(box.at(2));
  // News of what was looked at and not taken: it is made anew.
  b.next();
  box.mark(b.by);
  CHECK(popped(box) == "a:0>1");
  CHECK(popped(box) == "b:0>3");
  CHECK(popped(box) == "nothing");
}

TEST_CASE("however pushes and pops mix, a viewer ends with the newest of every channel and sees no gap",
          "[feed][outbox][random]") {
  const auto seed = std::random_device()();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };

  for (int round = 0; round < 300; ++round) {
    const feed::outbox_limits limits{.frames_max = 1 + below(6), .bytes_max = 8 + below(80)};
    feed::outbox box(limits);
    std::vector<std::unique_ptr<watched>> channels;
    for (std::size_t i = 0; i < 1 + below(5); ++i)
      channels.push_back(std::make_unique<watched>(std::string(1, static_cast<char>('a' + i)), below(30)));
    std::vector<std::uint64_t> seen(channels.size(), 0);

    const auto write_one = [&] {
      const auto f = box.pop();
      if (!f) return false;
      const std::string& text = **f;
      const auto of = static_cast<std::size_t>(text[0] - 'a');
      std::uint64_t from = 0, to = 0;
      const char* end = text.data() + text.size();
      const char* at = std::from_chars(text.data() + 2, end, from).ptr;
      std::from_chars(at + 1, end, to);
      if (from != 0) REQUIRE(from == seen[of]);
      REQUIRE(to > seen[of]);
      seen[of] = to;
      return true;
    };

    for (auto& c : channels) box.push(c->by, c->snapshot());
    for (std::size_t step = 0; step < 200; ++step) {
      if (below(3) == 0) {
        write_one();
      } else {
        watched& c = *channels[below(channels.size())];
        const auto news = c.next();
        if (below(4) == 0) box.mark(c.by);
        else box.push(c.by, news);
      }
      REQUIRE(box.frames() <= limits.frames_max);
      REQUIRE((box.bytes() <= limits.bytes_max || box.frames() == 1));
    }
    while (write_one()) {
    }
    for (std::size_t i = 0; i < channels.size(); ++i) CHECK(seen[i] == channels[i]->version);
    CHECK(box.bytes() == 0);
    CHECK(box.frames() == 0);
  }
}
