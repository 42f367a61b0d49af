// SPDX-License-Identifier: MIT
#include "net/websocket_reader.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace northstar;
using net::websocket_reader;
using kind = net::websocket_reader::kind;

namespace {

struct frame_options {
  bool final = true;
  bool masked = true;
  unsigned reserved = 0;
  int length_bytes = 0;  // 0: the shortest
};

// A frame as a client sends it.
std::string frame(unsigned opcode, std::string payload, frame_options o = {}) {
  std::string out(1, static_cast<char>((o.final ? 0x80u : 0u) | o.reserved | opcode));
  const std::size_t size = payload.size();
  const int bytes = o.length_bytes != 0 ? o.length_bytes : size > 0xffff ? 8 : size > 125 ? 2 : 1;
  const unsigned mask_bit = o.masked ? 0x80 : 0;
  out.push_back(static_cast<char>(mask_bit | (bytes == 8 ? 127 : bytes == 2 ? 126 : static_cast<unsigned>(size))));
  for (int shift = (bytes - 1) * 8; bytes > 1 && shift >= 0; shift -= 8) out.push_back(static_cast<char>(size >> shift & 0xff));
  if (o.masked) {
    const std::string mask = "\x37\xfa\x21\x3d";
    out += mask;
    for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
  }
  return out + payload;
}

std::string close_payload(std::uint16_t code, const std::string& reason = "") {
  return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} + reason;
}

std::string named(const websocket_reader::event& e) {
  const char* names[] = {"nothing", "text", "binary", "ping", "pong", "close", "fault"};
  std::string out = names[static_cast<int>(e.what)];
  if (e.code != 0) out += " " + std::to_string(e.code);
  if (!e.payload.empty() || e.what <= kind::pong) out += ":" + std::string(e.payload);
  return out;
}

// What a reader tells of bytes that come in these pieces.
std::vector<std::string> told(const std::vector<std::string>& pieces, std::size_t message_max = 64 * 1024) {
  std::vector<std::string> out;
  websocket_reader reader(message_max);
  for (std::string piece : pieces) {
    std::span<char> bytes(piece);
    while (true) {
      const auto e = reader.next(bytes);
      if (e.what == kind::nothing) break;
      out.push_back(named(e));
      if (e.what == kind::fault) return out;
    }
    REQUIRE(bytes.empty());
  }
  return out;
}

std::vector<std::string> told(const std::string& all, std::size_t message_max = 64 * 1024) {
  return told(std::vector<std::string>{all}, message_max);
}

using list = std::vector<std::string>;

}  // namespace

TEST_CASE("messages and control frames come out as they were sent", "[net][websocket]") {
  CHECK(told(frame(1, "hello")) == list{"text:hello"});
  CHECK(told(frame(1, "")) == list{"text:"});
  CHECK(told(frame(2, "\x01\x02")) == list{"binary:\x01\x02"});
  CHECK(told(frame(9, "are you there")) == list{"ping:are you there"});
  CHECK(told(frame(10, "")) == list{"pong:"});
  CHECK(told(frame(1, "a") + frame(9, "b") + frame(1, "c")) == list{"text:a", "ping:b", "text:c"});
  CHECK(told(frame(1, std::string(126, 'x'))) == list{"text:" + std::string(126, 'x')});
  CHECK(told(frame(1, std::string(65'536, 'x')), 65'536) == list{"text:" + std::string(65'536, 'x')});
}

TEST_CASE("a message in fragments is one message, with control frames told in between", "[net][websocket]") {
  const std::string all = frame(1, "one ", {.final = false}) + frame(9, "p") + frame(0, "", {.final = false}) + frame(10, "q") +
                          frame(0, "two", {.final = true}) + frame(1, "next");
  CHECK(told(all) == list{"ping:p", "pong:q", "text:one two", "text:next"});
  // Fragments without number in one read are a loop, not a recursion.
  std::string many = frame(1, "x", {.final = false});
  for (int i = 0; i < 10'000; ++i) many += frame(0, "", {.final = false});
  CHECK(told(many + frame(0, "y")) == list{"text:xy"});
}

TEST_CASE("bytes torn anywhere tell the same", "[net][websocket]") {
  const std::string all = frame(1, "short") + frame(1, std::string(300, 'l'), {.final = false}) + frame(9, "ping") +
                          frame(0, "ä€𝄞") + frame(2, std::string(200, '\x7f')) + frame(9, "") + frame(8, close_payload(1000, "bye"));
  const list whole = told(all);
  REQUIRE(whole.size() == 6);
  CHECK(whole.back() == "close 1000:bye");
  for (std::size_t cut = 1; cut < all.size(); ++cut) {
    INFO(cut);
    REQUIRE(told({all.substr(0, cut), all.substr(cut)}) == whole);
  }
  list bytes;
  for (const char c : all) bytes.emplace_back(1, c);
  CHECK(told(bytes) == whole);

  const auto seed = std::random_device()();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    list pieces;
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t n = std::min<std::size_t>(1 + random() % 40, all.size() - at);
      pieces.push_back(all.substr(at, n));
      at += n;
    }
    REQUIRE(told(pieces) == whole);
  }
}

TEST_CASE("what breaks RFC 6455 is a fault with the code to close with", "[net][websocket]") {
  struct row {
    std::string bytes;
    std::string fault;
  };
  const std::string open = frame(1, "a", {.final = false});
  const row table[] = {
      {frame(1, "a", {.masked = false}), "fault 1002"},
      {frame(1, "a", {.reserved = 0x40}), "fault 1002"},
      {frame(1, "a", {.reserved = 0x10}), "fault 1002"},
      {frame(3, "a"), "fault 1002"},
      {frame(11, "a"), "fault 1002"},
      {frame(0, "nothing to go on with"), "fault 1002"},
      {open + frame(1, "another before the end"), "fault 1002"},
      {open + frame(2, "another before the end"), "fault 1002"},
      {frame(9, "a", {.final = false}), "fault 1002"},
      {frame(9, std::string(126, 'x')), "fault 1002"},
      {frame(1, "a", {.length_bytes = 2}), "fault 1002"},
      {frame(1, std::string(126, 'x'), {.length_bytes = 8}), "fault 1002"},
      {std::string("\x81\xff\x80\x00\x00\x00\x00\x00\x00\x00mask", 14), "fault 1002"},
      {frame(8, "x"), "fault 1002"},
      {frame(8, close_payload(999)), "fault 1002"},
      {frame(8, close_payload(1005)), "fault 1002"},
      {frame(8, close_payload(1006)), "fault 1002"},
      {frame(8, close_payload(1016)), "fault 1002"},
      {frame(8, close_payload(5000)), "fault 1002"},
      {frame(8, close_payload(1000, "\xff")), "fault 1007"},
      {frame(1, "\xc0\x80"), "fault 1007"},
      {frame(1, "\xed\xa0\x80"), "fault 1007"},
      {frame(1, "\xe2\x82"), "fault 1007"},
  };
  for (const row& r : table) {
    INFO(r.fault << " row " << &r - table);
    CHECK(told(r.bytes).back() == r.fault);
    list bytes;
    for (const char c : r.bytes) bytes.emplace_back(1, c);
    CHECK(told(bytes).back() == r.fault);
  }
  CHECK(told(frame(8, "")) == list{"close 1005"});
  CHECK(told(frame(8, close_payload(4999, "so"))) == list{"close 4999:so"});
}

TEST_CASE("a character torn between fragments is whole in the message", "[net][websocket]") {
  CHECK(told(frame(1, "\xe2", {.final = false}) + frame(0, "\x82\xac")) == list{"text:€"});
}

TEST_CASE("a message past its limit is a fault as soon as a header says so", "[net][websocket]") {
  CHECK(told(frame(1, std::string(101, 'x')).substr(0, 8), 100) == list{"fault 1009"});
  const std::string fragments = frame(1, std::string(60, 'x'), {.final = false}) + frame(0, std::string(41, 'x'));
  CHECK(told(fragments, 100) == list{"fault 1009"});
  CHECK(told(fragments, 101).size() == 1);
  CHECK(told(std::string("\x81\xff\x00\x00\x00\xff\x00\x00\x00\x00mask", 14)) == list{"fault 1009"});
}

TEST_CASE("between messages a reader holds nothing", "[net][websocket]") {
  websocket_reader reader(1000);
  const auto feed = [&](std::string text) {
    std::span<char> bytes(text);
    while (reader.next(bytes).what != kind::nothing) {
    }
    return reader.idle();
  };
  CHECK(reader.idle());
  CHECK(feed(frame(1, "whole")));
  const std::string parted = frame(1, "in two");
  CHECK_FALSE(feed(parted.substr(0, 1)));
  CHECK_FALSE(feed(parted.substr(1, 7)));
  CHECK(feed(parted.substr(8)));
  CHECK_FALSE(feed(frame(1, "piece", {.final = false})));
  CHECK_FALSE(feed(frame(9, "ping")));
  CHECK(feed(frame(0, "end")));
}
