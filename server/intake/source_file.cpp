// SPDX-License-Identifier: MIT
#include "intake/source_file.hpp"

#include <algorithm>

#include "intake/field_reader.hpp"
#include "wire/plan_reader.hpp"

namespace northstar::intake {

namespace {

using wire::findings_log;
using wire::object_keys;
using wire::place;

void read_delimiter(findings_log& log, const place& at, char& into) {
  constexpr char delimiters[] = {',', ';', '|', '\t'};
  const auto choice = wire::read_choice(log, at, {",", ";", "|", "\t"});
  if (choice) into = delimiters[*choice];
}

void read_decode(findings_log& log, const place& at, source& into) {
  object_keys keys(log, at);
  if (const auto parser = keys.require("parser", "\"csv\""))
    wire::read_choice(log, *parser, {"csv"});
  if (const auto delimiter = keys.find("delimiter"))
    read_delimiter(log, *delimiter, into.delimiter);
  keys.finish();
}

std::vector<std::string> read_texts(findings_log& log, const place& at) {
  std::vector<std::string> texts;
  wire::each_item(log, at, [&](const place& item) {
    if (auto text = wire::read_text(log, item)) texts.push_back(std::move(*text));
  });
  if (at->members.empty()) log.fault(at, "a list of at least one text");
  return texts;
}

condition read_condition(findings_log& log, const place& at) {
  condition c;
  object_keys keys(log, at);
  if (const auto name = keys.require("at", "the name of a field"))
    c.at = wire::read_text(log, *name).value_or("");
  const auto eq = keys.find("eq");
  const auto in = keys.find("in");
  const auto exists = keys.find("exists");
  const auto negated = keys.find("not");
  keys.finish();
  if (keys.is_object() && int{eq.has_value()} + int{in.has_value()} + int{exists.has_value()} != 1)
    log.fault(at, "exactly one of eq, in and exists");
  if (eq) c.one_of = {wire::read_text(log, *eq).value_or("")};
  if (in) c.one_of = read_texts(log, *in);
  if (exists) c.negated = !wire::read_flag(log, *exists).value_or(true);
  if (negated && wire::read_flag(log, *negated).value_or(false)) c.negated = !c.negated;
  return c;
}

skip_rule read_rule(findings_log& log, const place& at) {
  skip_rule rule;
  object_keys keys(log, at);
  if (const auto when = keys.require("when", "a list of conditions")) {
    wire::each_item(log, *when,
                    [&](const place& item) { rule.when.push_back(read_condition(log, item)); });
    if ((*when)->members.empty()) log.fault(*when, "at least one condition");
  }
  if (const auto reason = keys.require("reason", "why such a record is passed over"))
    rule.reason = wire::read_text(log, *reason).value_or("");
  keys.finish();
  return rule;
}

void read_root(findings_log& log, const place& root, source& into) {
  object_keys keys(log, root);
  if (const auto at = keys.find("description"))
    into.description = wire::read_text(log, *at).value_or("");
  if (const auto at = keys.require("decode", "how the source is decoded"))
    read_decode(log, *at, into);
  if (const auto at = keys.find("timezone"))
    into.timezone = wire::read_text(log, *at, "an IANA time zone").value_or("");
  std::optional<std::int32_t> time_of_day_s;
  if (const auto at = keys.find("time_of_day"))
    time_of_day_s = wire::read_clock(log, *at).value_or(0);
  if (const auto at = keys.find("select")) {
    skip_rule rule = read_rule(log, *at);
    into.mapping.select = std::move(rule.when);
    into.mapping.select_reason = std::move(rule.reason);
  }
  if (const auto at = keys.find("skip")) {
    wire::each_item(log, *at,
                    [&](const place& item) { into.mapping.skips.push_back(read_rule(log, item)); });
  }
  if (const auto at = keys.require("map", "a rule for each field of the event"))
    read_fields(log, *at, time_of_day_s, into.mapping);
  keys.finish();
}

source_reading failed(std::string expected, std::string found) {
  return {std::nullopt, {{wire::severity::fault, "", std::move(expected), std::move(found)}}};
}

}  // namespace

bool is_source_name(std::string_view name) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  constexpr std::size_t name_max = 64;
  return !name.empty() && name.size() <= name_max && name[0] != '.' &&
         name.find_first_not_of(allowed) == name.npos;
}

source_reading read_source(std::string_view name, std::string_view text) {
  if (text.size() > source_text_max)
    return failed("at most 1 MiB", std::to_string(text.size()) + " bytes");
  const wire::json_reading json = wire::read_json(text);
  if (!json.root) return failed("JSON", json.fault);
  findings_log log;
  source made;
  made.mapping.source = name;
  place root;
  root.value = &*json.root;
  read_root(log, root, made);
  source_reading reading{std::nullopt, log.take()};
  if (!wire::has_fault(reading.findings)) reading.source = std::move(made);
  return reading;
}

}  // namespace northstar::intake
