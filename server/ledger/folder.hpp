// SPDX-License-Identifier: MIT
// The data folder: made when missing, held by one server at a time, and its entries brought to the
// disk.
#pragma once

#include <filesystem>

#include "ledger/ledger.hpp"

namespace northstar::ledger {

inline constexpr const char* database_name = "ledger.db";

// Makes the folder and what is missing above it, durably.
result<void> make_folder(const std::filesystem::path& folder);
// fsync of a file or folder; one that does not exist is fine.
result<void> sync_path(const std::filesystem::path& path);

// Holds the file `lock` in a folder with flock(2): the system lets go of it with the process,
// however that ends.
class folder_lock {
 public:
  static result<folder_lock> acquire(const std::filesystem::path& folder);
  folder_lock(folder_lock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  folder_lock& operator=(folder_lock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~folder_lock();

 private:
  explicit folder_lock(int file) : file_(file) {}

  int file_;
};

}  // namespace northstar::ledger
