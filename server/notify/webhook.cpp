// SPDX-License-Identifier: MIT
#include "notify/webhook.hpp"

#include <curl/curl.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <new>
#include <utility>
#include <vector>

#include "log/log.hpp"

namespace northstar::notify {

namespace {

constexpr long connect_timeout_ms = 5'000, answer_timeout_ms = 15'000;
constexpr std::size_t secret_least = 24, secret_most = 64;  // bytes, as the specification asks
constexpr std::string_view secret_prefix = "whsec_";

struct list_deleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using header_list = std::unique_ptr<curl_slist, list_deleter>;

void add(header_list& list, const std::string& header) {
  curl_slist* longer = curl_slist_append(list.get(), header.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

std::size_t take_nothing(char*, std::size_t, std::size_t count, void*) { return count; }

// Ends a transfer when the server goes away.
int look_whether_over(void* over, curl_off_t, curl_off_t, curl_off_t, curl_off_t) { return static_cast<const std::atomic<bool>*>(over)->load() ? 1 : 0; }

delivery meaning_of(long status) {
  if (status >= 200 && status < 300) return delivery::done;
  if (status == 410) return delivery::gone;
  const bool later = status < 400 || status == 408 || status == 425 || status == 429 || status >= 500;
  return later ? delivery::again : delivery::refused;
}

class curl_webhook final : public webhook {
 public:
  curl_webhook(webhook_address to, std::function<void(std::function<void()>)> post, std::function<std::int64_t()> now)
      : to_(std::move(to)), post_(std::move(post)), now_(std::move(now)) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    curl_ = curl_easy_init();
    if (started != CURLE_OK || curl_ == nullptr) throw std::bad_alloc();
  }

  ~curl_webhook() override {
    over_ = true;
    thread_.join();
    curl_easy_cleanup(curl_);
  }

  void send(const notice& n, std::function<void(delivery)> then) override {
    const std::string timestamp = std::to_string(now_() / 1000);
    boost::asio::post(thread_, [this, id = n.id(), body = R"({"type":")" + n.type + R"(","at_ms":)" + std::to_string(n.at_ms) + R"(,"data":)" + n.data + "}", timestamp,
                                then = std::move(then), alive = std::weak_ptr<int>(alive_)] {
      const delivery d = over_ ? delivery::again : try_once(id, timestamp, body);
      post_([then, d, alive] {
        if (!alive.expired()) then(d);
      });
    });
  }

 private:
  delivery try_once(const std::string& id, const std::string& timestamp, const std::string& body) {
    header_list headers;
    for (const std::string& header : {std::string("Content-Type: application/json"), "webhook-id: " + id, "webhook-timestamp: " + timestamp}) add(headers, header);
    if (!to_.secret.empty()) add(headers, "webhook-signature: " + signature_of(to_.secret, id, timestamp, body));
    curl_easy_reset(curl_);
    curl_easy_setopt(curl_, CURLOPT_URL, to_.url.c_str());
    curl_easy_setopt(curl_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, take_nothing);
    curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT_MS, answer_timeout_ms);
    curl_easy_setopt(curl_, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl_, CURLOPT_XFERINFOFUNCTION, look_whether_over);
    curl_easy_setopt(curl_, CURLOPT_XFERINFODATA, &over_);
    const CURLcode done = curl_easy_perform(curl_);
    long status = 0;
    if (done == CURLE_OK) curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    const delivery d = done == CURLE_OK ? meaning_of(status) : delivery::again;
    if (d != delivery::done)
      log::write(log::level::warning, "webhook", "id=" + id + (done == CURLE_OK ? " status=" + std::to_string(status) : " error=" + log::quoted(curl_easy_strerror(done))));
    return d;
  }

  const webhook_address to_;
  const std::function<void(std::function<void()>)> post_;
  const std::function<std::int64_t()> now_;
  CURL* curl_ = nullptr;
  std::atomic<bool> over_ = false;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
  boost::asio::thread_pool thread_{1};
};

}  // namespace

std::optional<webhook_address> read_webhook(const std::string& url, const std::string& secret, std::string& why) {
  why = "--webhook: expected http://… or https://…";
  if (!url.starts_with("http://") && !url.starts_with("https://")) return std::nullopt;
  webhook_address out{url, {}};
  if (secret.empty()) return out;
  std::vector<unsigned char> bytes(secret.size());
  std::size_t size = 0;
  const std::string text = secret.starts_with(secret_prefix) ? secret.substr(secret_prefix.size()) : "";
  const bool reads = sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
  why = "--webhook-secret: expected whsec_ and base64 of 24 to 64 bytes";
  if (!reads || size < secret_least || size > secret_most) return std::nullopt;
  out.secret.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
  return out;
}

std::string signature_of(std::string_view secret, std::string_view id, std::string_view timestamp, std::string_view body) {
  const auto bytes = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes(secret), secret.size());
  for (const std::string_view part : {id, std::string_view("."), timestamp, std::string_view("."), body}) crypto_auth_hmacsha256_update(&state, bytes(part), part.size());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_final(&state, mac.data());
  std::array<char, sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES, sodium_base64_VARIANT_ORIGINAL)> text{};
  sodium_bin2base64(text.data(), text.size(), mac.data(), mac.size(), sodium_base64_VARIANT_ORIGINAL);
  return std::string("v1,") + text.data();
}

std::unique_ptr<webhook> create_webhook(webhook_address to, std::function<void(std::function<void()>)> post, std::function<std::int64_t()> now) {
  return std::make_unique<curl_webhook>(std::move(to), std::move(post), std::move(now));
}

}  // namespace northstar::notify
