// SPDX-License-Identifier: MIT
#include "net/audit_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "log/log.hpp"
#include "wire/text.hpp"

namespace northstar::net {

namespace {

using nlohmann::json;

std::string text_of(const audit_line& l) {
  return R"({"at_ms":)" + std::to_string(l.at) + R"(,"who":)" + wire::json_text(l.who) + R"(,"act":)" + wire::json_text(l.act) + R"(,"subject":)" +
         wire::json_text(l.subject) + R"(,"detail":)" + wire::json_text(l.detail) + "}\n";
}

}  // namespace

audit_log::audit_log(std::filesystem::path data_folder) : folder_(std::move(data_folder)) {
  read(folder_ / older_file_name, 0);
  catch_up();
}

void audit_log::note(audit_line line) {
  if (write(text_of(line))) return catch_up();
  log::write(log::level::error, "audit_not_written", "act=" + line.act + " subject=" + log::quoted(line.subject));
  keep(std::move(line));
}

const std::deque<audit_line>& audit_log::lines() {
  catch_up();
  return lines_;
}

bool audit_log::write(std::string text) const {
  std::error_code ec;
  if (const auto size = std::filesystem::file_size(path(), ec); !ec && size >= file_bytes_max) std::filesystem::rename(path(), folder_ / older_file_name, ec);
  const int fd = ::open(path().c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  // Behind a line that a crash has torn another begins.
  char last = '\n';
  if (const off_t size = ::lseek(fd, 0, SEEK_END); size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n') text.insert(text.begin(), '\n');
  const bool whole = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fdatasync(fd) == 0;
  return ::close(fd) == 0 && whole;
}

// What was written behind the place read last; of a file that was set aside meanwhile its end first.
void audit_log::catch_up() {
  struct stat now {};
  if (::stat(path().c_str(), &now) != 0) return;
  if (now.st_ino != file_) {
    struct stat older {};
    if (::stat((folder_ / older_file_name).c_str(), &older) == 0 && older.st_ino == file_) read(folder_ / older_file_name, file_read_);
    file_ = now.st_ino;
    file_read_ = 0;
  }
  if (now.st_size != file_read_) file_read_ = read(path(), file_read_);
}

// The whole lines behind that place; gives where they end.
std::streamoff audit_log::read(const std::filesystem::path& from, std::streamoff at) {
  std::ifstream file(from);
  file.seekg(at);
  for (std::string text; std::getline(file, text) && !file.eof();) {
    at += static_cast<std::streamoff>(text.size()) + 1;
    const bool throws = false;
    const json j = json::parse(text, nullptr, throws);
    if (!j.is_object() || !j.contains("at_ms") || !j["at_ms"].is_number_integer()) continue;
    const auto field = [&](const char* key) { return j.contains(key) && j[key].is_string() ? j[key].get<std::string>() : std::string(); };
    keep({j["at_ms"].get<core::instant_ms>(), field("who"), field("act"), field("subject"), field("detail")});
  }
  return at;
}

void audit_log::keep(audit_line line) {
  lines_.push_back(std::move(line));
  if (lines_.size() > kept_max) lines_.pop_front();
}

}  // namespace northstar::net
