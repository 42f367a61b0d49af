// SPDX-License-Identifier: MIT
#include "wire/plan_reader.hpp"

#include <algorithm>
#include <unordered_set>

namespace northstar::wire {

std::string place::pointer() const {
  if (!above) return {};
  std::string way = above->pointer();
  if (above->value->type == json_type::array) way += "/" + std::to_string(index);
  else way += pointer_step(key);
  return way;
}

void findings_log::add(severity s, const place& at, std::string pointer, std::string expected, std::string found) {
  found_.emplace_back(at->order, finding{s, std::move(pointer), std::move(expected), std::move(found)});
}

void findings_log::fault(const place& at, std::string expected, std::string found) {
  add(severity::fault, at, at.pointer(), std::move(expected), std::move(found));
}

void findings_log::doubt(const place& at, std::string expected, std::string found) {
  add(severity::doubt, at, at.pointer(), std::move(expected), std::move(found));
}

void findings_log::missing(const place& at, std::string_view key, std::string expected) {
  add(severity::fault, at, at.pointer() + pointer_step(key), std::move(expected), "nothing");
}

std::vector<finding> findings_log::take() {
  std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<finding> out;
  out.reserve(found_.size());
  for (auto& [order, f] : found_) out.push_back(std::move(f));
  found_.clear();
  return out;
}

namespace {

void refuse_doubled_keys(findings_log& log, const place& at) {
  std::unordered_set<std::string_view> seen;
  for (const json_member& m : at->members) {
    if (seen.insert(m.key).second) continue;
    log.fault(place{&m.value, &at, m.key}, "each key once", "a second " + describe(json_value{json_type::text, 0, m.key, {}}));
  }
}

std::string key_list(const std::vector<std::string_view>& keys) {
  std::string out;
  for (const std::string_view key : keys) out += (out.empty() ? "" : ", ") + std::string(key);
  return out;
}

}  // namespace

object_keys::object_keys(findings_log& log, const place& at)
    : log_(log), at_(at), is_object_(at->type == json_type::object) {
  if (is_object_) refuse_doubled_keys(log_, at_);
  else log_.fault(at_, "an object");
}

std::optional<place> object_keys::find(std::string_view key) {
  known_.push_back(key);
  if (!is_object_) return std::nullopt;
  for (const json_member& m : at_->members)
    if (m.key == key) return place{&m.value, &at_, m.key};
  return std::nullopt;
}

std::optional<place> object_keys::require(std::string_view key, std::string_view expected) {
  const auto found = find(key);
  if (!found && is_object_) log_.missing(at_, key, std::string(expected));
  return found;
}

void object_keys::finish() {
  if (!is_object_) return;
  for (const json_member& m : at_->members)
    if (std::find(known_.begin(), known_.end(), m.key) == known_.end())
      log_.fault(place{&m.value, &at_, m.key}, "one of the keys " + key_list(known_),
                 "the unknown key " + describe(json_value{json_type::text, 0, m.key, {}}));
}

void each_item(findings_log& log, const place& at, const std::function<void(const place&)>& read) {
  if (at->type != json_type::array) return log.fault(at, "a list");
  for (std::size_t i = 0; i < at->members.size(); ++i) read(place{&at->members[i].value, &at, {}, i});
}

void each_member(findings_log& log, const place& at, const std::function<void(const place&)>& read) {
  if (at->type != json_type::object) return log.fault(at, "an object");
  refuse_doubled_keys(log, at);
  for (const json_member& m : at->members) read(place{&m.value, &at, m.key});
}

}  // namespace northstar::wire
