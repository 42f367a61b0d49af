// SPDX-License-Identifier: MIT
#include "commands/http_client.hpp"

#include <curl/curl.h>

#include <cstdlib>
#include <new>
#include <stdexcept>

namespace northstar::commands {

namespace {

constexpr long connect_timeout_s = 10;
// A server that commits 10,000 rows to a slow disk may take seconds, never this long.
constexpr long answer_timeout_s = 300;
// 10,000 rejections with their reasons fit many times over.
constexpr std::size_t answer_bytes_max = 64 * 1024 * 1024;

struct list_deleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using header_list = std::unique_ptr<curl_slist, list_deleter>;

header_list with(header_list list, const std::string& header) {
  curl_slist* longer = curl_slist_append(list.get(), header.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  return header_list(longer);
}

std::size_t take_bytes(char* bytes, std::size_t, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + count > answer_bytes_max) return 0;
  body.append(bytes, count);
  return count;
}

// A proxy of the environment is for the outside: this machine is asked directly.
std::string hosts_without_proxy() {
  std::string hosts = "localhost,127.0.0.1,::1";
  for (const char* name : {"no_proxy", "NO_PROXY"}) {
    const char* more = std::getenv(name);
    if (more != nullptr && *more != 0) return hosts + "," + more;
  }
  return hosts;
}

}  // namespace

std::string escaped(const std::string& text) {
  char* made = curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size()));
  if (made == nullptr) throw std::bad_alloc();
  std::string out = made;
  curl_free(made);
  return out;
}

struct http_client::connection {
  connection(std::string s, const std::string& token);
  ~connection() { curl_easy_cleanup(curl); }
  http_answer ask(const std::string& path, const header_list& headers);

  std::string server;
  std::string authorization;
  CURL* curl;
};

http_client::connection::connection(std::string s, const std::string& token)
    : server(std::move(s)) {
  if (server.rfind("http://", 0) != 0 && server.rfind("https://", 0) != 0)
    throw std::invalid_argument("--server: expected http://host:port or https://host:port, found " +
                                server);
  while (server.back() == '/') server.pop_back();
  if (!token.empty()) authorization = "Authorization: Bearer " + token;
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  curl = curl_easy_init();
  if (started != CURLE_OK || curl == nullptr) throw std::bad_alloc();
}

http_answer http_client::connection::ask(const std::string& path, const header_list& headers) {
  http_answer answer;
  char why[CURL_ERROR_SIZE] = "";
  const std::string url = server + path;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_NOPROXY, hosts_without_proxy().c_str());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_timeout_s);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, answer_timeout_s);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  const CURLcode done = curl_easy_perform(curl);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  if (done != CURLE_OK) {
    answer.failure = *why != 0 ? why : curl_easy_strerror(done);
    return answer;
  }
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_off_t wait_s = 0;
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait_s);
  answer.retry_after_s = wait_s;
  return answer;
}

http_client::http_client(std::string server, const std::string& token)
    : connection_(std::make_unique<connection>(std::move(server), token)) {}

http_client::~http_client() = default;

http_answer http_client::get(const std::string& path) {
  header_list headers;
  if (!connection_->authorization.empty())
    headers = with(std::move(headers), connection_->authorization);
  curl_easy_setopt(connection_->curl, CURLOPT_HTTPGET, 1L);
  return connection_->ask(path, headers);
}

http_answer http_client::post(const std::string& path, const std::string& content_type,
                              const std::string& body) {
  header_list headers = with(nullptr, "Content-Type: " + content_type);
  headers = with(std::move(headers), "Expect:");  // no round trip before the body
  if (!connection_->authorization.empty())
    headers = with(std::move(headers), connection_->authorization);
  curl_easy_setopt(connection_->curl, CURLOPT_POST, 1L);
  curl_easy_setopt(connection_->curl, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(connection_->curl, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(body.size()));
  return connection_->ask(path, headers);
}

}  // namespace northstar::commands
