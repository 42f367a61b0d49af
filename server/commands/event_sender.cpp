// SPDX-License-Identifier: MIT
#include "commands/event_sender.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

namespace northstar::commands {

namespace {

using nlohmann::json;

constexpr int attempts_max = 8;
constexpr std::int64_t wait_s_max = 60;

bool is_busy(const http_answer& answer) { return answer.status == 429 || answer.status == 503; }

std::string text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::size_t count_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::size_t>() : 0;
}

// What a refusal says in RFC 9457's words, or in its own.
std::string refusal(const http_answer& answer) {
  const json problem = json::parse(answer.body, nullptr, false);
  std::string text = "the server answered " + std::to_string(answer.status);
  for (const char* key : {"title", "detail"}) {
    const std::string part = problem.is_object() ? text_at(problem, key) : std::string();
    if (!part.empty()) text += ": " + part;
  }
  if (answer.status == 401) text += " (--token T or NORTHSTAR_TOKEN)";
  return text;
}

row_rejection rejection_of(const json& row, const batch& rows) {
  const std::size_t index = count_at(row, "index");
  row_rejection r;
  r.line = index < rows.lines.size() ? rows.lines[index] : 0;
  for (const char* key : {"pointer", "error", "detail"}) {
    const std::string part = text_at(row, key);
    if (!part.empty()) r.reason += (r.reason.empty() ? "" : ": ") + part;
  }
  return r;
}

}  // namespace

event_sender::event_sender(std::string server, const std::string& token,
                           std::function<void(const std::string&)> tell)
    : client_(std::move(server), token), tell_(std::move(tell)) {}

std::optional<batch_outcome> event_sender::send(const batch& rows) {
  for (int attempt = 1;; ++attempt) {
    const http_answer answer = client_.post("/api/v1/events", "application/x-ndjson", rows.body);
    if (answer.status == 200) {
      was_answered_ = true;
      return read(answer, rows);
    }
    if (!may_try_again(answer, attempt)) {
      failure_ = answer.failure.empty() ? refusal(answer) : answer.failure;
      return std::nullopt;
    }
    wait(answer, attempt);
  }
}

bool event_sender::may_try_again(const http_answer& answer, int attempt) const {
  if (attempt == attempts_max) return false;
  return is_busy(answer) || (was_answered_ && !answer.failure.empty());
}

// As long as the server asks for, up to a minute; else 1, 2, 4 … seconds.
void event_sender::wait(const http_answer& answer, int attempt) {
  const std::int64_t own_s = std::int64_t{1} << std::min(attempt - 1, 5);
  const std::int64_t wait_s = std::clamp<std::int64_t>(
      answer.retry_after_s > 0 ? answer.retry_after_s : own_s, 1, wait_s_max);
  const std::string why = answer.failure.empty()
                              ? "the server is busy (" + std::to_string(answer.status) + ")"
                              : answer.failure;
  tell_(why + ": trying again in " + std::to_string(wait_s) + " s");
  std::this_thread::sleep_for(std::chrono::seconds(wait_s));
}

std::optional<batch_outcome> event_sender::read(const http_answer& answer, const batch& rows) {
  const json told = json::parse(answer.body, nullptr, false);
  if (!told.is_object() || !told.contains("accepted")) {
    failure_ = "the server's answer is not that of Northstar";
    return std::nullopt;
  }
  batch_outcome out;
  out.accepted = count_at(told, "accepted");
  out.replaced = count_at(told, "replaced");
  out.stale = count_at(told, "stale");
  out.duplicate = count_at(told, "duplicate");
  out.quarantined = count_at(told, "quarantined");
  const auto rejected = told.find("rejected");
  if (rejected != told.end() && rejected->is_array()) {
    for (const json& row : *rejected) out.rejected.push_back(rejection_of(row, rows));
  }
  return out;
}

}  // namespace northstar::commands
