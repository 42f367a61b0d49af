// SPDX-License-Identifier: MIT
#include "net/origin.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <string>

namespace northstar::net {

namespace {

using boost::algorithm::iends_with;
using boost::algorithm::iequals;

// The port of an authority, the scheme's own one when none is written.
std::string port_of(const boost::urls::url_view& url, std::string_view scheme) {
  if (!url.port().empty()) return std::string(url.port());
  return scheme == "https" ? "443" : "80";
}

// What nearly every caller on this machine says: nothing to take apart there.
bool is_plain_loopback(std::string_view host) {
  for (const std::string_view name : {"localhost", "127.0.0.1", "[::1]"}) {
    if (!host.starts_with(name)) continue;
    const std::string_view port = host.substr(name.size());
    if (port.empty()) return true;
    return port.front() == ':' && port.size() <= 6 && port.find_first_not_of("0123456789", 1) == std::string_view::npos;
  }
  return false;
}

}  // namespace

bool is_same_origin(std::string_view origin, std::string_view host) {
  if (origin.empty()) return true;
  const auto from = boost::urls::parse_uri(origin);
  if (!from || (from->scheme() != "http" && from->scheme() != "https")) return false;
  const std::string scheme(from->scheme());
  const std::string here_text = scheme + "://" + std::string(host);
  const auto here = boost::urls::parse_uri(here_text);
  if (!here || from->has_userinfo() || here->has_userinfo()) return false;
  return iequals(from->encoded_host(), here->encoded_host()) && port_of(*from, scheme) == port_of(*here, scheme);
}

bool is_loopback_host(std::string_view host) {
  if (is_plain_loopback(host)) return true;
  const std::string text = "http://" + std::string(host);
  const auto url = boost::urls::parse_uri(text);
  if (!url || url->has_userinfo() || !url->encoded_path().empty()) return false;
  const std::string name = url->host_address();
  if (iequals(name, "localhost") || iends_with(name, ".localhost")) return true;
  boost::system::error_code ec;
  const auto address = boost::asio::ip::make_address(name, ec);
  return !ec && address.is_loopback();
}

}  // namespace northstar::net
