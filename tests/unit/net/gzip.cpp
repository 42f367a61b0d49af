// SPDX-License-Identifier: MIT
#include "net/gzip.hpp"

#include <zlib.h>

#include <string>

#include "catch.hpp"

using namespace northstar::net;

namespace {

std::string unpacked(const std::string& packed) {
  z_stream z{};
  REQUIRE(::inflateInit2(&z, 15 + 16) == Z_OK);
  std::string out(1'000'000, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  z.avail_in = static_cast<uInt>(packed.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  const int end = ::inflate(&z, Z_FINISH);
  out.resize(out.size() - z.avail_out);
  ::inflateEnd(&z);
  REQUIRE(end == Z_STREAM_END);
  return out;
}

}  // namespace

TEST_CASE("a client takes gzip when it says so", "[net][gzip]") {
  for (const char* field : {"gzip", "br, gzip", "gzip;q=0.5", "*", "deflate , gzip ; q=1.0"}) CHECK(accepts_gzip(field));
  for (const char* field : {"", "br", "gzip;q=0", "gzip; q=0.000", "xgzip"}) CHECK_FALSE(accepts_gzip(field));
}

TEST_CASE("a packed answer unpacks to what it was", "[net][gzip]") {
  std::string body;
  for (int i = 0; i < 5000; ++i) body += "{\"n\":" + std::to_string(i) + "},";
  auto r = text_response("application/json", body);
  pack(r, "gzip");
  CHECK(r.body->size() < body.size() / 2);
  CHECK(unpacked(*r.body) == body);
}

TEST_CASE("small answers, pictures, errors and unwilling clients get them plain", "[net][gzip]") {
  const std::string large(5000, 'x');
  auto small = text_response("application/json", "[]");
  pack(small, "gzip");
  CHECK(*small.body == "[]");
  auto picture = text_response("image/png", large);
  pack(picture, "gzip");
  CHECK(*picture.body == large);
  auto plain = text_response("application/json", large);
  pack(plain, "identity");
  CHECK(*plain.body == large);
  auto error = text_response("application/problem+json", large);
  error.status = 400;
  pack(error, "gzip");
  CHECK(*error.body == large);
}
