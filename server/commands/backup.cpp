// SPDX-License-Identifier: MIT
#include <iostream>
#include <string>
#include <vector>

#include "commands/commands.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "net/audit_log.hpp"

namespace northstar::commands {

namespace {

// What stands in the data folder beside the ledger, of those files that a restored server needs. Tokens are hashes of secrets: without them it would
// be open to nobody but its own machine, and every display would have to be paired anew. The audit's newer file is copied first: should it
// take the older one's place meanwhile, a line may be there twice and none is missing. Left out: outbox.db (docs/operations.md).
std::vector<std::filesystem::path> files_beside(const std::filesystem::path& data) {
  return {net::token_path(data), data / net::audit_log::file_name, data / net::audit_log::older_file_name};
}

std::error_code copy_files(const std::filesystem::path& data, const std::filesystem::path& target) {
  for (const auto& from : files_beside(data)) {
    std::error_code failed;
    if (!std::filesystem::exists(from, failed)) continue;
    if (!std::filesystem::copy_file(from, target / from.filename(), failed)) return failed;
  }
  return {};
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
  if (const auto why = copy_files(data, target)) return failed(target, why.message());
  std::cout << target.string() << '\n';
  return fine;
}

}  // namespace northstar::commands
