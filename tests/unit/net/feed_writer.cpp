// SPDX-License-Identifier: MIT
#include "net/feed_writer.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "net/direct_sockets.hpp"

using namespace northstar;
using net::feed_writer;

namespace {

// Two ends of a connection whose buffers are small.
struct connection {
  connection() {
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    const int bytes = 4096;
    ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    for (const int end : ends) ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
  ~connection() {
    for (const int end : ends)
      if (end >= 0) ::close(end);
  }
  // At most so many bytes of what has arrived.
  std::string take(std::size_t max = 1 << 20) {
    std::string out;
    char buffer[4096];
    while (out.size() < max) {
      const ssize_t n = ::read(ends[1], buffer, std::min(sizeof buffer, max - out.size()));
      if (n <= 0) break;
      out.append(buffer, static_cast<std::size_t>(n));
    }
    return out;
  }
  void hang_up() { ::close(std::exchange(ends[1], -1)); }
  int ends[2] = {-1, -1};
};

struct nobody : feed::subscriber {
  void deliver(feed::subscription&, const feed::sequenced_frame&) override {}
};

// A state that is one number; frames read "from>to" and are as large as is wished.
struct counter : feed::channel {
  explicit counter(std::size_t size) : size_(size) {}
  feed::sequenced_frame snapshot() override { return step(0); }
  feed::sequenced_frame catch_up(std::uint64_t since) override {
    ++catch_ups;
    return step(since);
  }
  feed::sequenced_frame next() { return ++version, step(version - 1); }
  feed::sequenced_frame step(std::uint64_t from) const {
    std::string text = std::to_string(from) + ">" + std::to_string(version) + " ";
    text.resize(std::max(text.size(), size_), '.');
    return {feed::text_frame(text), version};
  }
  std::uint64_t version = 1;
  int catch_ups = 0;
  std::size_t size_;
  nobody viewer;
  feed::subscription by{*this, viewer};
};

struct written {
  unsigned opcode;
  std::string text;
};

// The frames in bytes that must hold whole frames only.
std::vector<written> frames_of(std::string_view bytes) {
  std::vector<written> out;
  while (!bytes.empty()) {
    REQUIRE(bytes.size() >= 2);
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    std::size_t header = 2, size = byte(1);
    if (size == 126) header = 4, size = static_cast<std::size_t>(byte(2) << 8 | byte(3));
    else if (size == 127) {
      header = 10, size = 0;
      for (std::size_t i = 2; i < 10; ++i) size = size << 8 | byte(i);
    }
    REQUIRE(bytes.size() >= header + size);
    out.push_back({byte(0) & 0x0fu, std::string(bytes.substr(header, size))});
    bytes.remove_prefix(header + size);
  }
  return out;
}

std::string steps(const std::vector<written>& frames) {
  std::string out;
  for (const written& f : frames) {
    if (f.opcode == 1) out += f.text.substr(0, f.text.find(' ')) + " ";
    else if (f.opcode == 10) out += "pong:" + f.text + " ";
    else if (f.opcode == 8) out += "close:" + std::to_string(static_cast<unsigned char>(f.text[0]) << 8 | static_cast<unsigned char>(f.text[1])) + " ";
  }
  return out;
}

// Reads and writes in turn until nothing more comes.
std::string drain(connection& c, feed_writer& w) {
  std::string all;
  while (true) {
    const std::string some = c.take();
    if (some.empty()) return all;
    all += some;
    w.flush();
  }
}

constexpr std::size_t large = 200'000;
const feed::outbox_limits limits{};

}  // namespace

TEST_CASE("a frame is with the socket at once and nothing is kept", "[net][feed_writer]") {
  connection c;
  net::net_statistics statistics;
  net::frame_pages pages;
  feed_writer w(c.ends[0], limits, pages, statistics);
  counter a(100);
  w.send(a.by, a.snapshot(), false);
  w.send(a.by, a.next(), false);
  CHECK(w.now() == feed_writer::state::empty);
  CHECK(a.by.sent_version == 2);
  CHECK(steps(frames_of(c.take())) == "0>1 1>2 ");
  CHECK(statistics.frames_sent == 2);
}

TEST_CASE("held frames of several channels leave together, in order", "[net][feed_writer]") {
  connection c;
  net::net_statistics statistics;
  net::frame_pages pages;
  feed_writer w(c.ends[0], limits, pages, statistics);
  std::vector<std::unique_ptr<counter>> all;
  for (int i = 0; i < 20; ++i) all.push_back(std::make_unique<counter>(10));
  for (const auto& a : all) w.send(a->by, a->snapshot(), true);
  w.notice(feed::text_frame("notice "), true);
  CHECK(w.now() == feed_writer::state::holding);
  CHECK(c.take().empty());
  w.flush();
  CHECK(w.now() == feed_writer::state::empty);
  const auto frames = frames_of(c.take());
  REQUIRE(frames.size() == 21);
  CHECK(frames.back().text == "notice ");
}

TEST_CASE("a viewer that stops reading holds one frame and a mark, and is brought to the newest state", "[net][feed_writer]") {
  connection c;
  net::net_statistics statistics;
  net::frame_pages pages;
  feed_writer w(c.ends[0], limits, pages, statistics);
  counter a(large);
  w.send(a.by, a.snapshot(), false);
  REQUIRE(w.now() == feed_writer::state::blocked);
  std::weak_ptr<const std::string> dropped;
  for (int i = 0; i < 1'000; ++i) {
    const auto f = a.next();
    w.send(a.by, f, false);
    dropped = f.text;
  }
  CHECK(dropped.expired());
  CHECK(a.catch_ups == 0);
  CHECK(steps(frames_of(drain(c, w))) == "0>1 1>1001 ");
  CHECK(a.catch_ups == 1);
  CHECK(w.now() == feed_writer::state::empty);
  CHECK(statistics.conflated == 1'000);
  w.send(a.by, a.next(), false);
  CHECK(steps(frames_of(drain(c, w))) == "1001>1002 ");
}

TEST_CASE("a ping that comes while a large frame is half written is answered behind it", "[net][feed_writer]") {
  connection c;
  net::net_statistics statistics;
  net::frame_pages pages;
  feed_writer w(c.ends[0], limits, pages, statistics);
  counter a(large);
  w.send(a.by, a.snapshot(), false);
  w.send(a.by, a.next(), false);
  REQUIRE(w.now() == feed_writer::state::blocked);
  for (const char* payload : {"1", "2", "newest"}) w.pong(payload);
  CHECK(steps(frames_of(drain(c, w))) == "0>1 pong:newest 1>2 ");
  w.pong("at once");
  CHECK(steps(frames_of(c.take())) == "pong:at once ");
}

TEST_CASE("a close waits for the frame that has begun, drops the rest and is the last", "[net][feed_writer]") {
  connection c;
  net::net_statistics statistics;
  net::frame_pages pages;
  feed_writer w(c.ends[0], limits, pages, statistics);
  counter a(large), b(10);
  w.send(a.by, a.snapshot(), false);
  w.send(b.by, b.snapshot(), false);
  w.notice(feed::text_frame("notice "), false);
  w.pong("p");
  w.forget(a.by);
  w.forget(b.by);
  w.close(4000, "too slow");
  w.close(1001, "another");
  w.pong("late");
  w.send(b.by, b.next(), false);
  CHECK(w.now() == feed_writer::state::blocked);
  CHECK(steps(frames_of(drain(c, w))) == "0>1 close:4000 ");
  CHECK(w.now() == feed_writer::state::closed);
}

TEST_CASE("bytes taken one by one never tear a frame", "[net][feed_writer]") {
  connection c;
  net::net_statistics statistics;
  net::frame_pages pages;
  feed_writer w(c.ends[0], limits, pages, statistics);
  counter a(7'001), b(1'003);
  std::string all;
  std::uint64_t turn = 0;
  while (all.size() < 300'000) {
    w.send(a.by, a.next(), turn % 3 == 0);
    w.send(b.by, b.next(), false);
    if (++turn % 5 == 0) w.pong("p");
    all += c.take(1 + turn % 977 * 13);
    if (w.now() != feed_writer::state::empty) w.flush();
  }
  all += drain(c, w);
  std::uint64_t seen[2] = {0, 0};
  for (const written& f : frames_of(all)) {
    if (f.opcode != 1) continue;
    std::uint64_t& at = seen[f.text.size() > 5'000 ? 0 : 1];
    const std::uint64_t from = std::stoull(f.text), to = std::stoull(f.text.substr(f.text.find('>') + 1));
    if (at != 0) REQUIRE(from == at);
    at = to;
  }
  CHECK(seen[0] == a.version);
  CHECK(seen[1] == b.version);
}

TEST_CASE("notices past the outbox's limits are dropped while the socket takes nothing", "[net][feed_writer]") {
  connection c;
  net::net_statistics statistics;
  net::frame_pages pages;
  feed_writer w(c.ends[0], {.frames_max = 3, .bytes_max = 1'000}, pages, statistics);
  counter a(large);
  w.send(a.by, a.snapshot(), false);
  for (int i = 0; i < 100; ++i) w.notice(feed::text_frame("notice "), false);
  CHECK(steps(frames_of(drain(c, w))) == "0>1 notice notice notice ");
}

TEST_CASE("a connection that is gone is told as broken", "[net][feed_writer]") {
  connection c;
  net::net_statistics statistics;
  net::frame_pages pages;
  feed_writer w(c.ends[0], limits, pages, statistics);
  counter a(10);
  c.hang_up();
  w.send(a.by, a.snapshot(), false);
  CHECK(w.now() == feed_writer::state::broken);
  w.flush();
  w.close(1001, "");
  CHECK(w.now() == feed_writer::state::broken);
}

TEST_CASE("a large frame for many is the same for each of them, whether its socket takes it at once or in parts", "[net][feed_writer]") {
  net::net_statistics statistics;
  net::frame_pages pages;
  counter a(large), b(30'000);
  const auto first = a.snapshot(), second = a.next(), small = b.snapshot();
  for (unsigned i = 0; i < net::frame_pages::copies_before + 4; ++i) {
    connection c;
    feed_writer w(c.ends[0], limits, pages, statistics);
    feed::subscription of_a(a, a.viewer), of_b(b, b.viewer);
    w.send(of_b, small, i % 2 == 0);
    w.send(of_a, first, i % 2 == 0);
    w.send(of_a, second, false);
    w.pong("p");
    w.flush();
    const auto frames = frames_of(drain(c, w));
    CAPTURE(i, steps(frames));
    REQUIRE(w.now() == feed_writer::state::empty);
    CHECK(std::ranges::count(frames, 10u, &written::opcode) == 1);
    // What was not taken at once comes merged; whatever comes is whole, and the last one shows the newest state.
    const auto newest = a.step(0);
    for (const written& seen : frames) {
      const auto same = [&](const feed::sequenced_frame& f) { return seen.text == feed::text_of(*f.text); };
      CHECK((seen.opcode == 10 || same(small) || same(first) || same(second) || same(newest)));
    }
    CHECK(of_a.sent_version == 2);
    CHECK(of_b.sent_version == 1);
    w.forget(of_a);
    w.forget(of_b);
  }
}

TEST_CASE("a viewer that is gone is told apart from one that does not read, when a large frame for many comes", "[net][feed_writer]") {
  std::signal(SIGPIPE, SIG_IGN);  // as the server does
  net::net_statistics statistics;
  net::frame_pages pages;
  counter a(30'000);
  const auto f = a.snapshot();
  for (unsigned i = 0; i < net::frame_pages::copies_before + 2; ++i) {
    connection c;
    feed_writer w(c.ends[0], limits, pages, statistics);
    if (i % 2 == 0) c.hang_up();
    for (int n = 0; n < 20; ++n) w.send(a.by, f, false);
    CHECK(w.now() == (i % 2 == 0 ? feed_writer::state::broken : feed_writer::state::blocked));
    w.forget(a.by);
  }
}

TEST_CASE("a frame that the socket took a part of on the direct way is finished before what comes after it", "[net][feed_writer]") {
  connection c;
  net::net_statistics statistics;
  net::frame_pages pages;
  net::direct_sockets direct(pages, statistics);
  feed_writer w(c.ends[0], limits, pages, statistics);
  counter a(large);
  const auto first = a.snapshot();
  const std::size_t taken = direct.write(c.ends[0], first.text);
  REQUIRE(taken > 0);
  REQUIRE(taken < first.text->size());
  CHECK(statistics.frames_sent == 0);
  w.go_on(a.by, first, taken);
  CHECK(w.now() == feed_writer::state::blocked);
  CHECK(a.by.sent_version == 1);
  w.send(a.by, a.next(), false);
  w.pong("p");
  CHECK(steps(frames_of(drain(c, w))) == "0>1 pong:p 1>2 ");
  CHECK(statistics.frames_sent == 2);
}

TEST_CASE("the direct way writes whole frames and counts them, and takes nothing of a connection that is full or gone", "[net][feed_writer]") {
  connection c;
  net::net_statistics statistics;
  net::frame_pages pages;
  net::direct_sockets direct(pages, statistics);
  counter a(100);
  const feed::frame f = a.snapshot().text;
  CHECK(direct.write(c.ends[0], f) == f->size());
  CHECK(c.take() == *f);
  CHECK(statistics.frames_sent == 1);
  CHECK(statistics.frame_bytes_sent == f->size());
  counter big(large);
  const feed::frame whole = big.snapshot().text;
  REQUIRE(direct.write(c.ends[0], whole) < whole->size());
  CHECK(direct.write(c.ends[0], whole) == 0);
  c.hang_up();
  CHECK(direct.write(c.ends[0], f) == 0);
  feed_writer w(c.ends[0], limits, pages, statistics);
  w.go_on(a.by, a.next(), 0);
  CHECK(w.now() == feed_writer::state::broken);
  CHECK(statistics.frames_sent == 1);
}
