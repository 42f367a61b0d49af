// SPDX-License-Identifier: MIT
// What all connections have in common: they can be told to go, and they have at most one deadline. Deadlines are looked at by one sweep
// every quarter of a second, over those that have one only: ten thousand quiet viewers cost nothing, and no timer each.
#pragma once

#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstdint>
#include <optional>

namespace northstar::net {

class session_registry;

namespace detail {
struct all_tag;
struct watched_tag;
template <class Tag>
using hook = boost::intrusive::list_base_hook<boost::intrusive::tag<Tag>,
                                              boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
}  // namespace detail

class session : public detail::hook<detail::all_tag>, public detail::hook<detail::watched_tag> {
 public:
  using clock = std::chrono::steady_clock;

  explicit session(session_registry& registry);
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  virtual ~session() = default;

  // None of these destroys a session; they only set things going.
  virtual void go_away() = 0;         // the server stops: end politely
  virtual void cut() = 0;             // the server ends: end now
  virtual void tokens_changed() = 0;  // a token was made, revoked or has expired
  virtual void reload() {}            // whose page should load itself anew

 protected:
  void set_deadline(std::int64_t in_ms);
  void clear_deadline() { deadline_.reset(); }
  bool has_deadline() const { return deadline_.has_value(); }
  virtual void deadline_passed() = 0;

 private:
  friend class session_registry;
  session_registry& registry_;
  std::optional<clock::time_point> deadline_;
};

class session_registry {
 public:
  static constexpr std::int64_t sweep_every_ms = 250;

  // Calls deadline_passed() of those whose time is over.
  void sweep();
  void go_away();
  void cut();
  void tokens_changed();
  void reload();
  bool empty() const { return all_.empty(); }

 private:
  friend class session;
  template <class Tag>
  using list = boost::intrusive::list<session, boost::intrusive::base_hook<detail::hook<Tag>>,
                                      boost::intrusive::constant_time_size<false>>;
  list<detail::all_tag> all_;
  list<detail::watched_tag> watched_;
};

}  // namespace northstar::net
