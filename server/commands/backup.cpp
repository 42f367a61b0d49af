// SPDX-License-Identifier: MIT
#include <iostream>

#include "commands/commands.hpp"
#include "ledger/sqlite_ledger.hpp"

namespace northstar::commands {

namespace {

// Hashes of secrets: a board restored without them would be open to nobody but its own machine.
std::error_code copy_tokens(const std::filesystem::path& data,
                            const std::filesystem::path& target) {
  std::error_code failed;
  const auto tokens = net::token_path(data);
  if (!std::filesystem::exists(tokens, failed)) return {};
  std::filesystem::copy_file(tokens, net::token_path(target), failed);
  return failed;
}

int failed(const std::filesystem::path& where, const std::string& why) {
  std::cerr << where.string() << ": " << why << '\n';
  return refused;
}

}  // namespace

int backup(const std::filesystem::path& data, const std::filesystem::path& target) {
  std::error_code unknown;
  if (!std::filesystem::is_directory(data, unknown)) return failed(data, "no such folder");
  const auto done = ledger::backup_sqlite_ledger(data, target);
  if (done.has_error()) return failed(target, done.error().message());
  if (const auto why = copy_tokens(data, target))
    return failed(net::token_path(target), why.message());
  std::cout << target.string() << '\n';
  return fine;
}

}  // namespace northstar::commands
