// SPDX-License-Identifier: MIT
#include "net/token_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace northstar::net {

namespace {

using nlohmann::json;

constexpr std::size_t name_size_max = 64;
constexpr std::size_t place_size_max = 120;
constexpr std::size_t tokens_max = 10'000;

// A descriptor that closes itself.
class descriptor {
 public:
  explicit descriptor(int fd) : fd_(fd) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void fail(const std::string& what, const std::filesystem::path& path) {
  throw token_error(what + " " + path.string() + ": " + std::strerror(errno));
}

// Held while a command reads, changes and writes the file.
descriptor lock(const std::filesystem::path& folder) {
  const auto path = folder / "tokens.lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) fail("cannot open", path);
  if (::flock(fd, LOCK_EX) != 0) fail("cannot lock", path);
  return descriptor(fd);
}

void write_all(int fd, std::string_view text, const std::filesystem::path& path) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail("cannot write", path);
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

void sync_folder(const std::filesystem::path& folder) {
  const descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) fail("cannot sync", folder);
}

// Readers see the old file or the new one, never a half; so does the machine after a power cut.
void replace_file(const std::filesystem::path& folder, std::string_view text) {
  const auto fresh = folder / "tokens.json.new";
  {
    const descriptor fd(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (fd.get() < 0) fail("cannot create", fresh);
    if (::fchmod(fd.get(), 0600) != 0) fail("cannot protect", fresh);
    write_all(fd.get(), text, fresh);
    if (::fsync(fd.get()) != 0) fail("cannot sync", fresh);
  }
  if (::rename(fresh.c_str(), token_path(folder).c_str()) != 0) fail("cannot replace", token_path(folder));
  sync_folder(folder);
}

json to_json(const token& t) {
  json out = {{"name", t.name}, {"role", to_text(t.role)}, {"created_ms", t.created_at}, {"sha256", t.hash}};
  if (!t.unit.empty()) out["unit"] = t.unit;
  if (!t.source.empty()) out["source"] = t.source;
  if (t.expires_at) out["expires_ms"] = *t.expires_at;
  if (!t.place.empty()) out["place"] = t.place;
  if (t.paired) out["kind"] = "paired";
  return out;
}

// The file. `revoked`: hashes, the newest last.
struct token_list {
  std::vector<token> tokens;
  std::vector<std::string> revoked;
};

void write_tokens(const std::filesystem::path& folder, token_list all) {
  if (all.revoked.size() > tokens_max) all.revoked.erase(all.revoked.begin(), all.revoked.end() - static_cast<std::ptrdiff_t>(tokens_max));
  json list = json::array();
  for (const token& t : all.tokens) list.push_back(to_json(t));
  json whole = {{"format", 1}, {"tokens", std::move(list)}};
  if (!all.revoked.empty()) whole["revoked"] = all.revoked;
  replace_file(folder, whole.dump(2) + "\n");
}

token from_json(const json& j) {
  token t;
  t.name = j.at("name").get<std::string>();
  const auto r = parse_role(j.at("role").get<std::string>());
  if (!r) throw token_error("tokens.json: no such role: " + j.at("role").get<std::string>());
  t.role = *r;
  t.unit = j.value("unit", "");
  t.source = j.value("source", "");
  t.created_at = j.at("created_ms").get<core::instant_ms>();
  if (j.contains("expires_ms")) t.expires_at = j.at("expires_ms").get<core::instant_ms>();
  t.place = j.value("place", "");
  t.paired = j.value("kind", "") == "paired";
  t.hash = j.at("sha256").get<std::string>();
  if (t.hash.size() != 2 * crypto_hash_sha256_BYTES) throw token_error("tokens.json: a hash of the wrong size");
  return t;
}

token_list parse_list(std::string_view text) {
  try {
    const json whole = json::parse(text);
    if (whole.at("format") != 1) throw token_error("tokens.json: written by a newer version");
    token_list all;
    for (const json& j : whole.at("tokens")) all.tokens.push_back(from_json(j));
    if (whole.contains("revoked")) all.revoked = whole.at("revoked").get<std::vector<std::string>>();
    return all;
  } catch (const json::exception& e) {
    throw token_error(std::string("tokens.json is damaged: ") + e.what());
  }
}

token_list read_list(const std::filesystem::path& data_folder) {
  const auto path = token_path(data_folder);
  if (!std::filesystem::exists(path)) return {};
  std::ifstream file(path, std::ios::binary);
  if (!file) fail("cannot read", path);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) fail("cannot read", path);
  return parse_list(text);
}

bool is_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

void check(const token& wanted, const std::vector<token>& present) {
  const bool fit = !wanted.name.empty() && wanted.name.size() <= name_size_max && is_text(wanted.name);
  if (!fit) throw token_error("a token's name has 1 to 64 bytes and no control characters");
  if (!is_text(wanted.unit) || !is_text(wanted.source)) throw token_error("a unit or source without control characters");
  if (!is_text(wanted.place) || wanted.place.size() > place_size_max) throw token_error("a place has at most 120 bytes and no control characters");
  if (present.size() >= tokens_max) throw token_error("there are 10,000 tokens already: revoke some");
  const auto same = [&](const token& t) { return t.name == wanted.name; };
  if (std::any_of(present.begin(), present.end(), same))
    throw token_error("there is a token named " + wanted.name + " already: revoke it, or take another name");
}

std::string make_secret() {
  if (sodium_init() < 0) throw token_error("libsodium does not start");
  std::array<unsigned char, 32> random{};
  randombytes_buf(random.data(), random.size());
  std::string text(sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), random.data(), random.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // the terminating zero
  return "nst_" + text;
}

constexpr std::array<std::string_view, 5> role_names{"source", "display", "viewer", "manager", "admin"};

}  // namespace

std::string_view to_text(role r) { return role_names[static_cast<std::size_t>(r)]; }

std::optional<role> parse_role(std::string_view text) {
  const auto at = std::find(role_names.begin(), role_names.end(), text);
  if (at == role_names.end()) return std::nullopt;
  return static_cast<role>(at - role_names.begin());
}

std::filesystem::path token_path(const std::filesystem::path& data_folder) { return data_folder / "tokens.json"; }

std::vector<token> read_tokens(const std::filesystem::path& data_folder) { return read_list(data_folder).tokens; }

std::vector<token> parse_tokens(std::string_view text) { return parse_list(text).tokens; }

std::string add_token(const std::filesystem::path& data_folder, token wanted) {
  try {
    std::filesystem::create_directories(data_folder);
    const descriptor held = lock(data_folder);
    token_list all = read_list(data_folder);
    check(wanted, all.tokens);
    // "Post events as one source": without a name for it, the token's own.
    if (wanted.role == role::source && wanted.source.empty()) wanted.source = wanted.name;
    std::string secret = make_secret();
    wanted.hash = token_hash(secret);
    all.tokens.push_back(std::move(wanted));
    write_tokens(data_folder, std::move(all));
    return secret;
  } catch (const std::filesystem::filesystem_error& e) {
    throw token_error(e.what());
  } catch (const json::exception&) {
    throw token_error("names, units and sources are UTF-8 text");
  }
}

void revoke_token(const std::filesystem::path& data_folder, std::string_view name) {
  if (!std::filesystem::exists(data_folder)) throw token_error("there is no folder " + data_folder.string());
  const descriptor held = lock(data_folder);
  token_list all = read_list(data_folder);
  for (const token& t : all.tokens)
    if (t.name == name) all.revoked.push_back(t.hash);
  if (std::erase_if(all.tokens, [&](const token& t) { return t.name == name; }) == 0)
    throw token_error("there is no token named " + std::string(name));
  write_tokens(data_folder, std::move(all));
}

told_tokens tell_tokens(const std::filesystem::path& data_folder) {
  const token_list all = read_list(data_folder);
  told_tokens out;
  for (const token& t : all.tokens) out[t.hash] = to_json(t).dump();
  for (const std::string& hash : all.revoked) out[hash] = told_revoked;
  return out;
}

bool merge_tokens(const std::filesystem::path& data_folder, const told_tokens& others) {
  std::filesystem::create_directories(data_folder);
  const descriptor held = lock(data_folder);
  token_list all = read_list(data_folder);
  std::set<std::string> known(all.revoked.begin(), all.revoked.end());
  bool changed = false;
  for (const auto& [hash, told] : others)
    if (told == told_revoked && known.insert(hash).second) {
      all.revoked.push_back(hash);
      std::erase_if(all.tokens, [&hash = hash](const token& t) { return t.hash == hash; });
      changed = true;
    }
  for (const token& t : all.tokens) known.insert(t.hash);
  for (const auto& [hash, told] : others) {
    if (known.contains(hash) || all.tokens.size() >= tokens_max) continue;
    try {
      token t = from_json(json::parse(told));
      if (t.hash != hash) continue;
      all.tokens.push_back(std::move(t));
      changed = true;
    } catch (const std::exception&) {
      continue;  // of a newer program
    }
  }
  if (changed) write_tokens(data_folder, std::move(all));
  return changed;
}

std::string token_hash(std::string_view secret) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
  std::string hex(2 * hash.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  hex.pop_back();
  return hex;
}

std::optional<std::int64_t> parse_duration_ms(std::string_view text) {
  if (text.size() < 2 || text.size() > 10) return std::nullopt;
  constexpr std::int64_t second_ms = 1000, day_ms = 86'400 * second_ms;
  std::int64_t unit_ms = 0;
  switch (text.back()) {
    case 's': unit_ms = second_ms; break;
    case 'm': unit_ms = 60 * second_ms; break;
    case 'h': unit_ms = 3600 * second_ms; break;
    case 'd': unit_ms = day_ms; break;
    case 'w': unit_ms = 7 * day_ms; break;
    default: return std::nullopt;
  }
  std::uint32_t count = 0;
  const char* last = text.data() + text.size() - 1;
  const auto [end, ec] = std::from_chars(text.data(), last, count);
  if (ec != std::errc() || end != last || count == 0) return std::nullopt;
  const std::int64_t total_ms = unit_ms * count;
  if (total_ms > 36'525 * day_ms) return std::nullopt;
  return total_ms;
}

}  // namespace northstar::net
