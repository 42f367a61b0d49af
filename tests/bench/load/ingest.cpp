// SPDX-License-Identifier: MIT
#include "load/ingest.hpp"

#include <fmt/format.h>

#include <charconv>
#include <ctime>
#include <memory>
#include <string_view>
#include <vector>

#include "load/clock.hpp"
#include "load/histogram.hpp"
#include "load/http_sender.hpp"
#include "load/process_meter.hpp"
#include "load/sales_company.hpp"

namespace load {

namespace {

std::size_t number_behind(std::string_view text, std::string_view name) {
  const auto at = text.find(name);
  std::size_t n = 0;
  if (at != std::string_view::npos)
    std::from_chars(text.data() + at + name.size(), text.data() + text.size(), n);
  return n;
}

struct slot {
  sales_body body;
  std::int64_t sent_at = 0;
};

class run {
 public:
  explicit run(const ingest_options& o)
      : options_(o), next_id_(o.first_id != 0 ? o.first_id : fresh_id()) {
    const bool single = o.rows == 1;
    const std::string path = o.peer_path.empty() ? "/api/v1/events" : o.peer_path;
    sales_shape shape{o.seed, static_cast<std::int64_t>(std::time(nullptr)) * 1000, single};
    for (std::size_t c = 0; c < o.connections; ++c) {
      lines_.push_back(std::make_unique<line>());
      for (std::size_t d = 0; d < o.depth; ++d) {
        shape.seed += 1;
        lines_[c]->slots.push_back({make_sales(o.rows, shape), 0});
        lines_[c]->heads.push_back(post_head(path,
                                             single ? "application/json" : "application/x-ndjson",
                                             o.headers, lines_[c]->slots[d].body.text.size()));
      }
      lines_[c]->sender = std::make_unique<http_sender>(
          loop_, address_of(o.server), o.many_sources ? static_cast<int>(c / 500) : -1,
          [this, c](const http_answer& a) { take(*lines_[c], a); });
    }
  }

  bool go() {
    const std::int64_t begin = now_ns();
    const auto from = begin + static_cast<std::int64_t>(options_.warm_up_s * 1e9);
    end_ = from + static_cast<std::int64_t>(options_.seconds * 1e9);
    for (auto& l : lines_)
      for (std::size_t d = 0; d < options_.depth; ++d) post(*l, d);
    while (now_ns() < from) loop_.turn(10'000'000);
    const process_use server_before = use_of(options_.pid);
    const std::int64_t own_before = own_cpu_ns();
    const std::int64_t measured_from = now_ns();
    measuring_ = true;
    while (now_ns() < end_) loop_.turn(10'000'000);
    measuring_ = false;
    const std::int64_t took = now_ns() - measured_from;
    const process_use server_after = use_of(options_.pid);
    const std::int64_t own = own_cpu_ns() - own_before;
    finish();
    const bool twice_told = options_.peer_path.empty() && repeat_all();
    print(took, own, server_before, server_after, twice_told);
    return faults_ == 0 && (twice_told || !options_.peer_path.empty());
  }

 private:
  struct line {
    std::unique_ptr<http_sender> sender;
    std::vector<slot> slots;
    std::vector<std::string> heads;
    std::size_t oldest = 0;  // slot whose answer comes next
  };

  static std::uint64_t fresh_id() {
    return static_cast<std::uint64_t>(std::time(nullptr)) % 100'000 * 10'000'000;
  }

  void post(line& l, std::size_t number) {
    slot& s = l.slots[number];
    s.body.number(next_id_);
    next_id_ += options_.rows;
    repost(l, number);
  }

  void repost(line& l, std::size_t number) {
    slot& s = l.slots[number];
    s.sent_at = now_ns();
    sent_ += options_.rows;
    l.sender->send(l.heads[number], s.body.text);
  }

  void take(line& l, const http_answer& a) {
    const std::size_t number = l.oldest;
    l.oldest = (l.oldest + 1) % options_.depth;
    const std::int64_t now = now_ns();
    if (a.status != 200) {
      if (faults_++ == 0) fmt::print(stderr, "wire_load: {} {}\n", a.status, a.body.substr(0, 300));
      sent_ -= options_.rows;
    } else if (repeating_) {
      duplicates_ += number_behind(a.body, "\"duplicate\":");
    } else {
      const std::size_t accepted =
          options_.peer_path.empty() ? number_behind(a.body, "\"accepted\":") : options_.rows;
      accepted_ += accepted;
      if (accepted != options_.rows) ++faults_;
      if (measuring_) {
        measured_ += accepted;
        round_trips_.add(now - l.slots[number].sent_at);
      }
    }
    if (now < end_) post(l, number);
  }

  void finish() {
    const std::int64_t until = now_ns() + 30'000'000'000;
    const auto waiting = [this] {
      for (const auto& l : lines_)
        if (l->sender->under_way() != 0) return true;
      return false;
    };
    while (waiting() && now_ns() < until) loop_.turn(10'000'000);
    if (waiting()) ++faults_;
  }

  // What was sent last once more, as after a lost answer: every row has to be known.
  bool repeat_all() {
    repeating_ = true;
    const std::size_t before = sent_;
    for (auto& l : lines_)
      for (std::size_t d = 0; d < options_.depth; ++d) repost(*l, (l->oldest + d) % options_.depth);
    finish();
    const bool all = duplicates_ == sent_ - before && accepted_ == before;
    sent_ = before;
    return all;
  }

  void print(std::int64_t took, std::int64_t own, const process_use& before,
             const process_use& after, bool twice_told) const {
    const double seconds = static_cast<double>(took) / 1e9;
    const auto cpu = static_cast<double>(after.cpu_ns - before.cpu_ns);
    fmt::print(
        R"({{"rows_per_s":{:.0f},"accepted":{},"faults":{},"exactly_once":{},"p50_ms":{:.3f},"p99_ms":{:.3f},"seconds":{:.2f},"client_cpu_pct":{:.1f},"server_cpu_pct":{:.1f},"server_cpu_us_per_row":{:.3f},"rss_kb":{},"row_bytes":{:.1f},"connections":{},"rows":{},"depth":{}}})"
        "\n",
        static_cast<double>(measured_) / seconds, accepted_, faults_, twice_told,
        round_trips_.quantile_ms(0.5), round_trips_.quantile_ms(0.99), seconds,
        static_cast<double>(own) / static_cast<double>(took) * 100,
        cpu / static_cast<double>(took) * 100,
        measured_ == 0 ? 0.0 : cpu / 1e3 / static_cast<double>(measured_), after.rss_kb,
        static_cast<double>(lines_[0]->slots[0].body.text.size()) /
            static_cast<double>(options_.rows),
        options_.connections, options_.rows, options_.depth);
  }

  ingest_options options_;
  loop loop_;
  std::vector<std::unique_ptr<line>> lines_;
  histogram round_trips_;
  std::uint64_t next_id_;
  std::int64_t end_ = 0;
  std::size_t sent_ = 0;
  std::size_t accepted_ = 0;
  std::size_t measured_ = 0;
  std::size_t duplicates_ = 0;
  std::size_t faults_ = 0;
  bool measuring_ = false;
  bool repeating_ = false;
};

}  // namespace

bool run_ingest(const ingest_options& options) { return run(options).go(); }

}  // namespace load
