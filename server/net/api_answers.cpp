// SPDX-License-Identifier: MIT
#include "net/api_answers.hpp"

#include <boost/url/url.hpp>
#include <charconv>
#include <utility>

#include "net/entity_tag.hpp"
#include "net/problem.hpp"
#include "wire/instant.hpp"

namespace northstar::net {

namespace {

std::optional<std::uint64_t> whole_number(const std::string& text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

http_response table_response(std::string content_type, std::string body) {
  http_response r = text_response(std::move(content_type), std::move(body));
  r.fields.push_back({"Cache-Control", "no-store"});
  return r;
}

http_response json_response(std::string body) { return table_response("application/json", std::move(body)); }

http_response csv_response(std::string body, std::string_view name) {
  http_response r = table_response("text/csv; charset=utf-8; header=present", std::move(body));
  r.fields.push_back({"Content-Disposition", "inline; filename=\"" + std::string(name) + ".csv\""});
  return r;
}

http_response table_response(wire::table_form form, std::string body, std::string_view name) {
  return form == wire::table_form::json ? json_response(std::move(body)) : csv_response(std::move(body), name);
}

http_response with_tag(http_response r, std::string_view if_none_match) {
  if (r.status != 200 || !r.body) return r;
  const std::string tag = entity_tag(*r.body);
  for (http_field& f : r.fields)
    if (f.name == "Cache-Control") f.value = "no-cache";
  r.fields.push_back({"ETag", "W/\"" + tag + "\""});
  if (!names_tag(if_none_match, tag)) return r;
  r.status = 304;
  r.content_type.clear();
  r.body.reset();
  return r;
}

std::optional<http_response> settle_units(std::vector<std::string>& units, const call& c, const api_surroundings& around, action what) {
  for (const std::string& unit : units)
    if (!around.rights.may(c.who, what, unit)) return problem(403, unit + " is outside this token's scope");
  if (units.empty() && !c.who.unit.empty()) units.push_back(c.who.unit);
  return std::nullopt;
}

boost::system::result<std::optional<core::instant_ms>, http_response> instant_of(const call& c, std::string_view name) {
  auto text = c.query.one(name);
  if (!text) return std::optional<core::instant_ms>();
  // A plus that was not escaped has become a blank: no instant has one.
  if (const auto blank = text->rfind(' '); blank != std::string::npos && blank > 10) (*text)[blank] = '+';
  const auto at = wire::parse_instant(*text);
  if (!at) return problem(400, "not_an_instant: " + std::string(name) + " is RFC 3339 with an offset, or Unix milliseconds");
  return at;
}

boost::system::result<engine::moment_query, http_response> moment_of(const call& c, const api_surroundings& around) {
  const auto as_of = instant_of(c, "as_of");
  if (as_of.has_error()) return as_of.error();
  const auto known_at = instant_of(c, "known_at");
  if (known_at.has_error()) return known_at.error();
  const core::calendar& calendar = around.engine.plan().calendar();
  for (const auto& at : {*as_of, *known_at})
    if (at && !calendar.supports(*at)) return problem_of(make_error_code(engine::errc::not_an_instant));
  return engine::moment_query{*as_of, *known_at};
}

boost::system::result<engine::page_query, http_response> page_of(const call& c) {
  engine::page_query page;
  if (const auto text = c.query.one("limit")) {
    const auto limit = whole_number(*text);
    if (!limit || *limit == 0 || *limit > page_rows_max) return problem(400, "limit is 1 to " + std::to_string(page_rows_max));
    page.limit = static_cast<std::size_t>(*limit);
  }
  if (const auto text = c.query.one("after")) {
    const auto after = whole_number(*text);
    if (!after) return problem(400, "after is what a Link of the page before said");
    page.after = static_cast<std::size_t>(*after);
  }
  return page;
}

std::string link_behind(const call& c) {
  boost::urls::url next;
  next.set_path(c.request.target.substr(0, c.request.target.find('?')));
  auto params = next.params();
  for (const auto& [key, value] : c.query.pairs())
    if (key != "after") params.append({key, value});
  const std::string text(next.buffer());
  return text + (params.empty() ? "?" : "&") + "after=";
}

void add_next(http_response& r, const std::string& link, std::optional<std::uint64_t> after) {
  if (after) r.fields.push_back({"Link", "<" + link + std::to_string(*after) + ">; rel=\"next\""});
}

}  // namespace northstar::net
