// SPDX-License-Identifier: MIT
// What the handlers of the interface have in common: how tables are answered, which moment and which page are asked for, and who may see which unit.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.hpp"
#include "net/api.hpp"
#include "net/router.hpp"
#include "wire/table_text.hpp"

namespace northstar::net {

http_response table_response(std::string content_type, std::string body);
http_response json_response(std::string body);
// `name` is what a browser would save it as, without ".csv".
http_response csv_response(std::string body, std::string_view name);
http_response table_response(wire::table_form form, std::string body, std::string_view name);

// A fixed text for one body, and whether an If-None-Match names it. Weak: packed or not, it is the same table.
http_response with_tag(http_response r, std::string_view if_none_match);

// The units asked for; none means the caller's scope. The answer is the refusal, if one is outside.
std::optional<http_response> settle_units(std::vector<std::string>& units, const call& c, const api_surroundings& around, action what);

// as_of and known_at, within the days the calendar knows; the error is the refusal.
boost::system::result<engine::moment_query, http_response> moment_of(const call& c, const api_surroundings& around);
boost::system::result<std::optional<core::instant_ms>, http_response> instant_of(const call& c, std::string_view name);

// limit (1 … 10,000; 1,000 when left out) and after.
boost::system::result<engine::page_query, http_response> page_of(const call& c);
// Link: <…>; rel="next" (RFC 8288): the same request behind `after`.
std::string link_behind(const call& c);  // the request without its `after`, ready for one
void add_next(http_response& r, const std::string& link, std::optional<std::uint64_t> after);

inline constexpr std::size_t page_rows_max = 10'000;

}  // namespace northstar::net
