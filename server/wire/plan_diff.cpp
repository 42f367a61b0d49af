// SPDX-License-Identifier: MIT
// What changed between two plans, for people: units, metrics, targets and the like are told by what names them, not by their place in
// a list, so that one new unit is one line.
#include <map>
#include <nlohmann/json.hpp>

#include "wire/json_tree.hpp"
#include "wire/plan_json.hpp"

namespace northstar::wire {

namespace {

using nlohmann::json;

std::string field(const json& item, const char* key) {
  const auto found = item.find(key);
  if (found == item.end()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

// What names an item of the list at `path`; empty: only its place does.
std::string name_of(const std::string& path, const json& item) {
  if (!item.is_object()) return path == "/calendar/workdays" || path.ends_with("/aliases") || path.ends_with("/types") ? item.get<std::string>() : "";
  if (item.contains("id")) return field(item, "id");
  if (item.contains("date")) return field(item, "date");
  if (item.contains("rate") && item.contains("currency")) return field(item, "currency") + " " + field(item, "from");
  if (item.contains("value")) {
    std::string name = field(item, "unit") + " " + field(item, "metric") + " " + field(item, "period");
    if (item.contains("slice")) name += " " + item["slice"].items().begin().key() + ":" + item["slice"].begin()->get<std::string>();
    return name;
  }
  return {};
}

class difference {
 public:
  std::vector<std::string> lines;

  void compare(const std::string& path, const json& before, const json& after) {
    if (before == after) return;
    if (before.is_object() && after.is_object()) members(path, before, after);
    else if (before.is_array() && after.is_array()) items(path, before, after);
    else lines.push_back("replace " + path + ": " + before.dump() + " → " + after.dump());
  }

 private:
  void members(const std::string& path, const json& before, const json& after) {
    for (const auto& [key, value] : before.items()) {
      const auto there = after.find(key);
      if (there == after.end()) lines.push_back("remove " + path + pointer_step(key) + ": " + value.dump());
      else compare(path + pointer_step(key), value, *there);
    }
    for (const auto& [key, value] : after.items())
      if (!before.contains(key)) lines.push_back("add " + path + pointer_step(key) + ": " + value.dump());
  }

  // Named items as if they were members of an object; their order is told only when nothing else differs.
  void items(const std::string& path, const json& before, const json& after) {
    const auto was = by_name(path, before), is = by_name(path, after);
    const std::size_t told = lines.size();
    members(path, was, is);
    if (lines.size() == told) lines.push_back("reorder " + path);
  }

  static json by_name(const std::string& path, const json& list) {
    json out = json::object();
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string name = name_of(path, list[i]);
      out[name.empty() ? std::to_string(i) : name] = list[i];
    }
    return out;
  }
};

}  // namespace

std::vector<std::string> plan_diff(std::string_view canonical_before, std::string_view canonical_after) {
  const bool throws = false;
  const json before = json::parse(canonical_before, nullptr, throws), after = json::parse(canonical_after, nullptr, throws);
  difference d;
  d.compare("", before, after);
  return d.lines;
}

}  // namespace northstar::wire
