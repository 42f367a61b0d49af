// SPDX-License-Identifier: MIT
#include "wire/event_values.hpp"

#include <charconv>

#include "core/plan.hpp"
#include "wire/event_digest.hpp"
#include "wire/instant.hpp"
#include "wire/text.hpp"

namespace northstar::wire {

namespace {

constexpr std::array<std::string_view, event_key_count> pointers{
    "/id",       "/source",   "/type",    "/occurred_at", "/owner",    "/amount",
    "/currency", "/customer", "/segment", "/product",     "/quantity", "/version"};

bool is_missing(const raw_value& v) {
  return v.kind == raw_kind::absent || v.kind == raw_kind::null || (v.kind == raw_kind::text && v.text.empty());
}

bool is_integer(std::string_view digits) { return digits.find_first_of(".eE") == std::string_view::npos; }

// The value in a few words.
std::string told(const raw_value& v) {
  switch (v.kind) {
    case raw_kind::text: return json_text(excerpt(v.text));
    case raw_kind::object: return "an object";
    case raw_kind::array: return "a list";
    case raw_kind::broken_text: return "a text with half a surrogate pair";
    default: return excerpt(v.text);
  }
}

bool is_supported(core::instant_ms at) {
  return at >= core::first_day_supported * core::ms_per_day && at < core::last_day_supported * core::ms_per_day;
}

// Reads field after field into one event; after the first refusal nothing more is looked at.
class event_maker {
 public:
  event_maker(const event_fields& fields, core::event_view& into) : fields_(fields), into_(into) {}

  std::optional<refusal> refused;
  std::string amount_rest, quantity_rest;

  void text(row_key key, std::string_view& into) {
    const raw_value& value = fields_[key];
    if (refused || is_missing(value)) return;
    const bool digits_will_do = key == row_key::id && value.kind == raw_kind::number && is_integer(value.text);
    if (value.kind == raw_kind::broken_text) return refuse(key, "invalid_utf8");
    if (value.kind != raw_kind::text && !digits_will_do) return refuse(key, "not_a_string");
    if (value.text.size() > core::event_text_max)
      return refuse(key, "too_long", std::to_string(value.text.size()) + " bytes, at most " + std::to_string(core::event_text_max));
    into = value.text;
  }

  void require_text(row_key key, std::string_view& into) {
    if (!refused && is_missing(fields_[key])) return refuse(key, "missing", "an event needs it");
    text(key, into);
  }

  void occurred_at() {
    const raw_value& value = fields_[row_key::occurred_at];
    if (refused) return;
    if (is_missing(value)) return refuse(row_key::occurred_at, "missing", "an event needs it");
    std::optional<core::instant_ms> at;
    if (value.kind == raw_kind::text) at = parse_rfc3339(value.text);
    if (value.kind == raw_kind::number) at = parse_instant(value.text);
    if (!at) return refuse(row_key::occurred_at, "not_an_instant", told(value) + " is no RFC 3339 time with offset");
    if (!is_supported(*at)) return refuse(row_key::occurred_at, "out_of_range", "from 1970-01-02 to 2199-12-30");
    into_.occurred_at = *at;
  }

  void currency() {
    text(row_key::currency, into_.currency);
    if (!refused && !into_.currency.empty() && !core::currency_minor_digits(into_.currency))
      refuse(row_key::currency, "not_a_currency", told(fields_[row_key::currency]) + " is not three capital letters");
  }

  void decimal(row_key key, core::decimal& into, std::string& rest) {
    const raw_value& value = fields_[key];
    if (refused || value.kind == raw_kind::absent || value.kind == raw_kind::null) return;
    const bool may_be = value.kind == raw_kind::number || value.kind == raw_kind::text;
    if (const auto quick = may_be ? core::parse_short_decimal(value.text) : std::nullopt) {
      into = *quick;
      return;
    }
    auto parsed = may_be ? core::parse_decimal(value.text) : std::nullopt;
    if (!parsed && may_be && is_too_large(value.text)) return refuse(key, "out_of_range");
    if (!parsed) return refuse(key, "not_a_decimal");
    into = parsed->value;
    rest = std::move(parsed->rest);
  }

  void version() {
    const raw_value& value = fields_[row_key::version];
    if (refused || value.kind == raw_kind::absent || value.kind == raw_kind::null) return;
    if (value.kind != raw_kind::number || !is_integer(value.text)) return refuse(row_key::version, "not_an_integer");
    const std::string_view digits = value.text;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), into_.version);
    if (ec != std::errc{}) refuse(row_key::version, "out_of_range", told(value) + " does not fit 64 bits");
  }

  void refuse(row_key key, std::string error, std::string detail = {}) {
    if (detail.empty()) detail = told(fields_[key]);
    refused = refusal{std::string(fields_.pointer(key)), std::move(error), std::move(detail)};
  }

 private:
  // Digits only, but more than are kept.
  static bool is_too_large(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    const auto stop = text.find_first_not_of("0123456789");
    const std::string_view whole = text.substr(0, stop);
    const std::string_view rest = text.substr(whole.size());
    if (whole.empty() || (whole.size() > 1 && whole[0] == '0')) return false;
    return rest.empty() || core::parse_decimal(std::string("1").append(rest)) || is_large_exponent(rest);
  }
  static bool is_large_exponent(std::string_view rest) {
    const auto e = rest.find_first_of("eE");
    return e != std::string_view::npos && core::parse_decimal(std::string("1").append(rest.substr(0, e))) &&
           rest.substr(e + 1).find_first_not_of("+0123456789") == std::string_view::npos && rest.size() > e + 1;
  }

  const event_fields& fields_;
  core::event_view& into_;
};

void source(event_maker& make, const event_context& context, std::string_view if_none, core::event_view& into) {
  make.text(row_key::source, into.source);
  if (make.refused) return;
  if (into.source.empty()) into.source = if_none;
  if (into.source.empty()) return make.refuse(row_key::source, "missing", "neither the event nor the token names a source");
  if (!context.only_source.empty() && into.source != context.only_source)
    make.refuse(row_key::source, "source_not_allowed", "this token is for " + json_text(context.only_source));
}

}  // namespace

event_fields plain_fields(const raw_fields& row) {
  event_fields out;
  out.pointers = &pointers;
  for (std::size_t i = 0; i < event_key_count; ++i) out.values[i] = &row[static_cast<row_key>(i)];
  return out;
}

std::optional<refusal> make_event(const event_fields& fields, const event_context& context, std::string_view source_if_none, core::event_view& into) {
  event_maker make(fields, into);
  make.require_text(row_key::id, into.id);
  make.require_text(row_key::type, into.type);
  make.occurred_at();
  source(make, context, source_if_none, into);
  make.text(row_key::owner, into.owner);
  make.decimal(row_key::amount, into.amount, make.amount_rest);
  make.currency();
  make.text(row_key::customer, into.customer);
  make.text(row_key::segment, into.segment);
  make.text(row_key::product, into.product);
  make.decimal(row_key::quantity, into.quantity, make.quantity_rest);
  make.version();
  if (make.refused) return make.refused;
  into.key = key_digest(context.key, into.source, into.id);
  into.content = content_digest(context.key, into, make.amount_rest, make.quantity_rest);
  return std::nullopt;
}

}  // namespace northstar::wire
