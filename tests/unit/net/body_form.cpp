// SPDX-License-Identifier: MIT
#include "net/body_form.hpp"

#include <optional>
#include <string>

#include "catch.hpp"

using namespace northstar;
using net::body_form_of;
using net::http_request;

namespace {

http_request with(std::string type, bool ce = false) {
  http_request r;
  if (!type.empty()) r.fields.push_back({"content-type", std::move(type)});
  if (ce) r.fields.push_back({"ce-specversion", "1.0"});
  return r;
}

}  // namespace

TEST_CASE("the content type decides the form of a body", "[net][body_form]") {
  using form = wire::body_form;
  struct row {
    const char* type;
    bool ce;
    std::optional<form> expected;
  };
  const row table[] = {
      {"", false, form::json},
      {"application/json", false, form::json},
      {"Application/JSON; charset=UTF-8", false, form::json},
      {" application/json ;charset=utf-8", false, form::json},
      {"text/json", false, form::json},
      {"application/x-ndjson", false, form::ndjson},
      {"application/ndjson", false, form::ndjson},
      {"application/jsonl", false, form::ndjson},
      {"application/cloudevents+json", false, form::cloud_event},
      {"application/cloudevents+json; charset=utf-8", true, form::cloud_event},
      {"application/cloudevents-batch+json", false, form::cloud_batch},
      {"application/json", true, form::cloud_binary},
      {"", true, form::cloud_binary},
      {"text/plain", true, std::nullopt},
      {"text/plain", false, std::nullopt},
      {"text/csv", false, std::nullopt},
      {"application/x-www-form-urlencoded", false, std::nullopt},
      {"application/jsonx", false, std::nullopt},
      {"application/cloudevents+avro", false, std::nullopt},
      {"json", false, std::nullopt},
  };
  for (const row& r : table) {
    INFO(r.type << " " << r.ce);
    CHECK((body_form_of(with(r.type, r.ce)) == r.expected));
  }
}

TEST_CASE("ce- headers lose their prefix and their percent signs", "[net][body_form]") {
  http_request r;
  r.fields = {{"host", "x"}, {"ce-id", "D-1"}, {"ce-source", "c%20rm"}, {"ce-bad", "100%"}};
  const std::map<std::string, std::string> expected{{"id", "D-1"}, {"source", "c rm"}, {"bad", "100%"}};
  CHECK(net::cloud_headers_of(r) == expected);
}
