// SPDX-License-Identifier: MIT
// What each command does once its line is understood (main.cpp reads that). Each gives the exit
// code: 0 fine, 1 refused or failed, 2 told something that cannot be. Results go to standard
// output, everything else to standard error.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "net/token_file.hpp"

namespace northstar::commands {

inline constexpr int fine = 0;
inline constexpr int refused = 1;
inline constexpr int usage = 2;

// A line per finding; refused when one is a fault.
int check_plan(const std::filesystem::path& file);

struct apply_options {
  std::string server;  // http://host:port
  std::string token;
  std::string reason;  // not empty unless dry_run
  bool dry_run = false;
};
// Sends the plan, its holiday files inside, to a running server; prints the difference, a line each.
int apply_plan(const std::filesystem::path& file, const apply_options& options);

struct import_options {
  std::filesystem::path file;
  std::string source;             // the name of its mapping
  std::string server;             // http://host:port
  std::filesystem::path sources;  // empty: the shipped ones
  std::string token;
  std::string timezone;  // empty: the mapping's
  bool dry_run = false;
};
int import_file(const import_options& options);

// Prints the secret, once.
int add_token(const std::filesystem::path& data, net::token wanted, const std::string& expires);
int list_tokens(const std::filesystem::path& data);
int revoke_token(const std::filesystem::path& data, const std::string& name);

// Folds the ledger again and compares with what is stored; a line per difference.
int verify(const std::filesystem::path& data);
// Ledger and tokens into a folder that holds none, while a server may be running.
int backup(const std::filesystem::path& data, const std::filesystem::path& target);

// Fine when the server is ready.
int health(const std::string& server);

}  // namespace northstar::commands
