// SPDX-License-Identifier: MIT
// Access tokens at rest: tokens.json in the data folder. A secret is shown once, when it is made; the file holds its SHA-256 only
// (the secret has 256 random bits, so a fast hash is as safe as a slow one). What the command line does is here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"

namespace northstar::net {

enum class role : std::uint8_t { source, display, viewer, manager, admin };
std::string_view to_text(role r);
std::optional<role> parse_role(std::string_view text);

struct token {
  std::string name;       // unique
  net::role role = role::viewer;
  std::string unit;       // its scope; empty: the root's
  std::string source;     // of posted events; for the role `source` the only one it may post as
  core::instant_ms created_at = 0;
  std::optional<core::instant_ms> expires_at;
  std::string hash;       // SHA-256 of the secret, hex
  std::string place;      // of a display: where it hangs
  bool paired = false;    // made for a display that showed its code, not by somebody who keeps its text
  friend bool operator==(const token&, const token&) = default;
};

// A sentence for the person at the command line, or in the log.
struct token_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::filesystem::path token_path(const std::filesystem::path& data_folder);

// Throws token_error when the file is there but cannot be read or understood. A missing file is no token.
std::vector<token> read_tokens(const std::filesystem::path& data_folder);
std::vector<token> parse_tokens(std::string_view json);

// Makes a secret, records `wanted` (its hash is filled in here) and gives the secret, "nst_…". Throws token_error: the name
// is taken or unfit. Makes the data folder if need be. Two commands at a time do not lose one another's token.
std::string add_token(const std::filesystem::path& data_folder, token wanted);
// Throws token_error when there is no such name.
void revoke_token(const std::filesystem::path& data_folder, std::string_view name);

// What the nodes of a cluster tell each other of their tokens: hash → the token as the file has it, "revoked" for one that was. A token that was revoked
// anywhere never comes back; of those the newest 10,000 are remembered.
using told_tokens = std::map<std::string, std::string>;
inline constexpr std::string_view told_revoked = "revoked";
// All that the file says. Throws as read_tokens().
told_tokens tell_tokens(const std::filesystem::path& data_folder);
// What others say comes to what the file says; one that cannot be read is passed over. True: the file is another one now. Throws as add_token().
bool merge_tokens(const std::filesystem::path& data_folder, const told_tokens& others);

// SHA-256 of a secret, hex.
std::string token_hash(std::string_view secret);

// "30d", "12h", "90m", "45s", "8w" → milliseconds. nullopt: not such a text, zero, or longer than a hundred years.
std::optional<std::int64_t> parse_duration_ms(std::string_view text);

}  // namespace northstar::net
