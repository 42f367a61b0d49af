// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "commands/commands.hpp"
#include "commands/http_client.hpp"
#include "plan_file.hpp"

namespace northstar::commands {

namespace {

using nlohmann::json;

// A sentence for people from what the server refused with (RFC 9457).
std::string reason_of(const http_answer& answer) {
  if (!answer.failure.empty()) return answer.failure;
  const json body = json::parse(answer.body, nullptr, false);
  std::string text = "the server answered " + std::to_string(answer.status);
  if (body.is_object()) text += ": " + body.value("detail", "");
  return text;
}

int report(const http_answer& answer, bool dry_run) {
  const json body = json::parse(answer.body, nullptr, false);
  if (!answer.failure.empty() || answer.status != 200 || !body.is_object()) {
    std::cerr << "plan apply: " << reason_of(answer) << '\n';
    return refused;
  }
  for (const json& line : body.at("diff")) std::cout << line.get<std::string>() << '\n';
  const auto version = std::to_string(body.at("version").get<unsigned>());
  if (body.at("diff").empty()) std::cerr << "no difference: version " << version << " stays in force\n";
  else if (dry_run) std::cerr << "dry run: version " << version << " stays in force\n";
  else std::cerr << "version " << version << " is in force\n";
  return fine;
}

}  // namespace

int apply_plan(const std::filesystem::path& file, const apply_options& options) {
  if (options.reason.empty() && !options.dry_run) {
    std::cerr << "plan apply: --reason TEXT is needed: a version is recorded with why\n";
    return usage;
  }
  const auto reading = read_plan_file(file);
  if (reading.has_error()) {
    std::cerr << file.string() << ": " << reading.error().message() << '\n';
    return refused;
  }
  for (const wire::finding& f : reading->findings) std::cerr << wire::to_text(f) << '\n';
  if (!reading->plan) return refused;
  try {
    http_client server(options.server, options.token);
    const std::string query = options.dry_run ? "?dry_run=1" : "?reason=" + escaped(options.reason);
    return report(server.post("/api/v1/plan" + query, "application/json", reading->canonical), options.dry_run);
  } catch (const std::invalid_argument& e) {
    std::cerr << e.what() << '\n';
    return usage;
  }
}

int check_plan(const std::filesystem::path& file) {
  const auto reading = read_plan_file(file);
  if (reading.has_error()) {
    std::cerr << file.string() << ": " << reading.error().message() << '\n';
    return refused;
  }
  for (const wire::finding& f : reading->findings) std::cout << wire::to_text(f) << '\n';
  const auto faults =
      std::count_if(reading->findings.begin(), reading->findings.end(),
                    [](const wire::finding& f) { return f.severity == wire::severity::fault; });
  const auto doubts = static_cast<std::ptrdiff_t>(reading->findings.size()) - faults;
  std::cerr << file.string() << ": faults: " << faults << ", doubts: " << doubts << '\n';
  return faults > 0 ? refused : fine;
}

}  // namespace northstar::commands
