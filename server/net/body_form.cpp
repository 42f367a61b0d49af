// SPDX-License-Identifier: MIT
#include "net/body_form.hpp"

#include <boost/url/decode_view.hpp>
#include <string_view>

namespace northstar::net {

namespace {

constexpr std::string_view cloud_prefix = "ce-";

// "Application/JSON; charset=utf-8" → "Application/JSON"
std::string_view media_type(std::string_view field) {
  std::string_view type = field.substr(0, field.find(';'));
  while (!type.empty() && (type.front() == ' ' || type.front() == '\t')) type.remove_prefix(1);
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.remove_suffix(1);
  return type;
}

// A value that is badly escaped is taken as it stands.
std::string decoded(const std::string& value) {
  const auto view = boost::urls::make_pct_string_view(value);
  if (!view) return value;
  std::string out;
  for (const char c : boost::urls::decode_view(*view)) out += c;
  return out;
}

}  // namespace

std::optional<wire::body_form> body_form_of(const http_request& r) {
  const std::string_view type = media_type(r.field("content-type"));
  const auto is = [type](std::string_view name) { return equals_ignoring_case(type, name); };
  // In binary mode the body's type is that of the event's data: it must be JSON all the same.
  const bool is_json = type.empty() || is("application/json") || is("text/json");
  if (is("application/cloudevents+json")) return wire::body_form::cloud_event;
  if (is("application/cloudevents-batch+json")) return wire::body_form::cloud_batch;
  if (r.count("ce-specversion") > 0) {
    if (is_json) return wire::body_form::cloud_binary;
    return std::nullopt;
  }
  if (is_json) return wire::body_form::json;
  if (is("application/x-ndjson") || is("application/ndjson") || is("application/jsonl")) return wire::body_form::ndjson;
  return std::nullopt;
}

std::map<std::string, std::string> cloud_headers_of(const http_request& r) {
  std::map<std::string, std::string> headers;
  for (const http_field& f : r.fields)
    if (f.name.starts_with(cloud_prefix)) headers.emplace(f.name.substr(cloud_prefix.size()), decoded(f.value));
  return headers;
}

}  // namespace northstar::net
