// SPDX-License-Identifier: MIT
#include "load/broadcast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <stdexcept>
#include <vector>

#include "load/clock.hpp"
#include "load/histogram.hpp"
#include "load/http_sender.hpp"
#include "load/process_meter.hpp"
#include "load/sales_company.hpp"

namespace load {

namespace {

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

class run {
 public:
  explicit run(const broadcast_options& o) : options_(o), audience_(loop_, o.audience) {
    if (o.peer) {
      body_.text.assign(std::max<std::size_t>(o.peer_bytes, 40), 'x');
    } else {
      body_ = make_sales(
          o.rows, {o.seed, static_cast<std::int64_t>(std::time(nullptr)) * 1000, o.rows == 1});
    }
    const char* type = o.peer        ? "text/plain"
                       : o.rows == 1 ? "application/json"
                                     : "application/x-ndjson";
    head_ = post_head(o.post_path, type, "", body_.text.size());
    next_id_ = static_cast<std::uint64_t>(std::time(nullptr)) % 100'000 * 10'000'000;
  }

  bool go() {
    const process_use empty = use_of(options_.pid);
    const std::int64_t from = now_ns();
    if (!audience_.gather(options_.viewers, options_.connecting_max, 60, options_.subscribe))
      throw std::runtime_error(fmt::format("only {} of {} viewers are there: {}",
                                           audience_.ready_count(), options_.viewers,
                                           audience_.last_text()));
    const double gathered_s = share(now_ns() - from, 1'000'000'000);
    for (std::size_t i = 0; i < options_.stalled; ++i) audience_.viewers()[i]->stop_reading();
    const process_use before_idle = use_of(options_.pid);
    const std::int64_t idle_from = now_ns();
    pass(options_.settle_s);
    const process_use idle = use_of(options_.pid);
    const std::int64_t idle_ns = now_ns() - idle_from;
    fmt::print(
        R"({{"viewers":{},"gathered_s":{:.3f},"rss_empty_kb":{},"rss_idle_kb":{},"rss_bytes_per_viewer":{:.0f},"idle_cpu_pct":{:.3f})",
        options_.viewers, gathered_s, empty.rss_kb, idle.rss_kb,
        share((idle.rss_kb - empty.rss_kb) * 1024, static_cast<std::int64_t>(options_.viewers)),
        share(idle.cpu_ns - before_idle.cpu_ns, idle_ns) * 100);
    bool good = true;
    if (options_.seconds > 0) good = publish();
    if (options_.storm) good = storm() && good;
    fmt::print(R"(,"closed":{},"good":{}}})"
               "\n",
               audience_.closed_count(), good);
    return good;
  }

 private:
  void pass(double seconds) {
    const std::int64_t until = now_ns() + static_cast<std::int64_t>(seconds * 1e9);
    while (now_ns() < until) loop_.turn(std::min<std::int64_t>(until - now_ns(), 5'000'000));
  }

  bool publish() {
    sender_ = std::make_unique<http_sender>(
        loop_, options_.audience.server, -1, [this](const http_answer& a) {
          if (a.status / 100 != 2 && faults_++ == 0)
            fmt::print(stderr, "wire_load: {} {}\n", a.status, a.body.substr(0, 200));
        });
    base_ = options_.peer ? 0 : audience_.newest();
    audience_.on_seen([this](std::uint64_t before, std::uint64_t now) { see(before, now); });
    const auto interval = static_cast<std::int64_t>(1e9 / options_.bodies_per_s);
    const std::int64_t from = now_ns() + 1'000'000;
    const std::int64_t measured_from = from + static_cast<std::int64_t>(options_.warm_up_s * 1e9);
    const std::int64_t until = measured_from + static_cast<std::int64_t>(options_.seconds * 1e9);
    run_at_rate(from, measured_from, interval);
    const process_use before = use_of(options_.pid);
    const std::int64_t own_before = own_cpu_ns(), began = now_ns();
    const std::uint64_t frames_before = audience_.frames(), bytes_before = audience_.bytes(),
                        posted_before = due_.size();
    measuring_ = true;
    run_at_rate(from, until, interval);
    measuring_ = false;
    const process_use after = use_of(options_.pid);
    const std::int64_t took = now_ns() - began, own = own_cpu_ns() - own_before;
    const auto frames = static_cast<std::int64_t>(audience_.frames() - frames_before);
    const std::size_t behind = drain();
    fmt::print(
        R"(,"posted_rows_per_s":{:.0f},"frames_per_s":{:.0f},"frame_bytes":{:.0f},"p50_ms":{:.3f},"p99_ms":{:.3f},"p999_ms":{:.3f},"max_ms":{:.3f},"server_cpu_pct":{:.2f},"server_cpu_us_per_frame":{:.3f},"client_cpu_pct":{:.1f},"rss_kb":{},"rss_after_kb":{},"faults":{},"behind":{})",
        share(static_cast<std::int64_t>((due_.size() - posted_before) * options_.rows), took) * 1e9,
        share(frames, took) * 1e9,
        share(static_cast<std::int64_t>(audience_.bytes() - bytes_before), frames),
        latency_.quantile_ms(0.5), latency_.quantile_ms(0.99), latency_.quantile_ms(0.999),
        latency_.max_ms(), share(after.cpu_ns - before.cpu_ns, took) * 100,
        share(after.cpu_ns - before.cpu_ns, frames) / 1e3, share(own, took) * 100, after.rss_kb,
        use_of(options_.pid).rss_kb, faults_, behind);
    return faults_ == 0 && behind == 0;
  }

  // Bodies at their due times; one that waits for the answer before it is sent late and timed from
  // when it was due.
  void run_at_rate(std::int64_t from, std::int64_t until, std::int64_t interval) {
    for (;;) {
      const std::int64_t now = now_ns();
      if (now >= until) return;
      const std::int64_t due = from + static_cast<std::int64_t>(due_.size()) * interval;
      if (due <= now && sender_->under_way() == 0) post(due);
      loop_.turn(due <= now ? 1'000'000 : std::min(due - now, until - now));
    }
  }

  void post(std::int64_t due) {
    due_.push_back(due);
    if (options_.peer) {
      const std::string number =
          fmt::format(R"({{"position":"b:{:010}",)", due_.size() * options_.rows);
      std::copy(number.begin(), number.end(), body_.text.begin());
    } else {
      body_.number(next_id_);
      next_id_ += options_.rows;
    }
    sender_->send(head_, body_.text);
  }

  // A frame shows the records up to `now`: every body that ends behind `before` and is whole by now
  // is seen.
  void see(std::uint64_t before, std::uint64_t now) {
    if (now <= base_ || !measuring_) return;
    const std::int64_t at = now_ns();
    const std::size_t first = before <= base_ ? 0 : (before - base_) / options_.rows;
    const std::size_t end = std::min<std::size_t>((now - base_) / options_.rows, due_.size());
    for (std::size_t i = first; i < end; ++i) latency_.add(at - due_[i]);
  }

  // How many of those who read have not seen the last body.
  std::size_t drain() {
    const std::uint64_t last = base_ + due_.size() * options_.rows;
    const auto behind = [&] {
      std::size_t n = 0;
      for (std::size_t i = options_.stalled; i < audience_.viewers().size(); ++i)
        n += audience_.viewers()[i]->shown() < last ? 1 : 0;
      return n;
    };
    const std::int64_t until = now_ns() + 10'000'000'000;
    while (behind() != 0 && now_ns() < until) pass(0.05);
    return behind();
  }

  bool storm() {
    std::string again = options_.resume;
    const auto place = again.find("{position}");
    if (place != std::string::npos) {
      const auto& text = audience_.last_text();
      const auto at = text.find(options_.audience.marker);
      if (at == std::string::npos)
        throw std::runtime_error("no position to come back with: " + text);
      const auto from = at + options_.audience.marker.size();
      again.replace(place, 10, text.substr(from, text.find('"', from) - from));
    }
    const process_use before = use_of(options_.pid);
    audience_.dismiss();
    const std::int64_t from = now_ns();
    const bool all = audience_.gather(options_.viewers, options_.connecting_max, 60, again);
    const std::int64_t took = now_ns() - from;
    const process_use after = use_of(options_.pid);
    fmt::print(
        R"(,"storm_s":{:.3f},"storm_per_s":{:.0f},"storm_cpu_us_per_viewer":{:.1f})",
        share(took, 1'000'000'000), share(static_cast<std::int64_t>(options_.viewers), took) * 1e9,
        share(after.cpu_ns - before.cpu_ns, static_cast<std::int64_t>(options_.viewers)) / 1e3);
    return all;
  }

  broadcast_options options_;
  loop loop_;
  audience audience_;
  std::unique_ptr<http_sender> sender_;
  sales_body body_;
  std::string head_;
  std::vector<std::int64_t> due_;  // by body
  histogram latency_;
  std::uint64_t next_id_ = 0;
  std::uint64_t base_ = 0;
  std::size_t faults_ = 0;
  bool measuring_ = false;
};

}  // namespace

bool run_broadcast(const broadcast_options& options) { return run(options).go(); }

}  // namespace load
