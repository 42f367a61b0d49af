// SPDX-License-Identifier: MIT
#include "cluster/log_store_contract.hpp"

#include <optional>

#include "catch.hpp"
#include "redis/loop.hpp"

namespace northstar::test {

using namespace northstar::cluster;

namespace {

template <class T, class Call>
result<T> answered(boost::asio::io_context& io, Call&& call) {
  const auto got = std::make_shared<std::optional<result<T>>>();
  call([got](const result<T>& r) { *got = r; });
  CHECK_FALSE(got->has_value());  // never from within the call
  run_until(io, [&] { return got->has_value(); });
  return **got;
}

template <class T>
boost::system::error_code fault(const result<T>& r) {
  return r.has_error() ? r.error() : boost::system::error_code{};
}

std::unique_ptr<log_store> reached(boost::asio::io_context& io,
                                   const std::function<std::unique_ptr<log_store>()>& connect) {
  auto store = connect();
  run_until(io, [&] { return head_of(io, *store).has_value(); });
  return store;
}

void check_begin(boost::asio::io_context& io, log_store& a, log_store& b) {
  const auto none = head_of(io, a).value();
  CHECK(none.epoch.empty());
  CHECK(none.first == 1);
  CHECK(none.last == 0);
  CHECK(fault(append(io, a, none, {offer_of("a", "x")})) == errc::other_log);
  CHECK(begin(io, a, "epoch-a")->epoch == "epoch-a");
  CHECK(begin(io, b, "epoch-b")->epoch == "epoch-a");  // somebody has
  const auto head = head_of(io, b).value();
  CHECK(head.epoch == "epoch-a");
  CHECK(head.server == head_of(io, a)->server);
  CHECK(head.last == 0);
}

void check_append(boost::asio::io_context& io, log_store& a, log_store& b) {
  const auto to = head_of(io, a).value();
  CHECK(*append(io, a, to, {offer_of("1", "one"), offer_of("2", "")}) == 2);
  CHECK(*append(io, b, to, {offer_of("3", std::string("\0\r\n\xff", 4))}) == 3);
  const auto found = read(io, b, 1, 100).value();
  REQUIRE(found.size() == 3);
  CHECK(found[0].seq == 1);
  CHECK(found[0].uid == offer_of("1", "").uid);
  CHECK(found[1].body.empty());
  CHECK(found[2].body == std::string("\0\r\n\xff", 4));

  auto other_epoch = to, other_server = to;
  other_epoch.epoch = "epoch-b";
  other_server.server += "x";
  CHECK(fault(append(io, a, other_epoch, {offer_of("x", "x")})) == errc::other_log);
  CHECK(fault(append(io, a, other_server, {offer_of("x", "x")})) == errc::other_log);
  CHECK(head_of(io, a)->last == 3);
}

// Several under way, of two nodes: each node's stand in the order of its calls, and whole.
void check_order(boost::asio::io_context& io, log_store& a, log_store& b) {
  const auto to = head_of(io, a).value();
  std::vector<std::uint64_t> done;
  std::size_t asked = 0;
  for (int i = 0; i < 50; ++i)
    for (auto* store : {&a, &b}) {
      const std::string name = store == &a ? "a" : "b";
      ++asked;
      store->append(to,
                    {offer_of(name, name + std::to_string(i)),
                     offer_of(name, name + std::to_string(i) + "+")},
                    [&](const result<std::uint64_t>& r) { done.push_back(r.value()); });
    }
  run_until(io, [&] { return done.size() == asked; });
  const auto found = read(io, a, to.last + 1, 1000).value();
  REQUIRE(found.size() == 2 * asked);
  int next_a = 0, next_b = 0;
  for (std::size_t i = 0; i < found.size(); i += 2) {
    const bool of_a = found[i].body.front() == 'a';
    CHECK(found[i].body == (of_a ? "a" + std::to_string(next_a) : "b" + std::to_string(next_b)));
    CHECK(found[i + 1].body == found[i].body + "+");
    ++(of_a ? next_a : next_b);
  }
}

void check_read(boost::asio::io_context& io, log_store& a, log_store& b) {
  const auto to = head_of(io, a).value();
  CHECK(read(io, a, 2, 2)->size() == 2);
  CHECK(read(io, a, 2, 2)->front().seq == 2);
  CHECK(shown(read(io, a, to.last + 1, 10)).empty());
  CHECK(shown(read(io, a, to.last + 1, 10, 5)).empty());
  CHECK(fault(read(io, a, to.last + 2, 10)) == errc::other_log);

  std::optional<result<std::vector<log_entry>>> waited;
  a.read(to.last + 1, 10, 60'000, [&](const result<std::vector<log_entry>>& r) { waited = r; });
  CHECK(*append(io, b, to, {offer_of("new", "new")}) == to.last + 1);
  run_until(io, [&] { return waited.has_value(); });
  CHECK(shown(*waited) == std::to_string(to.last + 1) + ":new ");

  const std::string large(entry_bytes_max, 'x'), half(entry_bytes_max / 2, 'y');
  CHECK(append(io, a, to,
               {offer_of("1", large), offer_of("2", large), offer_of("3", half),
                offer_of("4", half), offer_of("5", "z")})
            .has_value());
  CHECK(read(io, b, to.last + 2, 100)->size() == 1);
  CHECK(read(io, b, to.last + 3, 100)->front().body == large);
  CHECK(read(io, b, to.last + 4, 100)->size() == 2);
  CHECK(read(io, b, to.last + 5, 100)->size() == 2);
}

void check_trim(boost::asio::io_context& io, log_store& a, log_store& b) {
  const auto before = head_of(io, a).value();
  const auto trim = [&](std::uint64_t first) {
    return answered<std::uint64_t>(io, [&](auto then) { b.trim(first, std::move(then)); });
  };
  CHECK(*trim(before.last - 1) <= before.last - 1);
  CHECK(read(io, a, before.last - 1, 10)->size() == 2);
  const auto after = head_of(io, a).value();
  CHECK(after.first <= before.last - 1);
  CHECK(after.last == before.last);
  if (after.first > 1) CHECK(fault(read(io, a, after.first - 1, 10)) == errc::trimmed);
  CHECK(trim(before.last + 1).has_value());
  const auto all_gone = head_of(io, a).value();
  CHECK(all_gone.last == before.last);
  if (all_gone.first == all_gone.last + 1) {
    CHECK(fault(read(io, a, before.last, 10, 5)) == errc::trimmed);
    CHECK(shown(read(io, a, before.last + 1, 10)).empty());
  }
  CHECK(*append(io, a, before, {offer_of("next", "next")}) == before.last + 1);
  CHECK(shown(read(io, b, before.last + 1, 10)) == std::to_string(before.last + 1) + ":next ");
}

void check_restore(boost::asio::io_context& io, log_store& a) {
  const auto head = head_of(io, a).value();
  const auto entry = [](std::uint64_t seq) {
    return log_entry{seq, offer_of("r", "").uid, "restored"};
  };
  const auto newest = read(io, a, head.last, 1)->front().uid;
  CHECK(fault(restore(io, a, head.epoch, newest, {entry(head.last)})) == errc::other_log);
  CHECK(fault(restore(io, a, head.epoch, newest, {entry(head.last + 2)})) == errc::other_log);
  CHECK(fault(restore(io, a, "epoch-b", newest, {entry(head.last + 1)})) == errc::other_log);
  CHECK(fault(restore(io, a, head.epoch, "another", {entry(head.last + 1)})) == errc::other_log);
  CHECK(fault(restore(io, a, head.epoch, "", {entry(head.last + 1)})) == errc::other_log);
  CHECK(head_of(io, a)->last == head.last);
  CHECK(*restore(io, a, head.epoch, newest, {entry(head.last + 1), entry(head.last + 2)}) == head.last + 2);
  CHECK(read(io, a, head.last + 2, 1)->front().body == "restored");
}

void check_notes(boost::asio::io_context& io, log_store& a, log_store& b) {
  const auto note = [&](log_store& s, const std::string& id, std::uint64_t applied,
                        std::int64_t alive_ms) {
    return answered<std::uint64_t>(
               io, [&](auto then) { s.note_applied(id, applied, alive_ms, std::move(then)); })
        .value();
  };
  CHECK(note(a, "a", 900, 60'000) == 900);
  CHECK(note(b, "b", 700, 60'000) == 700);
  CHECK(note(a, "a", 901, 60'000) == 700);
  CHECK(note(b, "b", 1000, 60'000) == 901);
}

void check_silence(boost::asio::io_context& io,
                   const std::function<std::unique_ptr<log_store>()>& connect) {
  auto store = reached(io, connect);
  int heard = 0;
  store->head([&](const auto&) { ++heard; });
  store->read(1, 1, 60'000, [&](const auto&) { ++heard; });
  store.reset();
  io.restart();
  io.run_for(std::chrono::milliseconds(20));
  CHECK(heard == 0);
}

}  // namespace

void check_log_store(boost::asio::io_context& io,
                     const std::function<std::unique_ptr<log_store>()>& connect) {
  const auto a = reached(io, connect), b = reached(io, connect);
  check_begin(io, *a, *b);
  check_append(io, *a, *b);
  check_order(io, *a, *b);
  check_read(io, *a, *b);
  check_trim(io, *a, *b);
  check_restore(io, *a);
  check_notes(io, *a, *b);
  check_silence(io, connect);
}

result<log_head> head_of(boost::asio::io_context& io, log_store& store) {
  return answered<log_head>(io, [&](auto then) { store.head(std::move(then)); });
}

result<log_head> begin(boost::asio::io_context& io, log_store& store, const std::string& epoch) {
  return answered<log_head>(io, [&](auto then) { store.begin(epoch, std::move(then)); });
}

result<std::uint64_t> append(boost::asio::io_context& io, log_store& store, const log_head& to,
                             std::vector<offer> offers) {
  return answered<std::uint64_t>(
      io, [&](auto then) { store.append(to, std::move(offers), std::move(then)); });
}

result<std::uint64_t> restore(boost::asio::io_context& io, log_store& store,
                              const std::string& epoch, const std::string& after,
                              std::vector<log_entry> entries) {
  return answered<std::uint64_t>(
      io, [&](auto then) { store.restore(epoch, after, std::move(entries), std::move(then)); });
}

result<std::vector<log_entry>> read(boost::asio::io_context& io, log_store& store,
                                    std::uint64_t first, std::size_t count, std::int64_t wait_ms) {
  return answered<std::vector<log_entry>>(
      io, [&](auto then) { store.read(first, count, wait_ms, std::move(then)); });
}

offer offer_of(const std::string& name, std::string body) {
  offer o{name, std::move(body)};
  o.uid.resize(16, '.');
  return o;
}

std::string shown(const result<std::vector<log_entry>>& entries) {
  if (entries.has_error()) return entries.error().message();
  std::string text;
  for (const auto& e : *entries) text += std::to_string(e.seq) + ':' + e.body + ' ';
  return text;
}

}  // namespace northstar::test
