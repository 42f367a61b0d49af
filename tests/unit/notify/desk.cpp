// SPDX-License-Identifier: MIT
#include "notify/desk.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"

using namespace northstar::notify;

namespace {

// What several nodes share: whose turn it is, and what was told.
struct shared_book {
  int holder = 0;  // 0: nobody
  std::uint64_t turn = 0;
  bool away = false;
  std::map<std::string, std::string> told;
};

// Answers when the test lets it.
struct lane_book final : sent_book {
  lane_book(shared_book& in, int who) : in_(in), who_(who) {}
  void ask(const std::vector<notice>& about, std::function<void(const standing&)> then) override {
    waiting.push_back([this, about, then] {
      if (in_.away) return then({});
      if (in_.holder == 0) in_.holder = who_, ++in_.turn;
      standing s{true, in_.holder == who_ ? in_.turn : 0, {}};
      for (const notice& n : about) s.told.push_back(in_.told.contains(n.key) && in_.told[n.key] == n.value);
      then(s);
    });
  }
  void note(const notice& n, std::uint64_t turn, std::function<void(bool)> then) override {
    waiting.push_back([this, n, turn, then] {
      const bool ours = !in_.away && in_.holder == who_ && in_.turn == turn;
      if (ours) in_.told[n.key] = n.value;
      then(ours);
    });
  }
  std::vector<std::function<void()>> waiting;

 private:
  shared_book& in_;
  int who_;
};

struct node {
  node(shared_book& book, int who, const std::int64_t& now)
      : pages(book, who),
        told(pages, [this](const notice& n, auto then) { sending.emplace_back(n, std::move(then)); }, [&now] { return now; }) {}
  void settle() {
    while (!pages.waiting.empty())
      for (const auto& f : std::exchange(pages.waiting, {})) f();
  }
  void look() {
    told.run_due();
    settle();
  }
  void answer(delivery d) {
    const auto [n, then] = std::move(sending.front());
    sending.erase(sending.begin());
    if (d == delivery::done) arrived.push_back(n.key + "=" + n.value);
    then(d);
    settle();
  }
  std::vector<std::pair<notice, std::function<void(delivery)>>> sending;
  std::vector<std::string> arrived;
  lane_book pages;
  desk told;
};

notice about(const std::string& key, std::int64_t at, const std::string& value = "x") { return {key, value, "northstar.alert", "{}", at}; }

}  // namespace

TEST_CASE("of several nodes one tells, in order, and when it dies another goes on where it was", "[notify]") {
  std::int64_t now = 1'000'000;
  shared_book book;
  node a(book, 1, now), b(book, 2, now);
  for (const char* key : {"k1", "k2", "k3"})
    for (node* n : {&a, &b}) n->told.add(about(key, now)), n->settle();
  REQUIRE(a.sending.size() == 1);
  CHECK(b.sending.empty());
  a.answer(delivery::done);
  CHECK(a.arrived == std::vector<std::string>{"k1=x"});
  REQUIRE(a.sending.size() == 1);  // k2 is on its way when the node dies
  book.holder = 0;
  now += 3'000;
  b.look();
  REQUIRE(b.sending.size() == 1);
  b.answer(delivery::done);
  b.answer(delivery::done);
  CHECK(b.arrived == std::vector<std::string>{"k2=x", "k3=x"});
  CHECK(b.told.waiting() == 0);
  // It was not dead, only slow: what it sent is under the same id, and it sends nothing more.
  a.answer(delivery::done);
  CHECK(a.sending.empty());
  now += 3'000;
  a.look();
  CHECK(a.told.waiting() == 0);
  CHECK(a.sending.empty());
}

TEST_CASE("while the book is out of reach nothing is told, and nothing is forgotten", "[notify]") {
  std::int64_t now = 1'000'000;
  shared_book book;
  node a(book, 1, now);
  book.away = true;
  a.told.add(about("k1", now));
  a.settle();
  CHECK(a.sending.empty());
  book.away = false;
  now += 3'000;
  a.look();
  CHECK(a.sending.size() == 1);
}

TEST_CASE("what does not arrive is tried again after longer and longer, what is refused is passed over", "[notify]") {
  std::int64_t now = 1'000'000;
  shared_book book;
  node a(book, 1, now);
  a.told.add(about("k1", now)), a.settle();
  a.told.add(about("k2", now)), a.settle();
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 10; ++i) {
    REQUIRE(a.sending.size() == 1);
    CHECK(a.sending.front().first.key == "k1");
    a.answer(delivery::again);
    const std::int64_t from = now;
    while (a.sending.empty()) now += 1'000, a.look();
    waits.push_back(now - from);
  }
  CHECK(waits == std::vector<std::int64_t>{5'000, 10'000, 20'000, 40'000, 80'000, 160'000, 320'000, 640'000, 900'000, 900'000});
  a.answer(delivery::refused);
  REQUIRE(a.sending.size() == 1);
  a.answer(delivery::done);
  CHECK(a.arrived == std::vector<std::string>{"k2=x"});
  CHECK(a.told.counts().told == 1);
  CHECK(a.told.counts().passed_over == 1);
}

TEST_CASE("of one light the newest is told, and nothing when it is what was told last", "[notify]") {
  std::int64_t now = 1'000'000;
  shared_book book;
  node a(book, 1, now);
  a.told.add(about("cell", now, "red")), a.settle();
  a.answer(delivery::done);
  a.told.add(about("other", now)), a.settle();  // on its way
  a.told.add(about("cell", now, "green")), a.settle();
  a.told.add(about("cell", now, "red")), a.settle();
  a.answer(delivery::done);
  now += 3'000;
  a.look();
  CHECK(a.arrived == std::vector<std::string>{"cell=red", "other=x"});
  CHECK(a.told.waiting() == 0);
}

TEST_CASE("what waits is bounded in number and age, and ends when nobody wants it", "[notify]") {
  std::int64_t now = 100'000'000'000;
  shared_book book;
  book.holder = 9;  // somebody else
  node a(book, 1, now);
  for (int i = 0; i < 1'200; ++i) a.told.add(about("k" + std::to_string(i), now + i));
  CHECK(a.told.waiting() == 1'000);
  CHECK(a.told.counts().passed_over == 200);
  now += 24 * 3'600'000 + 700;
  a.settle(), a.look();
  CHECK(a.told.waiting() == 500);
  book.holder = 0;
  now += 3'000;
  a.told.add(about("new", now)), a.settle();
  REQUIRE(a.sending.size() == 1);
  a.answer(delivery::gone);
  CHECK(a.told.waiting() == 0);
  a.told.add(about("newer", now)), a.settle();
  CHECK(a.told.waiting() == 0);
}
