// SPDX-License-Identifier: MIT
// Sends notices to one address as Standard Webhooks 1.0 says (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md): POST of JSON with webhook-id,
// webhook-timestamp and, where there is a secret, webhook-signature. 2xx is done; 410 ends it; 408, 425, 429, 3xx, 5xx and no answer within 15 s are tried again; any other
// answer refuses the notice.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "notify/desk.hpp"

namespace northstar::notify {

struct webhook_address {
  std::string url;     // http:// or https://
  std::string secret;  // bytes; empty: not signed
};

// `secret`: "whsec_" and base64 of 24 to 64 bytes, or empty. nullopt: `why` says what is wrong.
std::optional<webhook_address> read_webhook(const std::string& url, const std::string& secret, std::string& why);

// "v1," and base64 of HMAC-SHA256 over id.timestamp.body.
std::string signature_of(std::string_view secret, std::string_view id, std::string_view timestamp, std::string_view body);

class webhook {
 public:
  virtual ~webhook() = default;  // waits for the one under way, at most its 15 s
  virtual void send(const notice& n, std::function<void(delivery)> then) = 0;
};

// `post` runs a function on the loop's thread. `now`: ms since 1970.
std::unique_ptr<webhook> create_webhook(webhook_address to, std::function<void(std::function<void()>)> post, std::function<std::int64_t()> now);

}  // namespace northstar::notify
