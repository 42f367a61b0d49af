// SPDX-License-Identifier: MIT
#include "redis/reply_reader.hpp"

#include <hiredis/read.h>

#include <new>
#include <utility>

namespace northstar::redis {

namespace {

using kind = reply::kind;

// The reply under way: hiredis says what comes next, and it is put into its place at once. What it
// calls objects are pointers to those places.
struct builder {
  reply root;
  std::size_t bytes_max;
  std::size_t bytes = 0;
  bool too_large = false;
};

int depth_of(const redisReadTask* task) {
  int depth = 0;
  for (; task != nullptr; task = task->parent) ++depth;
  return depth;
}

// Null, which makes hiredis fail, when the reply would take too much.
reply* take_place(const redisReadTask* task, std::size_t size) {
  auto& b = *static_cast<builder*>(task->privdata);
  b.too_large = b.too_large || size > b.bytes_max - b.bytes;
  if (b.too_large) return nullptr;
  b.bytes += size;
  if (task->parent == nullptr) return &b.root;
  return &static_cast<reply*>(task->parent->obj)->items[static_cast<std::size_t>(task->idx)];
}

void* make_text(const redisReadTask* task, char* text, std::size_t size) {
  reply* const r = take_place(task, size);
  if (r == nullptr) return nullptr;
  r->is = task->type == REDIS_REPLY_ERROR    ? kind::error
          : task->type == REDIS_REPLY_STATUS ? kind::status
                                             : kind::text;
  r->text.assign(text, size);
  return r;
}

// hiredis 0.14 counts items as int, 1.x as size_t; -1 never comes here.
template <class Count>
void* make_array(const redisReadTask* task, Count items) {
  auto& b = *static_cast<builder*>(task->privdata);
  const auto count = static_cast<std::size_t>(items);
  b.too_large =
      b.too_large || depth_of(task) > reply_depth_max || count > b.bytes_max / sizeof(reply);
  if (task->type != REDIS_REPLY_ARRAY) return nullptr;  // a kind of RESP3, which nobody asked for
  reply* const r = b.too_large ? nullptr : take_place(task, count * sizeof(reply));
  if (r == nullptr) return nullptr;
  r->is = kind::array;
  r->items.resize(count);
  return r;
}

void* make_integer(const redisReadTask* task, long long value) {
  reply* const r = take_place(task, 0);
  if (r == nullptr) return nullptr;
  r->is = kind::integer;
  r->integer = value;
  return r;
}

void* make_nil(const redisReadTask* task) { return take_place(task, 0); }

}  // namespace

struct reply_reader::state {
  builder under_way;
  redisReplyObjectFunctions make{};
  redisReader* reader = nullptr;
  error_code failed;
};

reply_reader::reply_reader(std::size_t reply_bytes_max) : state_(std::make_unique<state>()) {
  state_->under_way.bytes_max = reply_bytes_max;
  state_->make.createString = make_text;
  state_->make.createArray = make_array;
  state_->make.createInteger = make_integer;
  state_->make.createNil = make_nil;
  state_->make.freeObject = [](void*) {};  // places of a value that is owned here
  state_->reader = redisReaderCreateWithFunctions(&state_->make);
  if (state_->reader == nullptr) throw std::bad_alloc();
  state_->reader->privdata = &state_->under_way;
}

reply_reader::~reply_reader() { redisReaderFree(state_->reader); }

void reply_reader::feed(std::string_view bytes) {
  if (!state_->failed && redisReaderFeed(state_->reader, bytes.data(), bytes.size()) != REDIS_OK)
    state_->failed = errc::not_a_reply;
}

result<bool> reply_reader::next(reply& into) {
  auto& s = *state_;
  if (s.failed) return {boost::system::in_place_error, s.failed};
  void* whole = nullptr;
  const int status = redisReaderGetReply(s.reader, &whole);
  // Of a text under way nothing is made yet: it waits among the bytes that are not read.
  const auto unread = s.reader->len - s.reader->pos;
  if (whole == nullptr && unread > s.under_way.bytes_max - s.under_way.bytes)
    s.under_way.too_large = true;
  if (status != REDIS_OK || s.under_way.too_large) {
    s.failed = s.under_way.too_large ? errc::reply_too_large : errc::not_a_reply;
    s.under_way.root = {};
    return {boost::system::in_place_error, s.failed};
  }
  if (whole == nullptr) return false;
  into = std::exchange(s.under_way.root, {});
  s.under_way.bytes = 0;
  return true;
}

}  // namespace northstar::redis
