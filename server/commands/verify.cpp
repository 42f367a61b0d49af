// SPDX-License-Identifier: MIT
#include <iostream>

#include "commands/commands.hpp"
#include "commands/ledger_check.hpp"
#include "ledger/sqlite_ledger.hpp"

namespace northstar::commands {

int verify(const std::filesystem::path& data) {
  const ledger::sqlite_options options{data, true};
  const auto failed = [&](const boost::system::error_code& why) {
    std::cerr << data.string() << ": " << why.message() << '\n';
    return refused;
  };
  const auto opened =
      ledger::open_sqlite_ledger(options, [](std::function<void()> call) { call(); });
  if (opened.has_error()) return failed(opened.error());
  const auto check = check_ledger(**opened);
  if (check.has_error()) return failed(check.error());
  for (const std::string& difference : check->differences) std::cout << difference << '\n';
  if (check->difference_count > check->differences.size())
    std::cout << "… and " << check->difference_count - check->differences.size() << " more\n";
  if (check->checkpoint_at == 0)
    std::cerr << data.string() << ": no counters are stored yet: the records were read and folded, "
              << "there is nothing to compare them with\n";
  std::cerr << data.string() << ": records: " << check->last
            << ", checkpoint at: " << check->checkpoint_at
            << ", differences: " << check->difference_count << '\n';
  return check->difference_count > 0 ? refused : fine;
}

}  // namespace northstar::commands
