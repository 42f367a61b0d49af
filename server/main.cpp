// SPDX-License-Identifier: MIT
// The commands of Northstar and their flags: what each does stands in commands/, the server in
// server.cpp.
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "commands/commands.hpp"
#include "commands/settings.hpp"
#include "server.hpp"

namespace {

using namespace northstar;
using commands::with_variable;

// What the command line asks for; runs once the whole line is understood.
using action = std::function<int()>;

constexpr const char* default_server = "http://127.0.0.1:8080";

struct options {
  northstar::config serve;
  std::filesystem::path plan;
  commands::import_options import;
  commands::apply_options apply;
  std::filesystem::path data = "northstar-data";  // of token, verify and backup
  net::token token;
  std::string role;
  std::string expires;
  std::filesystem::path target;
  std::string server = default_server;
};

void add_serve(CLI::App& app, options& o, action& chosen) {
  CLI::App* serve = app.add_subcommand("serve", "serve the board");
  commands::add_serve_flags(*serve, o.serve);
  serve->callback([&] { chosen = [&] { return run_server(o.serve); }; });
}

void add_server(CLI::App* command, std::string& server, std::string& token) {
  server = default_server;
  with_variable(command->add_option("--server", server, "where the server is"))
      ->capture_default_str();
  with_variable(command->add_option(
      "--token", token, "access token; better in its variable, which no process list shows"));
}

void add_plan(CLI::App& app, options& o, action& chosen) {
  CLI::App* plan = app.add_subcommand("plan", "check a plan, or bring it into force")->require_subcommand(1);
  CLI::App* check = plan->add_subcommand("check", "its faults and doubts, a line each");
  check->add_option("FILE", o.plan, "the plan")->required();
  check->callback([&] { chosen = [&] { return commands::check_plan(o.plan); }; });
  CLI::App* apply = plan->add_subcommand("apply", "make it the next version of a running server, which shows the difference");
  apply->add_option("FILE", o.plan, "the plan")->required();
  add_server(apply, o.apply.server, o.apply.token);
  apply->add_option("--reason", o.apply.reason, "why, for the record");
  apply->add_flag("--dry-run", o.apply.dry_run, "show the difference only");
  apply->callback([&] { chosen = [&] { return commands::apply_plan(o.plan, o.apply); }; });
}

void add_import(CLI::App& app, options& o, action& chosen) {
  CLI::App* command = app.add_subcommand("import", "send a file's rows to a server as events");
  command->add_option("FILE", o.import.file, "the file (CSV)")->required();
  with_variable(
      command->add_option("--source", o.import.source, "NAME: read it by the mapping NAME.json"))
      ->required();
  add_server(command, o.import.server, o.import.token);
  with_variable(command->add_option("--sources", o.import.sources,
                                    "folder of the mappings (default: the shipped ones)"));
  with_variable(command->add_option("--timezone", o.import.timezone,
                                    "zone of local times (default: the mapping's)"));
  with_variable(command->add_flag("--dry-run", o.import.dry_run, "read and map only, send nothing"));
  command->callback([&] { chosen = [&] { return commands::import_file(o.import); }; });
}

void add_data(CLI::App* command, options& o) {
  with_variable(command->add_option("--data", o.data, "folder of the ledger and the tokens"))
      ->capture_default_str();
}

void add_token_add(CLI::App* token, options& o, action& chosen) {
  CLI::App* add = token->add_subcommand("add", "make one; it is printed once");
  add->add_option("name,--name", o.token.name, "what it is called in lists")->required();
  add->add_option("--role", o.role, "what it may do")
      ->required()
      ->check(CLI::IsMember({"source", "display", "viewer", "manager", "admin"}));
  add->add_option("--unit", o.token.unit, "the unit it is confined to (default: the root)");
  add->add_option("--source", o.token.source,
                  "the source it posts as (role source; default: its name)");
  add->add_option("--expires", o.expires, "30d, 12h, 90m (default: never)");
  add_data(add, o);
  add->callback([&] {
    chosen = [&] {
      o.token.role = *net::parse_role(o.role);
      return commands::add_token(o.data, o.token, o.expires);
    };
  });
}

void add_token(CLI::App& app, options& o, action& chosen) {
  CLI::App* token =
      app.add_subcommand("token", "access tokens; a running server notices within a second")
          ->require_subcommand(1);
  add_token_add(token, o, chosen);
  CLI::App* list = token->add_subcommand("list", "names, roles and scopes");
  add_data(list, o);
  list->callback([&] { chosen = [&] { return commands::list_tokens(o.data); }; });
  CLI::App* revoke = token->add_subcommand("revoke", "end one at once");
  revoke->add_option("name,--name", o.token.name, "its name")->required();
  add_data(revoke, o);
  revoke->callback([&] { chosen = [&] { return commands::revoke_token(o.data, o.token.name); }; });
}

void add_care(CLI::App& app, options& o, action& chosen) {
  CLI::App* verify =
      app.add_subcommand("verify", "fold the ledger again and compare with what is stored");
  add_data(verify, o);
  verify->callback([&] { chosen = [&] { return commands::verify(o.data); }; });
  CLI::App* backup =
      app.add_subcommand("backup", "copy ledger and tokens, also beside a running server");
  backup->add_option("DIR", o.target, "a folder that holds no ledger yet")->required();
  add_data(backup, o);
  backup->callback([&] { chosen = [&] { return commands::backup(o.data, o.target); }; });
  CLI::App* health = app.add_subcommand("health", "ends with 0 when a server is ready");
  with_variable(health->add_option("--server", o.server, "where the server is"))
      ->capture_default_str();
  health->callback([&] { chosen = [&] { return commands::health(o.server); }; });
}

// Bodies and turns are some megabytes, and come again: given back to the system and taken anew each time, their pages would cost a tenth of the
// processor. At most so much is kept.
void keep_memory() {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory();
  options o;
  action chosen;
  CLI::App app("Northstar: a real-time board of sales targets", "northstar");
  app.set_version_flag("--version", "northstar " NORTHSTAR_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  commands::add_configuration_file(app);
  add_serve(app, o, chosen);
  add_plan(app, o, chosen);
  add_import(app, o, chosen);
  add_token(app, o, chosen);
  add_care(app, o, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ConfigError& e) {
    std::cerr << "--config: a setting that is not known here, or a value that it cannot have: "
              << e.what() << '\n';
    return commands::usage;
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? commands::fine : commands::usage;
  }
  return chosen();
}
