// SPDX-License-Identifier: MIT
#include "net/websocket_handshake.hpp"

#include <sodium.h>

#include <array>
#include <boost/algorithm/string/predicate.hpp>

#include "net/problem.hpp"
#include "net/sha1.hpp"

namespace northstar::net {

namespace {

constexpr std::string_view version = "13";
constexpr std::string_view accept_suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t nonce_bytes = 16;

bool is_nonce(std::string_view key) {
  std::array<unsigned char, nonce_bytes + 2> nonce;
  std::size_t size = 0;
  const char* end = nullptr;
  const int decoded = sodium_base642bin(nonce.data(), nonce.size(), key.data(), key.size(), nullptr, &size, &end,
                                        sodium_base64_VARIANT_ORIGINAL);
  return decoded == 0 && size == nonce_bytes && end == key.data() + key.size();
}

}  // namespace

std::optional<http_response> refuse_websocket(const http_request& r) {
  const bool asked = r.method == "GET" && has_list_item(r.field("connection"), "upgrade") &&
                     boost::algorithm::iequals(r.field("upgrade"), "websocket");
  if (!asked) return problem(426, "this address is a WebSocket", {"Upgrade", "websocket"});
  if (r.field("sec-websocket-version") != version)
    return problem(426, "version 13 of the WebSocket protocol is spoken here", {"Sec-WebSocket-Version", std::string(version)});
  if (r.count("sec-websocket-key") != 1 || !is_nonce(r.field("sec-websocket-key")))
    return problem(400, "one Sec-WebSocket-Key of 16 bytes is needed");
  return std::nullopt;
}

std::string grant_websocket(const http_request& r, std::string_view subprotocol) {
  std::string out = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ";
  out += websocket_accept(r.field("sec-websocket-key"));
  if (has_list_item(r.field("sec-websocket-protocol"), subprotocol))
    out.append("\r\nSec-WebSocket-Protocol: ").append(subprotocol);
  return out + "\r\nServer: northstar\r\n\r\n";
}

std::string websocket_accept(std::string_view key) {
  const auto digest = sha1(std::string(key).append(accept_suffix));
  std::array<char, sodium_base64_ENCODED_LEN(digest.size(), sodium_base64_VARIANT_ORIGINAL)> text;
  sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(), sodium_base64_VARIANT_ORIGINAL);
  return text.data();
}

}  // namespace northstar::net
