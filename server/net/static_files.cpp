// SPDX-License-Identifier: MIT
#include "net/static_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "net/entity_tag.hpp"
#include "net/gzip.hpp"
#include "net/problem.hpp"

namespace northstar::net {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t path_size_max = 512;

// Letters of any script, digits and "-_.@+ "; everything else has no place in a page's name.
bool is_name(std::string_view segment) {
  if (segment.empty() || segment.front() == '.') return false;
  for (const char c : segment) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain && std::string_view("-_.@+ ").find(c) == std::string_view::npos) return false;
  }
  return true;
}

// Files that belong to building the pages, not to showing them.
bool is_workshop(std::string_view segment) {
  const bool package = segment.starts_with("package") && segment.ends_with(".json");
  const bool config = segment == "jsconfig.json" || segment == "tsconfig.json";
  return segment == "node_modules" || package || config;
}

// Reads a regular file of at most `bytes_max`; nullopt: not one, or it changed its size meanwhile.
std::optional<std::string> read_file(const fs::path& path, std::uint64_t size) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return std::nullopt;
  std::string text(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t n = ::read(fd, text.data() + have, size - have);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    have += static_cast<std::size_t>(n);
  }
  ::close(fd);
  if (have != size) return std::nullopt;
  return text;
}

}  // namespace

std::optional<fs::path> web_path(std::string_view path) {
  if (!path.starts_with('/') || path.size() > path_size_max) return std::nullopt;
  path.remove_prefix(1);
  if (path.empty()) return fs::path("index.html");
  fs::path out;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    if (!is_name(segment) || is_workshop(segment)) return std::nullopt;
    out /= segment;
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  if (!out.has_extension()) out += ".html";
  return out;
}

std::string_view media_type_of(const fs::path& file) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 18> types{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".woff", "font/woff"},
      {".txt", "text/plain; charset=utf-8"},
      {".csv", "text/csv; charset=utf-8"},
      {".mp3", "audio/mpeg"},
      {".ogg", "audio/ogg"},
  }};
  const std::string extension = file.extension().string();
  const auto at = std::find_if(types.begin(), types.end(), [&](const auto& t) { return t.first == extension; });
  return at == types.end() ? "application/octet-stream" : at->second;
}

static_files::static_files(const fs::path& root, static_limits limits) : limits_(limits) {
  if (root.empty()) return;
  std::error_code ec;
  root_ = fs::canonical(root, ec);
  if (ec) root_.clear();
}

http_response static_files::get(const http_request& request, std::string_view path) {
  const fs::path* canonical = find(path);
  if (!canonical) return problem(404, "there is no such page");
  if (request.method == "OPTIONS") {
    http_response r;
    r.status = 204;
    r.fields.push_back({"Allow", "GET, HEAD, OPTIONS"});
    return r;
  }
  if (request.method != "GET" && request.method != "HEAD")
    return problem(405, "a page can only be read", {"Allow", "GET, HEAD, OPTIONS"});
  const file* f = load(*canonical);
  if (!f) return problem(404, "there is no such page");

  const bool pack = f->packed && accepts_gzip(request.field("accept-encoding"));
  http_response r;
  r.fields.push_back({"ETag", "\"" + f->etag + (pack ? "-gz\"" : "\"")});
  // Asked each time: a page updated with the server is seen at once, and an unchanged one costs 304.
  r.fields.push_back({"Cache-Control", "no-cache"});
  if (f->packed) r.fields.push_back({"Vary", "Accept-Encoding"});
  if (names_tag(request.field("if-none-match"), f->etag)) {
    r.status = 304;
    return r;
  }
  r.content_type = f->media_type;
  if (pack) r.fields.push_back({"Content-Encoding", "gzip"});
  r.body = pack ? f->packed : f->content;
  return r;
}

// Null: a path that is not served. Valid until the next call.
const fs::path* static_files::find(std::string_view path) {
  constexpr std::chrono::seconds looked_at_every(1);
  const auto now = std::chrono::steady_clock::now();
  if (const auto known = paths_.find(path); known != paths_.end()) {
    if (now - known->second.at < looked_at_every) return &known->second.canonical;
    paths_.erase(known);
  }
  const auto relative = web_path(path);
  auto canonical = relative ? inside(*relative) : std::nullopt;
  if (!canonical) return nullptr;
  if (paths_.size() >= known_paths_max) paths_.clear();
  return &paths_.insert_or_assign(std::string(path), known_path{*std::move(canonical), now}).first->second.canonical;
}

// The canonical path, if it is inside the root once every link is followed.
std::optional<fs::path> static_files::inside(const fs::path& relative) const {
  if (root_.empty()) return std::nullopt;
  std::error_code ec;
  const fs::path canonical = fs::canonical(root_ / relative, ec);
  if (ec) return std::nullopt;
  const auto [root_end, rest] = std::mismatch(root_.begin(), root_.end(), canonical.begin(), canonical.end());
  if (root_end != root_.end()) return std::nullopt;
  return canonical;
}

const static_files::file* static_files::load(const fs::path& canonical) {
  struct stat s {};
  if (::stat(canonical.c_str(), &s) != 0 || !S_ISREG(s.st_mode)) return nullptr;
  const auto size = static_cast<std::uint64_t>(s.st_size);
  if (size > limits_.file_bytes_max) return nullptr;
  const std::int64_t modified_ns = s.st_mtim.tv_sec * 1'000'000'000 + s.st_mtim.tv_nsec;

  const auto known = by_key_.find(canonical.native());
  if (known != by_key_.end()) {
    recent_.splice(recent_.begin(), recent_, known->second);
    if (known->second->modified_ns == modified_ns && known->second->size == size) return &recent_.front();
    make_room(limits_.cache_bytes_max + 1);  // a changed file is rare: everything is read again
  }

  auto content = read_file(canonical, size);
  if (!content) return nullptr;
  file f;
  f.key = canonical.string();
  f.modified_ns = modified_ns;
  f.size = size;
  f.etag = entity_tag(*content);
  f.media_type = media_type_of(canonical);
  if (is_packable(f.media_type, content->size())) {
    std::string packed = gzip(*content);
    if (packed.size() < content->size()) f.packed = std::make_shared<const std::string>(std::move(packed));
  }
  f.content = std::make_shared<const std::string>(*std::move(content));

  make_room(2 * f.content->size());
  cached_bytes_ += 2 * f.content->size();
  recent_.push_front(std::move(f));
  by_key_[recent_.front().key] = recent_.begin();
  return &recent_.front();
}

// A file is counted twice: for itself and for its packed form.
void static_files::make_room(std::size_t bytes) {
  while (!recent_.empty() && cached_bytes_ + bytes > limits_.cache_bytes_max) {
    cached_bytes_ -= 2 * recent_.back().content->size();
    by_key_.erase(recent_.back().key);
    recent_.pop_back();
  }
}

}  // namespace northstar::net
