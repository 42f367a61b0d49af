// SPDX-License-Identifier: MIT
#include "net/metrics_text.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <limits>
#include <utility>
#include <vector>

namespace northstar::net {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using labels = std::vector<ClientMetric::Label>;

// Collects families in the order in which they are to be read.
class book {
 public:
  MetricFamily& family(std::string name, std::string help, MetricType type) {
    families_.push_back({std::move(name), std::move(help), type, {}});
    return families_.back();
  }
  void gauge(std::string name, std::string help, double value) {
    add_gauge(family(std::move(name), std::move(help), MetricType::Gauge), {}, value);
  }
  void counter(std::string name, std::string help, double value) {
    add_counter(family(std::move(name), std::move(help), MetricType::Counter), {}, value);
  }
  static void add_gauge(MetricFamily& to, labels of, double value) {
    ClientMetric m;
    m.label = std::move(of);
    m.gauge.value = value;
    to.metric.push_back(std::move(m));
  }
  static void add_counter(MetricFamily& to, labels of, double value) {
    ClientMetric m;
    m.label = std::move(of);
    m.counter.value = value;
    to.metric.push_back(std::move(m));
  }
  // In seconds, as Prometheus has it.
  static void add_histogram(MetricFamily& to, labels of, const engine::latency_histogram& h) {
    ClientMetric m;
    m.label = std::move(of);
    m.histogram.sample_count = h.total();
    m.histogram.sample_sum = h.sum_ms / 1000;
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < h.counts.size(); ++i) {
      below += h.counts[i];
      const bool last = i == h.bounds_ms.size();
      m.histogram.bucket.push_back({below, last ? std::numeric_limits<double>::infinity() : h.bounds_ms[i] / 1000});
    }
    to.metric.push_back(std::move(m));
  }
  std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  std::vector<MetricFamily> families_;
};

double number(std::uint64_t n) { return static_cast<double>(n); }

void write_engine(book& b, engine::engine& engine) {
  const engine::statistics& s = engine.stats();
  auto& rows = b.family("northstar_event_rows_total", "Rows of events taken in, by outcome.", MetricType::Counter);
  const std::pair<const char*, std::uint64_t> outcomes[] = {
      {"accepted", s.rows_accepted},   {"replaced", s.rows_replaced},       {"stale", s.rows_stale},
      {"duplicate", s.rows_duplicate}, {"quarantined", s.rows_quarantined}, {"rejected", s.rows_rejected}};
  for (const auto& [name, count] : outcomes) book::add_counter(rows, {{"outcome", name}}, number(count));
  b.counter("northstar_turns_total", "Ledger transactions.", number(s.turns));
  b.counter("northstar_records_total", "Records appended to the ledger.", number(s.records));
  b.counter("northstar_released_total", "Records released from quarantine.", number(s.released));
  b.counter("northstar_checkpoints_total", "Checkpoints saved.", number(s.checkpoints));
  b.counter("northstar_inbox_refused_total", "Bodies refused because the inbox was full.", number(s.inbox_refused));
  b.gauge("northstar_inbox_rows", "Rows waiting for their turn.", number(engine.waiting_rows()));
  b.gauge("northstar_quarantined_records", "Records waiting in quarantine.", number(engine.quarantined()));
  b.gauge("northstar_business_keys", "Business keys in memory.", number(engine.keys()));
  const ledger::settled_keys& settled = engine.keys_settled();
  b.gauge("northstar_settled_key_entries", "Entries of older business keys, on the disk.", number(settled.entries));
  b.gauge("northstar_settled_key_runs", "Sorted runs in which they lie.", number(settled.runs));
  b.gauge("northstar_settled_key_memory_bytes", "Memory of the runs' filters and fences.", number(settled.memory_bytes));
  b.counter("northstar_settled_key_lookups_total", "Look-ups of keys that are not in memory.", number(settled.asked));
  b.counter("northstar_settled_key_pages_read_total", "Pages read by them; the others were answered by the filters.", number(settled.pages_read));
  b.gauge("northstar_ledger_offset", "Offset of the newest record on the board.", number(engine.position().offset));
  b.gauge("northstar_plan_version", "Version of the plan in force.", engine.plan_version());
  b.counter("northstar_celebrations_total", "Celebrations told to screens.", number(engine.celebrations().told()));
  b.counter("northstar_celebrations_passed_over_total", "Celebrations that would have waited too long.", number(engine.celebrations().passed_over()));
  b.counter("northstar_alerts_total", "Lights that stayed changed.", number(engine.alerts().raised_total()));
  b.gauge("northstar_ready", "1 when events are taken in.", engine.ready() ? 1 : 0);
  book::add_histogram(
      b.family("northstar_commit_seconds", "From the begin of a turn until it is durable.", MetricType::Histogram), {},
      s.commit);
  book::add_histogram(b.family("northstar_publish_seconds", "From durable until the frames are handed out.",
                               MetricType::Histogram),
                      {}, s.apply_to_publish);
}

void write_shared(book& b, engine::engine& engine) {
  const auto s = engine.shared();
  if (!s) return;
  b.gauge("northstar_shared_log_in_step", "1 when this node holds all that the shared log holds, and reaches it.", s->in_step ? 1 : 0);
  b.gauge("northstar_shared_log_applied", "Entries of the shared log on this node's disk.", number(s->applied));
  b.gauge("northstar_shared_log_last", "Entries in the shared log, as far as this node knows.", number(s->last));
  b.gauge("northstar_shared_log_waiting", "Bodies and entries of this node that have not come back from the shared log.", number(s->waiting));
}

void write_screens(book& b, const engine::statistics& s) {
  if (s.screens.empty()) return;
  auto& glass = b.family("northstar_order_to_glass_seconds", "From durable until painted, by screen.", MetricType::Histogram);
  for (const auto& [name, screen] : s.screens) book::add_histogram(glass, {{"screen", name}}, screen.order_to_glass);
  auto& offset = b.family("northstar_painted_offset", "Newest offset a screen has painted.", MetricType::Gauge);
  for (const auto& [name, screen] : s.screens) book::add_gauge(offset, {{"screen", name}}, number(screen.painted_offset));
}

void write_feed(book& b, engine::engine& engine, const net_statistics& net) {
  b.gauge("northstar_feed_sessions", "Feed sessions open.", number(net.sessions));
  b.counter("northstar_feed_sessions_opened_total", "Feed sessions opened.", number(net.sessions_opened));
  b.gauge("northstar_feed_channels", "Channels of the feed.", number(engine.feed().channel_count()));
  auto& viewers = b.family("northstar_feed_viewers", "Viewers, by scope.", MetricType::Gauge);
  for (const auto& [scope, count] : engine.feed().viewers()) book::add_gauge(viewers, {{"scope", scope}}, number(count));
  b.counter("northstar_feed_frames_made_total", "Frames made, each once for all its viewers.",
            number(engine.feed().frames_made()));
  b.counter("northstar_feed_frames_sent_total", "Frames written to viewers.", number(net.frames_sent));
  b.counter("northstar_feed_sent_bytes_total", "Bytes of those frames.", number(net.frame_bytes_sent));
  b.counter("northstar_feed_conflated_total", "Frames merged into a later one for slow viewers.", number(net.conflated));
  auto& closes = b.family("northstar_feed_closes_total", "Feed sessions ended, by close code.", MetricType::Counter);
  for (const auto& [code, count] : net.closes) book::add_counter(closes, {{"code", std::to_string(code)}}, number(count));
}

void write_http(book& b, const net_statistics& net) {
  b.gauge("northstar_connections", "Connections open.", number(net.connections));
  b.counter("northstar_connections_accepted_total", "Connections accepted.", number(net.accepted));
  auto& refused = b.family("northstar_connections_refused_total", "Connections past a limit.", MetricType::Counter);
  book::add_counter(refused, {{"limit", "total"}}, number(net.refused_total));
  book::add_counter(refused, {{"limit", "address"}}, number(net.refused_address));
  b.gauge("northstar_http_body_bytes", "Bytes of request bodies in memory.", number(net.body_bytes));
  auto& requests = b.family("northstar_http_requests_total", "Requests, by route and status.", MetricType::Counter);
  for (const request_counts::row& r : net.requests.rows())
    for (const auto& [status, count] : r.by_status)
      book::add_counter(requests, {{"route", r.name}, {"status", std::to_string(status)}}, number(count));
}

void write_process(book& b) {
  ::rusage use{};
  ::getrusage(RUSAGE_SELF, &use);
  const auto seconds = [](const ::timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  b.counter("process_cpu_seconds_total", "Processor time used.", seconds(use.ru_utime) + seconds(use.ru_stime));
  std::uint64_t pages = 0, resident = 0;
  if (std::ifstream("/proc/self/statm") >> pages >> resident)
    b.gauge("process_resident_memory_bytes", "Memory in use.", number(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
}

}  // namespace

std::string metrics_text(engine::engine& engine, const net_statistics& net) {
  book b;
  write_engine(b, engine);
  write_shared(b, engine);
  write_screens(b, engine.stats());
  write_feed(b, engine, net);
  write_http(b, net);
  write_process(b);
  return b.text();
}

}  // namespace northstar::net
