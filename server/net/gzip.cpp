// SPDX-License-Identifier: MIT
#include "net/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace northstar::net {

namespace {

constexpr std::size_t size_min = 1024;
constexpr std::size_t live_size_max = 4 * 1024 * 1024;

std::string without_spaces(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c != ' ' && c != '\t'; });
  return out;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    const std::size_t comma = accept_encoding.find(',');
    const std::string item = without_spaces(accept_encoding.substr(0, comma));
    const std::string name = item.substr(0, item.find(';'));
    if (name == "gzip" || name == "*") {
      const std::size_t q = item.find(";q=");
      return q == std::string::npos || item.find_first_of("123456789", q) != std::string::npos;
    }
    if (comma == std::string_view::npos) return false;
    accept_encoding.remove_prefix(comma + 1);
  }
  return false;
}

bool is_packable(std::string_view content_type, std::size_t size) {
  const bool text = content_type.starts_with("text/") || content_type.find("json") != std::string_view::npos ||
                    content_type == "image/svg+xml";
  return text && size >= size_min;
}

std::string gzip(std::string_view text) {
  z_stream z{};
  // 15 bits of window, and 16 for the gzip wrapping.
  if (::deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string out(::deflateBound(&z, text.size()), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  const int end = ::deflate(&z, Z_FINISH);
  out.resize(out.size() - z.avail_out);
  ::deflateEnd(&z);
  if (end != Z_STREAM_END) throw std::runtime_error("zlib did not come to an end");
  return out;
}

void pack(http_response& r, std::string_view accept_encoding) {
  if (r.status != 200 || !r.body || !is_packable(r.content_type, r.body->size())) return;
  for (const http_field& f : r.fields)
    if (f.name == "Content-Encoding" || f.name == "Vary") return;
  if (r.body->size() > live_size_max || !accepts_gzip(accept_encoding)) return r.fields.push_back({"Vary", "Accept-Encoding"});
  std::string packed = gzip(*r.body);
  r = packed_response(std::move(r), std::make_shared<const std::string>(std::move(packed)));
}

http_response packed_response(http_response r, std::shared_ptr<const std::string> packed) {
  r.fields.push_back({"Vary", "Accept-Encoding"});
  r.fields.push_back({"Content-Encoding", "gzip"});
  r.body = std::move(packed);
  return r;
}

}  // namespace northstar::net
