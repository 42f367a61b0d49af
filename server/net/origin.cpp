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
