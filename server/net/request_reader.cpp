// SPDX-License-Identifier: MIT
#include "net/request_reader.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace northstar::net {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr std::size_t first_read_bytes = 4096;
constexpr std::size_t body_read_bytes = 64 * 1024;
// What a body may claim for itself before its bytes have come.
constexpr std::size_t body_reserve_bytes = 1024 * 1024;
// What a quiet connection keeps for its next request.
constexpr std::size_t kept_body_bytes = 4096;
constexpr std::size_t kept_fields = 32;
constexpr std::size_t kept_field_bytes = 256;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

// Only ASCII letters: a field's name has no others.
void assign_lower(std::string& to, std::string_view name) {
  to.assign(name);
  for (char& c : to)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
}

}  // namespace

// What Beast's parser finds goes straight into the request.
class request_reader::sink final : public http::basic_parser<true> {
 public:
  sink(http_request& into, std::vector<http_field>& spare) : into_(into), spare_(spare) {}
  bool is_old() const { return version_ == 10; }

 private:
  using error_code = beast::error_code;

  void on_request_impl(http::verb, beast::string_view method, beast::string_view target, int version, error_code&) override {
    into_.method.assign(view(method));
    into_.target.assign(view(target));
    version_ = version;
  }
  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  // Fields behind a chunked body come too late to decide anything: they are passed over.
  void on_field_impl(http::field, beast::string_view name, beast::string_view value, error_code&) override {
    if (head_done_) return;
    http_field& f = into_.fields.emplace_back(take_spare());
    assign_lower(f.name, view(name));
    f.value.assign(view(value));
  }
  void on_header_impl(error_code&) override { head_done_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length) length_ = static_cast<std::size_t>(*length);
    into_.body.reserve(std::min(length_, body_reserve_bytes));
  }
  std::size_t on_body_impl(beast::string_view part, error_code&) override { return append(view(part)); }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view part, error_code&) override { return append(view(part)); }
  void on_finish_impl(error_code&) override {}

  std::size_t append(std::string_view part) {
    if (into_.body.size() + part.size() > into_.body.capacity() && length_ > body_reserve_bytes) into_.body.reserve(length_);
    into_.body.append(part);
    return part.size();
  }
  http_field take_spare() {
    if (spare_.empty()) return {};
    http_field f = std::move(spare_.back());
    spare_.pop_back();
    return f;
  }

  http_request& into_;
  std::vector<http_field>& spare_;
  std::size_t length_ = 0;  // as announced; 0: not
  int version_ = 11;
  bool head_done_ = false;
};

struct request_reader::state {
  beast::flat_buffer buffer;
  std::optional<sink> parser;
  std::vector<http_field> spare;  // of requests before, for their memory
  beast::error_code fault;
  std::size_t head_bytes = 0;  // taken so far
};

request_reader::request_reader(const reading_limits& limits) : limits_(limits), state_(std::make_unique<state>()) {}
request_reader::~request_reader() = default;

std::span<char> request_reader::space() {
  const bool in_body = state_->parser && state_->parser->is_header_done();
  const std::uint64_t wanted = in_body ? state_->parser->content_length_remaining().value_or(body_read_bytes) : 0;
  const auto space = state_->buffer.prepare(std::clamp<std::uint64_t>(wanted, first_read_bytes, body_read_bytes));
  return {static_cast<char*>(space.data()), space.size()};
}

void request_reader::filled(std::size_t bytes) { state_->buffer.commit(bytes); }

bool request_reader::is_drained() const { return state_->buffer.size() == 0; }

request_reader::outcome request_reader::read_head() {
  if (!state_->parser) {
    state_->parser.emplace(request_, state_->spare);
    state_->parser->header_limit(static_cast<std::uint32_t>(limits_.header_bytes_max));
    state_->parser->body_limit(limits_.body_bytes_max);
    state_->head_bytes = 0;
  }
  while (!state_->parser->is_header_done())
    if (const outcome o = put(); o != outcome::done) return o;
  state_->parser->eager(true);
  return outcome::done;
}

request_reader::outcome request_reader::read_body() {
  while (!state_->parser->is_done())
    if (const outcome o = put(); o != outcome::done) return o;
  return outcome::done;
}

// One step of the parser over what is here.
request_reader::outcome request_reader::put() {
  if (is_drained()) return outcome::more;
  beast::error_code ec;
  const bool in_head = !state_->parser->is_header_done();
  const std::size_t taken = state_->parser->put(state_->buffer.data(), ec);
  state_->buffer.consume(taken);
  // The parser's own limit begins anew with what it has not taken yet.
  if (in_head && (state_->head_bytes += taken) > limits_.header_bytes_max) return outcome::header_too_large;
  if (!ec) return outcome::done;
  if (ec == http::error::need_more) return outcome::more;
  state_->fault = ec;
  if (ec == http::error::header_limit) return outcome::header_too_large;
  if (ec == http::error::body_limit) return outcome::body_too_large;
  if (ec == http::error::bad_version) return outcome::bad_version;
  return outcome::malformed;
}

std::string request_reader::fault() const { return state_->fault.message(); }

bool request_reader::is_whole() const { return state_->parser->is_done(); }
bool request_reader::keeps_alive() const { return state_->parser->keep_alive(); }
bool request_reader::speaks_http_1_0() const { return state_->parser->is_old(); }

void request_reader::begin_next() {
  state_->parser.reset();
  for (http_field& f : request_.fields)
    if (state_->spare.size() < kept_fields && f.value.capacity() <= kept_field_bytes && f.name.capacity() <= kept_field_bytes)
      state_->spare.push_back(std::move(f));
  request_.fields.clear();
  if (request_.target.capacity() > kept_field_bytes) request_.target = std::string();
  drop_body();
  if (is_drained() && state_->buffer.capacity() > first_read_bytes) state_->buffer.shrink_to_fit();
}

void request_reader::drop_body() {
  if (request_.body.capacity() > kept_body_bytes) request_.body = std::string();
  request_.body.clear();
}

}  // namespace northstar::net
