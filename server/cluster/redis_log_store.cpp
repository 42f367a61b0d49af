// SPDX-License-Identifier: MIT
#include "cluster/redis_log_store.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cassert>
#include <utility>

#include "cluster/copy_scripts.hpp"
#include "cluster/redis_log_replies.hpp"
#include "cluster/redis_log_scripts.hpp"
#include "redis/key_name.hpp"

namespace northstar::cluster {

namespace {

using redis::reply;
using redis::words;
using got = redis::result<reply>;

constexpr std::size_t read_bytes_max = std::size_t{4} << 20;

// One of the two ways to Redis, and which server it leads to: known once the server's name has been
// asked for.
struct way {
  way(boost::asio::io_context& io, const redis::address& to,
      const redis::connection_settings& settings, std::uint64_t seed)
      : over(io, to, settings, seed), scripts(over) {}

  redis::connection over;
  redis::script_runner scripts;
  std::string server;
};

class redis_log_store final : public log_store {
 public:
  redis_log_store(boost::asio::io_context& io, const redis::address& to, const std::string& name,
                  std::uint64_t seed, const redis::connection_settings& settings)
      : io_(io),
        log_(redis::key_of(name, "log")),
        epoch_(redis::key_of(name, "epoch")),
        last_(redis::key_of(name, "last")),
        nodes_(redis::key_of(name, "nodes")),
        copy_wanted_(copy_keys(name).wanted),
        sender_(redis::key_of(name, "append:" + std::to_string(seed))),
        command_ms_(settings.command_ms),
        main_(io, to, settings, seed),
        waiting_(io, to, settings, ~seed) {
    for (auto* w : {&main_, &waiting_}) {
      w->over.on_state([this, w](bool up) { up ? ask_server(*w) : lose(*w); });
      w->over.open();
    }
  }

  void head(head_answer then) override {
    ask(scripts_.head, {log_, epoch_}, {}, head_of, std::move(then));
  }
  void begin(const std::string& epoch, head_answer then) override {
    ask(scripts_.begin, {log_, epoch_}, {epoch}, head_of, std::move(then));
  }
  void read(std::uint64_t first, std::size_t count, std::int64_t wait_ms,
            read_answer then) override;
  void append(const log_head& to, std::vector<offer> offers, seq_answer then) override;
  void restore(const std::string& epoch, const std::string& after, std::vector<log_entry> entries,
               seq_answer then) override;
  void trim(std::uint64_t first, seq_answer then) override;
  void note_applied(const std::string& id, std::uint64_t applied, std::int64_t alive_ms,
                    seq_answer then) override;
  void on_reach(std::function<void(bool)> call) override { call_ = std::move(call); }

 private:
  void ask_server(way& w);
  void lose(way& w);
  void compare();
  template <class T>
  result<T> settled(way& w, got r, result<T> (*made)(reply));
  template <class T>
  void ask(const redis::script& what, const words& keys, const words& arguments,
           result<T> (*made)(reply), std::function<void(const result<T>&)> then);
  void wait(std::uint64_t first, std::size_t count, std::int64_t wait_ms, read_answer then);
  void woken(std::uint64_t first, std::size_t count, result<std::vector<log_entry>> found,
             const read_answer& then);
  void finish_read(const result<std::vector<log_entry>>& found, const read_answer& then);

  template <class T>
  bool refused(const std::function<void(const result<T>&)>& then);

  boost::asio::io_context& io_;
  const redis_log_scripts scripts_;
  const std::string log_, epoch_, last_, nodes_, copy_wanted_, sender_;
  const std::int64_t command_ms_;
  way main_;
  way waiting_;
  std::function<void(bool)> call_;
  std::string server_;       // what both lead to; empty: out of reach
  std::uint64_t given_ = 0;  // appends so far
  std::uint64_t unanswered_ = 0;
  std::uint64_t reads_on_ = 0;  // the entry behind the last one read from server_; 0: none was
  bool reading_ = false;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

// ---- reaching it

void redis_log_store::ask_server(way& w) {
  w.scripts.run(scripts_.server, {log_}, {}, [this, &w, time = w.over.times_up()](const got& r) {
    if (r.has_error() || time != w.over.times_up()) return;  // the connection begins anew by itself
    if (r->is_error()) return w.over.renew(r->text);
    w.server = r->text;
    compare();
  });
}

void redis_log_store::compare() {
  if (main_.server.empty() || waiting_.server.empty()) return;
  if (main_.server != waiting_.server) {
    main_.over.renew("the two connections lead to different servers");
    return waiting_.over.renew("the two connections lead to different servers");
  }
  server_ = main_.server;
  reads_on_ = 0;
  if (call_) call_(true);
}

void redis_log_store::lose(way& w) {
  w.server.clear();
  if (!std::exchange(server_, {}).empty() && call_) call_(false);
}

// ---- asking it

template <class T>
result<T> redis_log_store::settled(way& w, got r, result<T> (*made)(reply)) {
  if (r.has_error()) return errc::away;
  if (!r->is_error()) return made(std::move(*r));
  const auto v = verdict_on(*r);
  if (!v.renew) return v.what;
  // Not the server it was, under the same connection: then neither of the two is to be trusted.
  if (v.what == errc::other_log) (&w == &main_ ? waiting_ : main_).over.renew(r->text);
  w.over.renew(r->text);
  return v.what;
}

// Out of reach: said at once, but never from within the call.
template <class T>
bool redis_log_store::refused(const std::function<void(const result<T>&)>& then) {
  if (!server_.empty()) return false;
  boost::asio::post(io_, [alive = std::weak_ptr<bool>(alive_), then] {
    if (!alive.expired()) then(errc::away);
  });
  return true;
}

template <class T>
void redis_log_store::ask(const redis::script& what, const words& keys, const words& arguments,
                          result<T> (*made)(reply), std::function<void(const result<T>&)> then) {
  if (refused(then)) return;
  main_.scripts.run(what, keys, arguments, [this, made, then = std::move(then)](got r) {
    then(settled(main_, std::move(r), made));
  });
}

void redis_log_store::append(const log_head& to, std::vector<offer> offers, seq_answer then) {
  if (refused(then)) return;
  const auto before = unanswered_ == 0 ? std::string{} : std::to_string(given_);
  const auto own = std::to_string(++given_);
  words arguments{to.epoch, to.server, before, own};
  for (const auto& o : offers) {
    assert(o.body.size() <= entry_bytes_max);
    arguments.insert(arguments.end(), {o.uid, o.body});
  }
  ++unanswered_;
  // Whoever meant another server knows by now, or will, that this one has taken its place.
  const bool of_this = to.server == server_;
  main_.scripts.run(scripts_.append, {log_, epoch_, last_, sender_}, arguments,
                    [this, of_this, then = std::move(then)](got r) {
                      --unanswered_;
                      if (r.has_value() && r->error_word() == said::other_server && !of_this)
                        return then(errc::other_log);
                      then(settled(main_, std::move(r), number_of));
                    });
}

void redis_log_store::restore(const std::string& epoch, const std::string& after,
                              std::vector<log_entry> entries, seq_answer then) {
  assert(!entries.empty());
  const auto first = std::to_string(entries.front().seq);
  words arguments{server_, epoch, first, after};
  for (const auto& e : entries) arguments.insert(arguments.end(), {e.uid, e.body});
  ask(scripts_.restore, {log_, epoch_, last_}, arguments, number_of, std::move(then));
}

void redis_log_store::trim(std::uint64_t first, seq_answer then) {
  const auto from = std::to_string(first);
  ask(scripts_.trim, {log_, copy_wanted_}, {server_, from}, number_of, std::move(then));
}

void redis_log_store::note_applied(const std::string& id, std::uint64_t applied,
                                   std::int64_t alive_ms, seq_answer then) {
  const auto at = std::to_string(applied), alive = std::to_string(alive_ms);
  ask(scripts_.note_applied, {nodes_}, {server_, id, at, alive}, number_of, std::move(then));
}

// ---- reading

// What is there is taken by a script, which keeps to the bounds. At the end XREAD waits for one
// entry, and the next read takes what has come meanwhile.
void redis_log_store::read(std::uint64_t first, std::size_t count, std::int64_t wait_ms,
                           read_answer then) {
  assert(!reading_);
  if (refused(then)) return;
  reading_ = true;
  const auto from = std::to_string(first), entries = std::to_string(count),
             bytes = std::to_string(read_bytes_max);
  const words arguments{server_, from, entries, bytes, first == reads_on_ ? "0" : "1"};
  waiting_.scripts.run(scripts_.read, {log_}, arguments,
                       [this, first, count, wait_ms, then = std::move(then)](got r) {
                         auto found = settled(waiting_, std::move(r), entries_of);
                         if (found.has_value() && found->empty() && wait_ms > 0)
                           return wait(first, count, wait_ms, then);
                         finish_read(found, then);
                       });
}

void redis_log_store::wait(std::uint64_t first, std::size_t count, std::int64_t wait_ms,
                           read_answer then) {
  const auto patience = std::to_string(wait_ms), after = std::to_string(first - 1) + "-1";
  const auto found = std::make_shared<result<std::vector<log_entry>>>(errc::away);
  const words command{"XREAD", "COUNT", "1", "BLOCK", patience, "STREAMS", log_, after};
  waiting_.over.send(
      command, [this, found](got r) { *found = settled(waiting_, std::move(r), woken_with); },
      wait_ms + command_ms_);
  // Behind it, without another way there and back: was it still the same server that answered?
  waiting_.scripts.run(
      scripts_.server, {log_}, {},
      [this, first, count, found, then = std::move(then)](const got& r) {
        if (r.has_error() || r->is_error()) return finish_read(errc::away, then);
        if (r->text != server_) {
          waiting_.over.renew("another server under the same connection");
          return finish_read(errc::away, then);
        }
        woken(first, count, std::move(*found), then);
      },
      wait_ms + command_ms_);
}

void redis_log_store::woken(std::uint64_t first, std::size_t count,
                            result<std::vector<log_entry>> found, const read_answer& then) {
  const bool skipped = found.has_value() && !found->empty() && found->front().seq != first;
  if (!skipped) return finish_read(found, then);
  // Entries are missing before the one that came: the script knows why.
  reading_ = false;
  reads_on_ = 0;
  read(first, count, 0, then);
}

void redis_log_store::finish_read(const result<std::vector<log_entry>>& found,
                                  const read_answer& then) {
  reading_ = false;
  if (found.has_value() && !found->empty()) reads_on_ = found->back().seq + 1;
  then(found);
}

}  // namespace

std::unique_ptr<log_store> create_redis_log_store(boost::asio::io_context& io,
                                                  const redis::address& to, const std::string& name,
                                                  std::uint64_t seed,
                                                  const redis::connection_settings& settings) {
  return std::make_unique<redis_log_store>(io, to, name, seed, settings);
}

}  // namespace northstar::cluster
