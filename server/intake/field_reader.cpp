// SPDX-License-Identifier: MIT
#include "intake/field_reader.hpp"

#include <charconv>
#include <set>

#include "core/event.hpp"

namespace northstar::intake {

namespace {

using wire::findings_log;
using wire::json_type;
using wire::object_keys;
using wire::place;

using rule_of = field_rule mapping::*;

bool is_decimal(rule_of field) { return field == &mapping::amount || field == &mapping::quantity; }
bool is_timed(rule_of field) {
  return field == &mapping::occurred_at || field == &mapping::version;
}
bool must_stand(rule_of field) {
  return field == &mapping::id || field == &mapping::type || field == &mapping::occurred_at;
}

bool is_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

// Reads the rules; the type's first, because the others may hang on it.
class field_reader {
 public:
  field_reader(findings_log& log, std::optional<std::int32_t> time_of_day_s, mapping& into)
      : log_(log), time_of_day_s_(time_of_day_s), into_(into) {}

  void read_all(const place& map) {
    object_keys keys(log_, map);
    read(keys, "type", &mapping::type);
    find_types();
    for (const auto& [name, field] : named_rules) {
      if (field != &mapping::type) read(keys, name, field);
    }
    keys.finish();
  }

 private:
  void read(object_keys& keys, const char* name, rule_of field);
  void read_constant(const place& at, rule_of field);
  void read_rule(const place& at, rule_of field);
  field_names read_names(const place& at);
  void read_names_by_type(const place& at, rule_of field);
  void read_lookup(object_keys& keys, field_rule& rule);
  void read_decimal_form(const place& at, decimal_form& form);
  void read_mark(const std::optional<place>& at, std::string_view allowed, char& into);
  std::optional<time_form> read_time_form(const place& at);
  time_form read_pattern(const place& at, std::string_view pattern);
  void find_types();

  findings_log& log_;
  std::optional<std::int32_t> time_of_day_s_;
  mapping& into_;
  std::optional<std::set<std::string>> types_;  // that this source's events can have; nullopt: any
};

void field_reader::read(object_keys& keys, const char* name, rule_of field) {
  (into_.*field).required = must_stand(field);
  const auto at = must_stand(field) ? keys.require(name, "a rule: every event has this field")
                                    : keys.find(name);
  if (!at) return;
  if ((*at)->type == json_type::text)
    read_constant(*at, field);
  else
    read_rule(*at, field);
}

// A text alone is the value in every event.
void field_reader::read_constant(const place& at, rule_of field) {
  const auto text = wire::read_text(log_, at);
  if (!text) return;
  if (is_decimal(field) && !read_decimal({}, *text)) log_.fault(at, "a decimal");
  if (field == &mapping::version && !is_integer(*text)) log_.fault(at, "an integer");
  if (field == &mapping::occurred_at && !read_time({}, {}, *text))
    log_.fault(at, "an instant with its offset");
  (into_.*field).constant = *text;
}

void field_reader::read_rule(const place& at, rule_of field) {
  field_rule& rule = into_.*field;
  object_keys keys(log_, at);
  if (const auto names = keys.require("at", "the name of a field of the record")) {
    if ((*names)->type == json_type::object && field != &mapping::type)
      read_names_by_type(*names, field);
    else
      rule.at = read_names(*names);
  }
  read_lookup(keys, rule);
  if (const auto required = keys.find("required"))
    rule.required = wire::read_flag(log_, *required).value_or(false) || must_stand(field);
  if (is_decimal(field)) {
    if (const auto form = keys.find("decimal")) read_decimal_form(*form, rule.decimal);
  }
  if (is_timed(field)) {
    constexpr const char* expected = "how it is written: iso, s, ms, or a pattern like %Y-%m-%d";
    const auto form =
        field == &mapping::version ? keys.find("time") : keys.require("time", expected);
    if (form) rule.time = read_time_form(*form);
  }
  keys.finish();
}

// One name, or a list of at least one.
field_names field_reader::read_names(const place& at) {
  field_names names;
  const auto add = [&](const place& one) {
    if (auto name = wire::read_text(log_, one, "the name of a field"))
      names.push_back(std::move(*name));
  };
  if (at->type != json_type::array) {
    add(at);
    return names;
  }
  wire::each_item(log_, at, add);
  if (at->members.empty()) log_.fault(at, "the name of a field, at least one");
  return names;
}

void field_reader::read_names_by_type(const place& at, rule_of field) {
  field_rule& rule = into_.*field;
  wire::each_member(log_, at, [&](const place& one) {
    const std::string type(one.key);
    if (types_ && types_->count(type) == 0)
      log_.fault(one, "a type that \"type\" can give", '"' + type + '"');
    rule.at_by_type[type] = read_names(one);
  });
  if (at->members.empty()) log_.fault(at, "the name of a field for at least one type");
  if (!must_stand(field) || !types_) return;
  for (const std::string& type : *types_) {
    if (rule.at_by_type.count(type) == 0)
      log_.missing(at, type, "the name of a field: every event has this one");
  }
}

void field_reader::read_lookup(object_keys& keys, field_rule& rule) {
  if (const auto fallback = keys.find("default")) rule.otherwise = wire::read_text(log_, *fallback);
  const auto lookup = keys.find("lookup");
  if (lookup) {
    wire::each_member(log_, *lookup, [&](const place& one) {
      rule.lookup[std::string(one.key)] = wire::read_text(log_, one).value_or("");
    });
    if ((*lookup)->members.empty())
      log_.fault(*lookup, "an object: what stands there → what it becomes");
  }
  const auto unlisted = keys.find("unlisted");
  if (!unlisted) return;
  if (!lookup) log_.fault(*unlisted, "a lookup beside it");
  rule.keeps_unlisted = wire::read_choice(log_, *unlisted, {"refuse", "keep"}) == std::size_t{1};
}

void field_reader::read_decimal_form(const place& at, decimal_form& form) {
  object_keys keys(log_, at);
  read_mark(keys.find("mark"), ".,", form.mark);
  read_mark(keys.find("group"), ".,' ", form.group);
  keys.finish();
  if (form.mark == form.group) log_.fault(at, "a mark that differs from group");
}

void field_reader::read_mark(const std::optional<place>& at, std::string_view allowed, char& into) {
  if (!at) return;
  const bool fits = (*at)->type == json_type::text && (*at)->text.size() == 1 &&
                    allowed.find((*at)->text[0]) != allowed.npos;
  if (fits)
    into = (*at)->text[0];
  else
    log_.fault(*at, "one of the characters \"" + std::string(allowed) + '"');
}

std::optional<time_form> field_reader::read_time_form(const place& at) {
  const auto text = wire::read_text(log_, at);
  if (!text) return std::nullopt;
  time_form form;
  if (*text == "iso") return form;
  if (*text != "s" && *text != "ms") return read_pattern(at, *text);
  form.form = *text == "s" ? time_form::kind::unix_s : time_form::kind::unix_ms;
  return form;
}

time_form field_reader::read_pattern(const place& at, std::string_view pattern) {
  time_form form;
  form.form = time_form::kind::pattern;
  const auto read = read_time_pattern(pattern);
  if (!read) {
    log_.fault(at, "iso, s, ms, or a pattern that reads year, month and day: %Y-%m-%d %H:%M:%S");
    return form;
  }
  form.pattern = read->abseil;
  form.has_offset = read->has_offset;
  if (read->has_time) return form;
  if (!time_of_day_s_)
    log_.fault(at, "\"time_of_day\" at the top of the file, for this reads dates only");
  form.time_of_day_s = time_of_day_s_.value_or(0);
  return form;
}

void field_reader::find_types() {
  const field_rule& rule = into_.type;
  if (rule.constant) types_ = {*rule.constant};
  if (rule.lookup.empty() || rule.keeps_unlisted) return;
  types_.emplace();
  for (const auto& [found, type] : rule.lookup) types_->insert(type);
  if (rule.otherwise) types_->insert(*rule.otherwise);
}

}  // namespace

void read_fields(findings_log& log, const place& map, std::optional<std::int32_t> time_of_day_s,
                 mapping& into) {
  field_reader(log, time_of_day_s, into).read_all(map);
}

}  // namespace northstar::intake
