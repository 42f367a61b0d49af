// SPDX-License-Identifier: MIT
// Viewers: WebSocket clients that subscribe, read what they are sent, and take from each frame the
// number behind a marker: how far it shows the stream. Some of them may stop reading. Frames are
// looked at in place, none is kept.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "load/loop.hpp"

namespace load {

struct audience_options {
  address server;
  std::string path = "/api/v1/feed";
  std::string headers;    // further header lines, each with its end
  std::string subscribe;  // first message; empty: none
  std::string subprotocol;
  int frames_to_ready = 0;   // text frames after which a viewer has what he asked for
  std::string marker;        // what stands before the number; up to it there may be `epoch:`
  bool many_sources = true;  // 500 connections from each loopback address
  int receive_buffer_bytes = 0;
};

class audience;

class viewer : public ready_handler {
 public:
  viewer(audience& of, int source);
  viewer(const viewer&) = delete;
  viewer& operator=(const viewer&) = delete;
  ~viewer() override;

  void ready(std::uint32_t events) override;
  void stop_reading();
  void ask(std::string_view message);

  bool is_ready() const { return is_ready_; }
  bool is_closed() const { return socket_ < 0; }
  std::uint64_t shown() const { return shown_; }

 private:
  void say_hello();
  void read();
  std::size_t take(std::string_view received);
  std::size_t take_frame(std::string_view received);
  void take_text(std::string_view text, std::size_t whole_bytes);
  void send_frame(unsigned opcode, std::string_view payload);
  void close();

  audience& audience_;
  int socket_;
  std::string left_over_;  // the beginning of a frame
  std::string begun_;       // of a large frame what is looked at once it has come whole
  std::size_t begun_bytes_ = 0, unseen_ = 0;  // of it: all, and those to come
  std::uint64_t shown_ = 0;
  int frames_ = 0;
  bool upgraded_ = false;
  bool is_ready_ = false;
  bool connected_ = false;
};

class audience {
 public:
  // Called with each frame that shows more: up to where the viewer had seen, and now sees.
  using seen = std::function<void(std::uint64_t before, std::uint64_t now)>;

  audience(loop& in, audience_options options);

  // Connects `count` more, at most `at_once` on their way at a time; false when they are not all
  // ready after `seconds`.
  bool gather(std::size_t count, std::size_t at_once, double seconds, const std::string& subscribe);
  void dismiss() { viewers_.clear(); }

  std::vector<std::unique_ptr<viewer>>& viewers() { return viewers_; }
  std::size_t ready_count() const { return ready_; }
  std::size_t closed_count() const { return closed_; }
  std::uint64_t frames() const { return frames_; }
  std::uint64_t bytes() const { return bytes_; }
  // The largest number any viewer has been shown.
  std::uint64_t newest() const { return newest_; }
  const std::string& last_text() const { return last_text_; }
  void on_seen(seen call) { seen_ = std::move(call); }

 private:
  friend class viewer;

  loop& loop_;
  audience_options options_;
  std::string request_;
  std::string subscribe_;
  std::vector<std::unique_ptr<viewer>> viewers_;
  std::string last_text_;  // start of the newest frame of the first viewer, for messages
  seen seen_;
  std::size_t ready_ = 0;
  std::size_t closed_ = 0;
  std::uint64_t frames_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t newest_ = 0;
};

}  // namespace load
