// SPDX-License-Identifier: MIT
// A node's side of the shared log. What the node offers is put on its disk, then appended, then read back with everybody else's, in the log's
// order. The log may go away, come back, and have lost its end or all of it: this finds out and puts back what this node still has. One thread; time is
// handed in. Bytes only: what they mean is the host's affair.
//
// Whether this node and the log have the same past is told by one comparison: of the uid of the newest entry that both should have. For that no two
// attempts to append share a uid, and what is put back is put behind the entry that it stood behind.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "cluster/log_store.hpp"
#include "cluster/outbox.hpp"

namespace northstar::cluster {

struct log_point {
  std::uint64_t seq = 0;
  std::string uid;
};

enum class taking : std::uint8_t {
  go_on,
  enough,  // it is taken; go_on() follows
  never,   // what it stands for cannot be taken from the log: as left_behind()
};

// What the node is asked for.
class log_host {
 public:
  virtual ~log_host() = default;

  virtual const std::string& epoch() const = 0;
  // The newest entry that is on this disk with all it came to; seq 0: none.
  virtual log_point applied() const = 0;
  // The uid of an entry at or before that; empty: not known any more.
  virtual std::string uid_of(std::uint64_t seq) = 0;
  // Entries as the disk can make them again, from `first` on (or the first one it still can), up to applied(), 4 MiB of them at most.
  virtual result<std::vector<log_entry>> entries(std::uint64_t first) = 0;
  // Asked when nobody has begun the log and this node has applied nothing. False: what it recorded alone is to be the log's first entry, and the node starts anew with that.
  virtual bool begins() = 0;
  // Whether somebody would miss it: not when it only says where or when something was.
  virtual bool is_worth_offering(const log_entry& e) = 0;
  // What a log begins with when this node, which has nothing yet, is its first.
  virtual std::vector<offer> first_entries() = 0;

  // The next entry in order; log_client::applied() says when it is on the disk.
  virtual taking take(log_entry e) = 0;
  // An entry that says so in the log's own order when another server keeps it; positions of before do not compare with those behind. Offered by every
  // node that finds out; the first one counts.
  virtual offer server_changed(const std::string& server) = 0;
  virtual const std::string& server() const = 0;  // the one last taken

  // Asked when this node has applied nothing yet, or the log is of another epoch. True: go on. False: the node takes the log's identity and starts anew, or gives
  // up.
  virtual bool joins(const log_head& at) = 0;
  // Entries behind `common` that this node has applied are not in the log, where others stand in their place. They have been offered again; the node has to take
  // back what it applied and read on from there.
  virtual void overtaken(std::uint64_t common) = 0;
  // The log does not keep what this node needs next.
  virtual void left_behind() = 0;
  // The newest entry that is of before that instant, and that nobody needs in the log any more as far as this node can tell; 0: there is none.
  virtual std::uint64_t trimmable(std::int64_t older_than) = 0;
};

enum class log_state : std::uint8_t { away, catching_up, in_step };

struct log_limits {
  std::size_t waiting_bytes_max = std::size_t{256} << 20;  // offers not come back yet; past it offer() refuses
  std::size_t append_entries_max = 256;                    // of one append
  std::size_t append_bytes_max = std::size_t{1} << 20;
  std::size_t appends_under_way_max = 8;
  std::size_t read_entries_max = 128;
  std::int64_t read_wait_ms = 1'000;
  std::int64_t retry_ms = 500;
  std::int64_t server_grace_ms = 400;  // after another server answers: those who know more put back what it lacks first
  std::int64_t note_every_ms = 1'000;
  std::int64_t alive_ms = 60'000;
  // Entries that every live node has leave the log when they are older than this and so many come behind them; neither is set: none does.
  std::int64_t keep_ms = 0;
  std::uint64_t keep_entries = 0;
  std::int64_t trim_every_ms = 10'000;
};

class log_client {
 public:
  log_client(log_store& store, outbox& kept, log_host& host, std::function<std::int64_t()> now, std::string node, log_limits limits = {});

  ~log_client();
  log_client(const log_client&) = delete;
  log_client& operator=(const log_client&) = delete;

  // What the outbox holds is offered first of all. errc of the outbox.
  result<void> start();

  // A uid that no other attempt to append has.
  std::string unique_uid() { return uid_to_send(next_uid()); }
  // A name of 16 bytes for something to offer: the log's uid of it begins so.
  std::string next_uid();
  bool has_room(std::size_t bytes) const { return waiting_bytes_ + bytes <= limits_.waiting_bytes_max; }
  // Puts them on the disk; `then`: they will be in the log, sooner or later. One call at a time (is_adding()).
  void offer_all(std::vector<offer> offers, std::function<void(boost::system::error_code)> then);
  bool is_adding() const { return adding_; }
  // Offers that have not come back yet.
  std::size_t waiting() const { return waiting_.size(); }
  std::size_t waiting_bytes() const { return waiting_bytes_; }

  // The name under which an entry was offered.
  static std::string name_of(const std::string& uid) { return uid.substr(0, 16); }
  // The entry and all before it are on this node's disk.
  void applied(const std::string& uid);
  // The host takes entries again.
  void go_on();
  // Time passes: at least every 250 ms.
  void run_due();

  log_state state() const { return state_; }
  std::int64_t away_since() const { return away_since_; }  // ms; only when away
  std::uint64_t last_in_log() const { return head_.last; }
  std::uint64_t taken() const { return taken_; }
  const std::string& node() const { return node_; }
  void on_state(std::function<void()> call) { state_changed_ = std::move(call); }

 private:
  struct waiting_offer {
    offer what;
    bool sent = false;
  };

  void reached(bool up);
  void turn_to(log_state s);
  void be_left_behind();
  void greet();
  void again_later();
  void end_session();
  void meet(const log_head& h);
  void join();
  void compare();
  void put_back(std::uint64_t from, std::string after);
  void find_common(std::uint64_t low, std::uint64_t high);
  void offer_again(std::uint64_t from, std::uint64_t common);
  void follow();
  void read_on();
  void took(const result<std::vector<log_entry>>& read);
  void wait_for(offer o);
  void came_back(const std::string& uid);
  void name_server();
  std::string uid_to_send(const std::string& name);
  void send();
  void note();
  void trim(std::uint64_t all_have);
  // The uid of one entry of the log, or its body.
  void read_one(std::uint64_t seq, std::function<void(const log_entry&)> then);
  // Answers of this session alone; an error plans another greeting.
  template <class T>
  std::function<void(const result<T>&)> current(std::function<void(const T&)> then);

  log_store& store_;
  outbox& outbox_;
  log_host& host_;
  std::function<std::int64_t()> now_;
  std::string node_;
  std::uint64_t next_offer_ = 0;
  std::uint64_t next_send_ = 0;
  log_limits limits_;
  std::function<void()> state_changed_;
  std::shared_ptr<int> session_ = std::make_shared<int>(0);  // answers of an earlier one are not heard

  log_state state_ = log_state::away;
  std::int64_t away_since_ = 0;
  bool up_ = false;
  bool following_ = false;
  std::shared_ptr<bool> reading_ = std::make_shared<bool>(false);  // a read is under way, of this session or an earlier one
  bool host_full_ = false;
  bool adding_ = false;
  bool server_named_ = false;
  log_head head_;
  std::uint64_t taken_ = 0;
  std::int64_t greet_at_ = 0;       // 0: not planned
  std::int64_t met_at_ = 0;
  std::int64_t noted_at_ = 0;
  std::int64_t trimmed_at_ = 0;
  std::deque<waiting_offer> waiting_;
  std::unordered_set<std::string> waiting_uids_;
  std::size_t waiting_bytes_ = 0;
  std::size_t appending_ = 0;
};

}  // namespace northstar::cluster
