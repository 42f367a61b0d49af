// SPDX-License-Identifier: MIT
#include "net/body_form.hpp"

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <boost/url/decode_view.hpp>
#include <string_view>

namespace northstar::net {

namespace {

constexpr std::string_view cloud_prefix = "ce-";

// "Application/JSON; charset=utf-8" → "application/json"
std::string media_type(std::string_view field) {
  std::string type(field.substr(0, field.find(';')));
  boost::algorithm::trim(type);
  boost::algorithm::to_lower(type);
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
  const std::string type = media_type(r.field("content-type"));
  if (type == "application/cloudevents+json") return wire::body_form::cloud_event;
  if (type == "application/cloudevents-batch+json") return wire::body_form::cloud_batch;
  // In binary mode the body's type is that of the event's data: it must be JSON all the same.
  const bool is_json = type.empty() || type == "application/json" || type == "text/json";
  if (r.count("ce-specversion") > 0) {
    if (is_json) return wire::body_form::cloud_binary;
    return std::nullopt;
  }
  if (is_json) return wire::body_form::json;
  if (type == "application/x-ndjson" || type == "application/ndjson" || type == "application/jsonl")
    return wire::body_form::ndjson;
  return std::nullopt;
}

std::map<std::string, std::string> cloud_headers_of(const http_request& r) {
  std::map<std::string, std::string> headers;
  for (const http_field& f : r.fields)
    if (f.name.starts_with(cloud_prefix)) headers.emplace(f.name.substr(cloud_prefix.size()), decoded(f.value));
  return headers;
}

}  // namespace northstar::net
