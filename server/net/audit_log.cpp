// SPDX-License-Identifier: MIT
#include "net/audit_log.hpp"

#include <fcntl.h>
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
  read(folder_ / older_file_name);
  read(path());
}

void audit_log::note(audit_line line) {
  if (!write(text_of(line))) log::write(log::level::error, "audit_not_written", "act=" + line.act + " subject=" + log::quoted(line.subject));
  keep(std::move(line));
}

bool audit_log::write(std::string_view text) const {
  std::error_code ec;
  if (const auto size = std::filesystem::file_size(path(), ec); !ec && size >= file_bytes_max) std::filesystem::rename(path(), folder_ / older_file_name, ec);
  const int fd = ::open(path().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const bool whole = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fdatasync(fd) == 0;
  return ::close(fd) == 0 && whole;
}

void audit_log::read(const std::filesystem::path& from) {
  std::ifstream file(from);
  for (std::string text; std::getline(file, text);) {
    const bool throws = false;
    const json j = json::parse(text, nullptr, throws);
    if (!j.is_object() || !j.contains("at_ms") || !j["at_ms"].is_number_integer()) continue;
    const auto field = [&](const char* key) { return j.contains(key) && j[key].is_string() ? j[key].get<std::string>() : std::string(); };
    keep({j["at_ms"].get<core::instant_ms>(), field("who"), field("act"), field("subject"), field("detail")});
  }
}

void audit_log::keep(audit_line line) {
  lines_.push_back(std::move(line));
  if (lines_.size() > kept_max) lines_.pop_front();
}

}  // namespace northstar::net
