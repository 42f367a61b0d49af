// SPDX-License-Identifier: MIT
// The load client of the benchmarks: one thread, one epoll set, loopback. Each mode prints one JSON
// line.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>

#include "load/broadcast.hpp"
#include "load/ingest.hpp"
#include "load/sales_company.hpp"

namespace {

CLI::App* add_ingest(CLI::App& app, load::ingest_options& o) {
  CLI::App* mode = app.add_subcommand("ingest", "new sales as fast as they are answered");
  mode->add_option("--server", o.server, "ADDR:PORT");
  mode->add_option("--connections", o.connections);
  mode->add_option("--rows", o.rows, "of a body; 1: single events as application/json");
  mode->add_option("--depth", o.depth, "bodies under way on a connection");
  mode->add_option("--warm-up", o.warm_up_s, "seconds before measuring");
  mode->add_option("--seconds", o.seconds, "measured");
  mode->add_option("--pid", o.pid, "of the server, for its CPU time and memory");
  mode->add_option("--seed", o.seed);
  mode->add_option("--first-id", o.first_id, "0: by the clock");
  mode->add_option("--peer-path", o.peer_path, "post to a peer, whose answers are only counted");
  mode->add_flag("--many-sources", o.many_sources, "from several loopback addresses");
  return mode;
}

CLI::App* add_broadcast(CLI::App& app, load::broadcast_options& o, std::string& server,
                        std::string& metric) {
  CLI::App* mode = app.add_subcommand("broadcast", "viewers, and sales at a fixed rate");
  mode->add_option("--server", server, "ADDR:PORT");
  mode->add_option("--viewers", o.viewers);
  mode->add_option("--stalled", o.stalled, "of them stop reading");
  mode->add_option("--receive-buffer", o.audience.receive_buffer_bytes,
                   "of each viewer's socket; 0: the system's");
  mode->add_option("--connecting-max", o.connecting_max, "viewers on their way at a time");
  mode->add_option("--settle", o.settle_s, "idle seconds before anything is sent");
  mode->add_option("--warm-up", o.warm_up_s);
  mode->add_option("--seconds", o.seconds, "measured; 0: nothing is posted");
  mode->add_option("--bodies-per-s", o.bodies_per_s);
  mode->add_option("--rows", o.rows, "of a body");
  mode->add_flag("--storm", o.storm, "at the end all go and come back at once");
  mode->add_option("--metric", metric, "that viewers ask for; empty: all");
  mode->add_option("--peer-bytes", o.peer_bytes, "of a peer's body");
  mode->add_flag("--peer", o.peer,
                 "a broadcast server: WebSocket at /sub, POST /pub goes to everybody");
  mode->add_option("--pid", o.pid, "of the server");
  mode->add_option("--seed", o.seed);
  return mode;
}

void settle(load::broadcast_options& o, const std::string& server, const std::string& metric) {
  o.audience.server = load::address_of(server);
  o.audience.marker = R"("position":")";
  if (o.peer) {
    o.audience.path = "/sub";
    o.post_path = "/pub";
    return;
  }
  o.audience.subprotocol = "northstar.v1";
  o.audience.frames_to_ready = 2;  // hello, snapshot
  o.subscribe = R"({"type":"subscribe","scopes":["company"])" +
                (metric.empty() ? "}" : R"(,"metrics":[")" + metric + "\"]}");
  o.resume = o.subscribe;
}

int print_plan(int year, int years) {
  fmt::print("{}", load::company_plan(year, years));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("wire_load: load for Northstar and its peers");
  app.require_subcommand(1);
  load::ingest_options ingest;
  load::broadcast_options broadcast;
  std::string server = "127.0.0.1:8080", metric;
  add_ingest(app, ingest);
  CLI::App* feed = add_broadcast(app, broadcast, server, metric);
  int year = 2026, years = 1;
  CLI::App* plan = app.add_subcommand("plan", "the plan of the benchmarks' company");
  plan->add_option("--year", year, "its newest fiscal year");
  plan->add_option("--years", years, "fiscal years with targets");
  CLI11_PARSE(app, argc, argv);
  try {
    if (*plan) return print_plan(year, years);
    if (!*feed) return load::run_ingest(ingest) ? 0 : 1;
    settle(broadcast, server, metric);
    return load::run_broadcast(broadcast) ? 0 : 1;
  } catch (const std::exception& e) {
    fmt::print(stderr, "wire_load: {}\n", e.what());
    return 2;
  }
}
