// SPDX-License-Identifier: MIT
// The load client of the benchmarks: one thread, one epoll set, loopback. Each mode prints one JSON
// line.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>

#include "load/ingest.hpp"
#include "load/sales_company.hpp"

namespace {

void add_ingest(CLI::App& app, load::ingest_options& o) {
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
  add_ingest(app, ingest);
  int year = 2026, years = 1;
  CLI::App* plan = app.add_subcommand("plan", "the plan of the benchmarks' company");
  plan->add_option("--year", year, "its newest fiscal year");
  plan->add_option("--years", years, "fiscal years with targets");
  CLI11_PARSE(app, argc, argv);
  try {
    if (*plan) return print_plan(year, years);
    return load::run_ingest(ingest) ? 0 : 1;
  } catch (const std::exception& e) {
    fmt::print(stderr, "wire_load: {}\n", e.what());
    return 2;
  }
}
