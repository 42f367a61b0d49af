// SPDX-License-Identifier: MIT
// The plans of tests/data/plan, which the tests of the schema read too: whole ones, and changes that break one.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>

#include "wire/plan_json.hpp"

namespace plan_samples {

using nlohmann::json;

inline std::optional<std::string> text_of(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string good_text(const std::string& name) { return text_of("tests/data/plan/good/" + name + ".json").value(); }
inline json good(const std::string& name) { return json::parse(good_text(name)); }
inline json table(const std::string& name) { return json::parse(text_of("tests/data/plan/" + name + ".json").value()); }

// A row's changes: "set" values at pointers ("/-" appends), then "remove" some.
inline json changed(json plan, const json& row) {
  const json set = row.value("set", json::object());
  for (const auto& [pointer, value] : set.items()) plan[json::json_pointer(pointer)] = value;
  for (const std::string pointer : row.value("remove", json::array())) {
    const json::json_pointer at(pointer);
    plan[at.parent_pointer()].erase(at.back());
  }
  return plan;
}

// Holiday files are looked for where the good plans lie.
inline northstar::wire::plan_reading read(const std::string& text) {
  return northstar::wire::read_plan(text, [](const std::string& path) { return text_of("tests/data/plan/good/" + path); });
}
inline northstar::wire::plan_reading read(const json& plan) { return read(plan.dump()); }
inline northstar::wire::plan_reading read(const char* text) { return read(std::string(text)); }

// All findings, a line each.
inline std::string told(const northstar::wire::plan_reading& reading) {
  std::string out;
  for (const auto& f : reading.findings) out += to_text(f) + "\n";
  return out;
}

}  // namespace plan_samples
