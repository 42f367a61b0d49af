// SPDX-License-Identifier: MIT
#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <string_view>
#include <vector>

#include "commands/commands.hpp"
#include "core/zone.hpp"
#include "net/audit_log.hpp"

namespace northstar::commands {

namespace {

core::instant_ms now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

int failed(const std::exception& why) {
  std::cerr << why.what() << '\n';
  return refused;
}

// In the audit: whoever is at the keyboard, by the system's name for him.
void note(const std::filesystem::path& data, std::string_view act, const std::string& name, std::string_view detail) {
  const passwd* user = ::getpwuid(::getuid());
  const std::string who = user != nullptr ? user->pw_name : "user " + std::to_string(::getuid());
  net::audit_log(data).note({now(), who + " (command line)", std::string(act), name, std::string(detail)});
}

std::string instant_text(core::instant_ms at) { return core::to_rfc3339(core::zone{}, at); }

std::vector<std::string> row_of(const net::token& t, core::instant_ms at) {
  const std::string expires = !t.expires_at         ? "never"
                              : *t.expires_at <= at ? "expired"
                                                    : instant_text(*t.expires_at);
  return {t.name,
          std::string(net::to_text(t.role)),
          t.unit.empty() ? "(root)" : t.unit,
          t.source.empty() ? "-" : t.source,
          instant_text(t.created_at),
          expires};
}

// Columns as wide as their widest text.
void print_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - row[i].size() + 2, ' ');
    }
    std::cout << line << '\n';
  }
}

}  // namespace

int add_token(const std::filesystem::path& data, net::token wanted, const std::string& expires) {
  wanted.created_at = now();
  if (!expires.empty()) {
    const auto life_ms = net::parse_duration_ms(expires);
    if (!life_ms) {
      std::cerr << "--expires: expected a time such as 30d, 12h or 90m, found " << expires << '\n';
      return usage;
    }
    wanted.expires_at = wanted.created_at + *life_ms;
  }
  try {
    const std::string name = wanted.name;
    const net::role role = wanted.role;
    std::cout << net::add_token(data, std::move(wanted)) << '\n';
    note(data, "token_added", name, net::to_text(role));
  } catch (const net::token_error& e) {
    return failed(e);
  }
  std::cerr << "This is shown once: keep it now. A running server takes it within a second.\n";
  return fine;
}

int list_tokens(const std::filesystem::path& data) {
  try {
    std::vector<std::vector<std::string>> rows{
        {"NAME", "ROLE", "UNIT", "SOURCE", "CREATED", "EXPIRES"}};
    const core::instant_ms at = now();
    for (const net::token& t : net::read_tokens(data)) rows.push_back(row_of(t, at));
    if (rows.size() > 1)
      print_table(rows);
    else
      std::cerr << "no tokens in " << data.string() << ": only loopback is served\n";
    return fine;
  } catch (const net::token_error& e) {
    return failed(e);
  }
}

int revoke_token(const std::filesystem::path& data, const std::string& name) {
  try {
    net::revoke_token(data, name);
    note(data, "token_revoked", name, {});
    return fine;
  } catch (const net::token_error& e) {
    return failed(e);
  }
}

}  // namespace northstar::commands
