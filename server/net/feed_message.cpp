// SPDX-License-Identifier: MIT
#include "net/feed_message.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace northstar::net {

namespace {

using nlohmann::json;

const json* member(const json& object, const char* name) {
  const auto at = object.find(name);
  return at == object.end() || at->is_null() ? nullptr : &*at;
}

// Absent is empty; nullopt: not an array of texts.
std::optional<std::vector<std::string>> texts(const json& object, const char* name) {
  std::vector<std::string> out;
  const json* list = member(object, name);
  if (!list) return out;
  if (!list->is_array()) return std::nullopt;
  for (const json& item : *list) {
    if (!item.is_string()) return std::nullopt;
    out.push_back(item.get<std::string>());
  }
  return out;
}

client_message read_auth(const json& j) {
  const json* token = member(j, "token");
  if (!token || !token->is_string()) return bad_message{"auth needs a token"};
  return auth_message{token->get<std::string>()};
}

client_message read_subscribe(const json& j) {
  subscribe_message m;
  if (!member(j, "scopes")) return bad_message{"subscribe needs scopes; an empty array is the token's own"};
  auto scopes = texts(j, "scopes");
  auto metrics = texts(j, "metrics");
  if (!scopes || !metrics) return bad_message{"scopes and metrics are arrays of ids"};
  m.scopes = *std::move(scopes);
  m.metrics = *std::move(metrics);
  if (const json* slices = member(j, "slices")) {
    if (!slices->is_boolean()) return bad_message{"slices is true or false"};
    m.slices = slices->get<bool>();
  }
  if (const json* position = member(j, "position")) {
    if (!position->is_string()) return bad_message{"position is a text"};
    // One that another server gave is not a fault of the client: it gets a snapshot.
    m.position = feed::parse_position(position->get_ref<const std::string&>());
  }
  return m;
}

client_message read_painted(const json& j) {
  const json* position = member(j, "position");
  const json* at_ms = member(j, "at_ms");
  if (!position || !position->is_string() || !at_ms || !at_ms->is_number())
    return bad_message{"painted needs position and at_ms"};
  const auto parsed = feed::parse_position(position->get_ref<const std::string&>());
  // A page's clock has fractions of a millisecond; anything outside the years we know is no instant.
  const double at = at_ms->get<double>();
  if (!parsed || !(at >= 0 && at < 1e13)) return bad_message{"painted needs position and at_ms"};
  return painted_message{*parsed, static_cast<core::instant_ms>(at)};
}

}  // namespace

client_message parse_client_message(std::string_view text) {
  const json j = json::parse(text, nullptr, false);
  if (!j.is_object()) return bad_message{"a message is a JSON object"};
  const json* type = member(j, "type");
  if (!type || !type->is_string()) return bad_message{"a message has a type"};
  const auto& name = type->get_ref<const std::string&>();
  if (name == "auth") return read_auth(j);
  if (name == "subscribe") return read_subscribe(j);
  if (name == "painted") return read_painted(j);
  return bad_message{"unknown type of message"};
}

}  // namespace northstar::net
