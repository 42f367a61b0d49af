// SPDX-License-Identifier: MIT
#include "log/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>
#include <utility>

namespace northstar::log {

namespace {

using sink_function = std::function<void(level, std::string_view)>;

spdlog::level::level_enum of(level l) {
  switch (l) {
    case level::debug: return spdlog::level::debug;
    case level::info: return spdlog::level::info;
    case level::warning: return spdlog::level::warn;
    case level::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::shared_ptr<spdlog::logger> make_stderr_logger() {
  auto made = std::make_shared<spdlog::logger>("northstar", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  made->set_pattern("time=%Y-%m-%dT%H:%M:%S.%e%z level=%l %v");
  made->set_level(spdlog::level::info);
  return made;
}

// Never destroyed: a helper thread may have a last word while the process ends.
spdlog::logger& stderr_logger() {
  static auto* made = new std::shared_ptr<spdlog::logger>(make_stderr_logger());
  return **made;
}

// The ledger's thread logs too: a sink is called by one thread at a time.
struct test_sink {
  std::mutex mutex;
  sink_function call;
};

test_sink& replaced() {
  static auto* made = new test_sink;
  return *made;
}

}  // namespace

void set_level(level lowest) { stderr_logger().set_level(of(lowest)); }

void set_sink(sink_function sink) {
  const std::lock_guard lock(replaced().mutex);
  replaced().call = std::move(sink);
}

void write(level at, std::string_view event, std::string_view fields) {
  if (!stderr_logger().should_log(of(at))) return;
  std::string line = "event=";
  line.append(event);
  if (!fields.empty()) line.append(" ").append(fields);
  {
    const std::lock_guard lock(replaced().mutex);
    if (replaced().call) {
      replaced().call(at, line);
      return;
    }
  }
  // As an argument, not as a format: a field may hold braces.
  stderr_logger().log(of(at), "{}", line);
}

std::string quoted(std::string_view value) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (byte >= 0x20 && byte != 0x7f) {
      out += c;
      continue;
    }
    out += "\\x";
    out += hex[byte >> 4];
    out += hex[byte & 15];
  }
  return out + "\"";
}

}  // namespace northstar::log
