// SPDX-License-Identifier: MIT
#include "intake/mapping.hpp"

#include <algorithm>
#include <charconv>

#include "intake/utf8.hpp"
#include "wire/text.hpp"

namespace northstar::intake {

const std::vector<named_rule> named_rules{
    {"id", &mapping::id},
    {"type", &mapping::type},
    {"occurred_at", &mapping::occurred_at},
    {"version", &mapping::version},
    {"owner", &mapping::owner},
    {"customer", &mapping::customer},
    {"segment", &mapping::segment},
    {"product", &mapping::product},
    {"amount", &mapping::amount},
    {"currency", &mapping::currency},
    {"quantity", &mapping::quantity},
};

namespace {

bool holds(const condition& c, const record& r) {
  const std::string_view text = r.text(c.at);
  const bool found = c.one_of.empty()
                         ? !text.empty()
                         : std::find(c.one_of.begin(), c.one_of.end(), text) != c.one_of.end();
  return found != c.negated;
}

bool all_hold(const std::vector<condition>& conditions, const record& r) {
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const condition& c) { return holds(c, r); });
}

// Why the record takes no part; null: it does.
const std::string* reason_to_skip(const mapping& m, const record& r) {
  if (!all_hold(m.select, r)) return &m.select_reason;
  for (const skip_rule& rule : m.skips) {
    if (all_hold(rule.when, r)) return &rule.reason;
  }
  return nullptr;
}

// Maps one record; collects the faults of all its fields.
class record_mapper {
 public:
  record_mapper(const mapping& m, const core::zone& zone, const record& r)
      : m_(m), zone_(zone), r_(r) {}

  mapped run() {
    event_.source = m_.source;
    event_.type = text("type", m_.type);
    if (!faults_.empty()) return std::move(faults_);  // the other fields may hang on the type
    event_.id = text("id", m_.id);
    event_.occurred_at = instant("occurred_at", m_.occurred_at);
    event_.version =
        m_.version.time ? instant("version", m_.version) : integer("version", m_.version);
    event_.owner = text("owner", m_.owner);
    event_.customer = text("customer", m_.customer);
    event_.segment = text("segment", m_.segment);
    event_.product = text("product", m_.product);
    event_.amount = decimal("amount", m_.amount);
    event_.currency = text("currency", m_.currency);
    event_.quantity = decimal("quantity", m_.quantity);
    if (!faults_.empty()) return std::move(faults_);
    return std::move(event_);
  }

 private:
  std::string text(const char* field, const field_rule& rule);
  std::string looked_up(const char* field, const field_rule& rule, std::string found);
  core::decimal decimal(const char* field, const field_rule& rule);
  std::int64_t integer(const char* field, const field_rule& rule);
  core::instant_ms instant(const char* field, const field_rule& rule);

  bool is_required_always(const field_rule& rule) const {
    return &rule == &m_.id || &rule == &m_.occurred_at;
  }
  const field_names* names_for(const field_rule& rule) const;
  void fault(const char* field, const field_rule& rule, const char* error, std::string detail);

  const mapping& m_;
  const core::zone& zone_;
  const record& r_;
  core::event event_;
  std::vector<record_fault> faults_;
};

// Null: an event of this type has no such field.
const field_names* record_mapper::names_for(const field_rule& rule) const {
  if (rule.at_by_type.empty()) return &rule.at;
  const auto found = rule.at_by_type.find(event_.type);
  return found == rule.at_by_type.end() ? nullptr : &found->second;
}

void record_mapper::fault(const char* field, const field_rule& rule, const char* error,
                          std::string detail) {
  const field_names* names = names_for(rule);
  std::string column;
  if (names != nullptr) {
    for (const std::string& name : *names) {
      if (column.empty() && (names->size() == 1 || !r_.text(name).empty())) column = name;
    }
  }
  faults_.push_back({field, std::move(column), error, std::move(detail)});
}

std::string in_quotes(const std::string& text) { return wire::json_text(wire::excerpt(text)); }

std::string record_mapper::text(const char* field, const field_rule& rule) {
  if (rule.constant) return *rule.constant;
  const field_names* names = names_for(rule);
  if (names == nullptr) {
    if (is_required_always(rule))
      fault(field, rule, "missing", "no field is named for the type " + event_.type);
    return {};
  }
  std::string found;
  for (std::size_t i = 0; i < names->size() && found.empty(); ++i) found = r_.text((*names)[i]);
  if (!is_utf8(found)) {
    fault(field, rule, "not_utf8", "the text is not UTF-8");
    return {};
  }
  found = looked_up(field, rule, std::move(found));
  if (found.size() > core::event_text_max) {
    fault(field, rule, "too_long",
          std::to_string(found.size()) + " bytes; at most " + std::to_string(core::event_text_max));
  }
  return found;
}

std::string record_mapper::looked_up(const char* field, const field_rule& rule, std::string found) {
  if (found.empty()) {
    if (rule.otherwise) return *rule.otherwise;
    if (rule.required) fault(field, rule, "missing", "nothing stands there");
    return {};
  }
  if (rule.lookup.empty()) return found;
  const auto listed = rule.lookup.find(found);
  if (listed != rule.lookup.end()) return listed->second;
  if (rule.keeps_unlisted) return found;
  if (rule.otherwise) return *rule.otherwise;
  fault(field, rule, "unlisted", "the lookup does not list " + in_quotes(found));
  return {};
}

core::decimal record_mapper::decimal(const char* field, const field_rule& rule) {
  const std::string found = text(field, rule);
  if (found.empty()) return {};
  const auto value = read_decimal(rule.decimal, found);
  if (!value) fault(field, rule, "not_a_decimal", in_quotes(found));
  return value.value_or(core::decimal{});
}

std::int64_t record_mapper::integer(const char* field, const field_rule& rule) {
  const std::string found = text(field, rule);
  std::int64_t value = 0;
  if (found.empty()) return value;
  const auto [end, error] = std::from_chars(found.data(), found.data() + found.size(), value);
  if (error != std::errc{} || end != found.data() + found.size())
    fault(field, rule, "not_an_integer", in_quotes(found));
  return value;
}

core::instant_ms record_mapper::instant(const char* field, const field_rule& rule) {
  const std::string found = text(field, rule);
  if (found.empty()) return 0;
  const auto at = read_time(rule.time.value_or(time_form{}), zone_, found);
  if (!at) fault(field, rule, "not_an_instant", in_quotes(found));
  return at.value_or(0);
}

}  // namespace

std::vector<std::string> fields_used(const mapping& m) {
  std::vector<std::string> used;
  const auto add = [&](const std::string& name) {
    if (std::find(used.begin(), used.end(), name) == used.end()) used.push_back(name);
  };
  for (const condition& c : m.select) add(c.at);
  for (const skip_rule& rule : m.skips) {
    for (const condition& c : rule.when) add(c.at);
  }
  for (const auto& [name, member] : named_rules) {
    const field_rule& rule = m.*member;
    std::for_each(rule.at.begin(), rule.at.end(), add);
    for (const auto& [type, names] : rule.at_by_type)
      std::for_each(names.begin(), names.end(), add);
  }
  return used;
}

bool needs_zone(const mapping& m) {
  const auto is_local = [](const field_rule& rule) {
    return rule.time && rule.time->form == time_form::kind::pattern && !rule.time->has_offset;
  };
  return is_local(m.occurred_at) || is_local(m.version);
}

mapped map_record(const mapping& m, const core::zone& zone, const record& r) {
  if (const std::string* reason = reason_to_skip(m, r)) return skipped{*reason};
  return record_mapper(m, zone, r).run();
}

}  // namespace northstar::intake
