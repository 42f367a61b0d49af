// SPDX-License-Identifier: MIT
#include "net/web_watch.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace northstar::net {

namespace {

namespace fs = std::filesystem;

class digest {
 public:
  digest() { crypto_generichash_init(&state_, nullptr, 0, 16); }
  void add(std::string_view text) {
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(""), 1);  // its end
  }
  std::string text(std::size_t digits) {
    std::array<unsigned char, 16> bytes{};
    crypto_generichash_final(&state_, bytes.data(), bytes.size());
    std::string hex(2 * bytes.size() + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
    return hex.substr(0, digits);
  }

 private:
  crypto_generichash_state state_{};
};

bool is_served(const fs::path& name) { return name != "node_modules" && !name.string().starts_with('.'); }

// In order of their names, so that two folders of the same contents are the same.
std::vector<fs::path> files_below(const fs::path& root) {
  std::vector<fs::path> out;
  std::error_code ec;
  fs::recursive_directory_iterator at(root, ec);
  for (; !ec && at != fs::recursive_directory_iterator() && out.size() < web_watch::files_max; at.increment(ec)) {
    if (!is_served(at->path().filename())) at.disable_recursion_pending();
    else if (at->is_regular_file(ec)) out.push_back(at->path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

web_watch::web_watch(fs::path root) : root_(std::move(root)), outside_(look_at_files(false)), tag_(look_at_files(true)) {}

// What changes while it is being read is read again at the next look.
bool web_watch::look() {
  std::string outside = look_at_files(false);
  if (outside == outside_) return false;
  outside_ = std::move(outside);
  std::string tag = look_at_files(true);
  if (tag == tag_) return false;
  tag_ = std::move(tag);
  return true;
}

std::string web_watch::look_at_files(bool contents) const {
  const auto files = root_.empty() ? std::vector<fs::path>() : files_below(root_);
  if (files.empty()) return {};
  digest d;
  for (const fs::path& file : files) {
    std::error_code ec;
    const auto size = fs::file_size(file, ec);
    if (ec || size > file_bytes_max) continue;
    d.add(file.lexically_relative(root_).generic_string());
    if (contents) {
      std::ifstream in(file, std::ios::binary);
      d.add(std::string(std::istreambuf_iterator<char>(in), {}));
      continue;
    }
    d.add(std::to_string(size));
    d.add(std::to_string(fs::last_write_time(file, ec).time_since_epoch().count()));
  }
  return d.text(contents ? 8 : 32);
}

}  // namespace northstar::net
