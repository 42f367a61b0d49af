// SPDX-License-Identifier: MIT
#include "commands/settings.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "commands/source_folder.hpp"

namespace northstar::commands {

namespace {

std::string variable_of(const std::string& flag) {
  std::string name = "NORTHSTAR_";
  for (const char c : flag)
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

// CLI11 reads the file before the variables and lets it win; here a variable stands above the file,
// so that one file can serve many machines. What a variable sets is left out of the file.
class settings_file : public CLI::ConfigBase {
 public:
  std::vector<CLI::ConfigItem> from_config(std::istream& in) const override {
    auto settings = ConfigBase::from_config(in);
    for (CLI::ConfigItem& item : settings) {
      if (item.parents.empty()) item.parents = {"serve"};
    }
    const auto is_set = [](const CLI::ConfigItem& item) {
      const char* value = std::getenv(variable_of(item.name).c_str());
      return value != nullptr && *value != 0;
    };
    settings.erase(std::remove_if(settings.begin(), settings.end(), is_set), settings.end());
    return settings;
  }
};

template <class Number>
void add_limit(CLI::App& serve, const std::string& flag, Number& value, const std::string& what,
               Number least = 1) {
  constexpr Number most = 1'000'000'000'000;
  with_variable(serve.add_option(flag, value, what))
      ->check(CLI::Range(least, most))
      ->group("Limits")
      ->capture_default_str();
}

void add_limits(CLI::App& serve, config& c) {
  net::net_config& net = c.net;
  add_limit(serve, "--header-bytes-max", net.header_bytes_max, "header of a request; 431");
  add_limit(serve, "--header-timeout-ms", net.header_timeout_ms,
            "from the first byte to the end of the header; 408");
  add_limit(serve, "--keep-alive-ms", net.keep_alive_ms, "silence between two requests; closed");
  add_limit(serve, "--body-bytes-max", net.body_bytes_max, "one body; 413");
  add_limit(serve, "--body-silence-ms", net.body_silence_ms, "silence inside a body; 408");
  add_limit(serve, "--body-rows-max", net.body_rows_max, "events of one body; 413");
  add_limit(serve, "--bodies-bytes-max", net.bodies_bytes_max, "all bodies together; 503");
  add_limit(serve, "--write-silence-ms", net.write_silence_ms,
            "a client that takes nothing; closed");
  add_limit(serve, "--connections-per-address-max", net.connections_per_address_max,
            "from one address; 429");
  add_limit(serve, "--connections-max", net.connections_max, "in all; closed");
  add_limit(serve, "--feed-message-bytes-max", net.feed_message_bytes_max,
            "a message of a screen; 1009");
  add_limit(serve, "--feed-messages-per-s-max", net.feed_messages_per_s_max,
            "messages of a screen; 4001");
  add_limit(serve, "--scopes-max", net.scopes_max, "scopes one screen may watch");
  add_limit(serve, "--auth-timeout-ms", net.auth_timeout_ms,
            "until a screen has said who it is; 1008");
  add_limit(serve, "--feed-idle-ms", net.feed_idle_ms,
            "a screen that acknowledges nothing; closed");
  add_limit(serve, "--drain-timeout-ms", net.drain_timeout_ms, "one frame under way; 4000");
  add_limit(serve, "--outbox-frames-max", net.outbox_frames_max,
            "waiting for one screen, then conflated");
  add_limit(serve, "--outbox-bytes-max", net.outbox_bytes_max,
            "waiting for one screen, then conflated");
  add_limit(serve, "--file-bytes-max", net.file_bytes_max, "a file of the pages; 404");
  add_limit(serve, "--file-cache-bytes-max", net.file_cache_bytes_max, "pages kept in memory");
  add_limit(serve, "--stop-wait-ms", net.stop_wait_ms,
            "for sessions to close when the server ends");
  engine::engine_limits& engine = c.engine;
  add_limit(serve, "--inbox-rows-max", engine.inbox_rows_max, "events waiting for the ledger; 503");
  add_limit(serve, "--turn-rows-max", engine.turn_rows_max, "events of one transaction");
  add_limit(serve, "--future-ms-max", engine.future_ms_max,
            "an event further ahead waits in quarantine");
  add_limit(serve, "--quarantine-max", engine.quarantine_max, "events waiting in quarantine");
  add_limit(serve, "--cells-max", engine.cells_max, "rows of one answer; 400");
  add_limit(serve, "--keys-in-memory-max", engine.keys_in_memory_max,
            "business keys kept in memory (31 bytes each); the oldest ones beyond move to the disk");
  add_limit(serve, "--checkpoint-every", engine.checkpoint_every,
            "records between two checkpoints");
  add_limit(serve, "--checkpoint-every-ms", engine.checkpoint_every_ms,
            "time between two checkpoints");
  add_limit(serve, "--tick-ms", engine.tick_ms, "at most one delta in this time");
  add_limit(serve, "--answer-within-ms", c.answer_within_ms,
            "with --redis: a body not settled by then is answered 202");
  add_limit(serve, "--queued-bytes-max", c.shared.waiting_bytes_max,
            "with --redis: kept for the shared log while it is away; 503");
  add_limit<std::uint64_t>(serve, "--log-entries-kept", c.shared.keep_entries,
                           "with --redis: entries of the shared log that stay behind what every "
                           "live node has; 0: as --log-hours-kept says",
                           0);
  with_variable(serve.add_option_function<std::int64_t>(
                    "--log-hours-kept", [&c](std::int64_t hours) { c.shared.keep_ms = hours * 3'600'000; },
                    "with --redis: entries of the shared log stay so long at least; 0: as --log-entries-kept says; neither: all stay"))
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{87'600}))
      ->group("Limits");
}

}  // namespace

CLI::Option* with_variable(CLI::Option* option) {
  return option->envname(variable_of(option->get_lnames().front()));
}

void add_configuration_file(CLI::App& app) {
  const char* named = std::getenv("NORTHSTAR_CONFIG");
  const bool is_named = named != nullptr && *named != 0;
  app.config_formatter(std::make_shared<settings_file>());
  app.allow_config_extras(CLI::config_extras_mode::error);
  const char* what = "settings, a line per flag: name = value (also NORTHSTAR_CONFIG)";
  app.set_config("--config", is_named ? named : "", what, is_named)->type_name("FILE");
}

void add_serve_flags(CLI::App& serve, config& into) {
  into.net.web = shipped_folder("web", NORTHSTAR_WEB_DIR);
  with_variable(serve.add_option("--plan", into.plan, "the plan (docs/plan.schema.json)"))
      ->required();
  with_variable(serve.add_option("--data", into.data, "folder of the ledger and the tokens"))
      ->capture_default_str();
  with_variable(serve.add_option("--listen", into.net.listen, "ADDR:PORT; port 0 takes a free one"))
      ->capture_default_str();
  with_variable(serve.add_option("--web", into.net.web, "folder of the pages"));
  with_variable(serve.add_option(
      "--apply-plan", into.apply_plan,
      "REASON: a plan that differs from the recorded one becomes the next version"));
  with_variable(
      serve.add_flag("--open-metrics", into.net.open_metrics, "/metrics without a token"));
  with_variable(serve.add_option("--redis", into.redis,
                                 "URL of the Redis that holds the log shared with other nodes "
                                 "(docs/redis.md)"));
  with_variable(serve.add_option("--redis-name", into.redis_name, "of its keys, in braces"))
      ->capture_default_str();
  with_variable(serve.add_option("--webhook", into.webhook, "URL that is told of celebrations and alerts (docs/webhook.md)"));
  with_variable(serve.add_option("--webhook-secret", into.webhook_secret, "whsec_…: what is told is signed with it (better as a variable: flags are seen by others)"));
  add_limits(serve, into);
}

}  // namespace northstar::commands
