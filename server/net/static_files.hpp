// SPDX-License-Identifier: MIT
// The pages: files below one folder, and nothing else on the disk. Small files are kept in memory with their tag, checked
// against the disk at each request, so that an edited page is served at once. Where links lead is looked at once a second.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "net/http_message.hpp"

namespace northstar::net {

// The file a (decoded) path of an address names, relative to the web folder: "/" → index.html, "/wall" → wall.html. nullopt: a path that
// is not served: one that climbs, names a hidden file, a package file or node_modules, or has characters no file of ours has.
std::optional<std::filesystem::path> web_path(std::string_view path);

std::string_view media_type_of(const std::filesystem::path& file);

struct static_limits {
  std::size_t file_bytes_max = 16 * 1024 * 1024;
  std::size_t cache_bytes_max = 64 * 1024 * 1024;
};

class static_files {
 public:
  // An empty or missing root serves nothing.
  static_files(const std::filesystem::path& root, static_limits limits);

  // Answers GET and HEAD: the file, 304 when the client has it, or 404; other methods 405.
  http_response get(const http_request& request, std::string_view path);

 private:
  struct file {
    std::string key;  // canonical path
    std::int64_t modified_ns = 0;
    std::uint64_t size = 0;
    std::string etag;
    std::string_view media_type;
    std::shared_ptr<const std::string> content;
    std::shared_ptr<const std::string> packed;  // gzip; null: not worth it
  };
  // Where the path of an address led, and when that was found.
  struct known_path {
    std::filesystem::path canonical;
    std::chrono::steady_clock::time_point at;
  };
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  static constexpr std::size_t known_paths_max = 4096;

  const std::filesystem::path* find(std::string_view path);
  std::optional<std::filesystem::path> inside(const std::filesystem::path& relative) const;
  const file* load(const std::filesystem::path& canonical);
  void make_room(std::size_t bytes);

  std::filesystem::path root_;  // canonical; empty: none
  static_limits limits_;
  std::list<file> recent_;      // the last used first
  std::unordered_map<std::string, std::list<file>::iterator> by_key_;
  std::size_t cached_bytes_ = 0;
  std::unordered_map<std::string, known_path, text_hash, std::equal_to<>> paths_;
};

}  // namespace northstar::net
