// SPDX-License-Identifier: MIT
#include "net/static_files.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "catch.hpp"
#include "net/temporary_folder.hpp"

using namespace northstar::net;
using northstar::tests::temporary_folder;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string field(const http_response& r, const std::string& name) {
  for (const http_field& f : r.fields)
    if (f.name == name) return f.value;
  return "";
}

http_request asking(std::vector<http_field> fields = {}, std::string method = "GET") {
  http_request r;
  r.method = std::move(method);
  r.fields = std::move(fields);
  return r;
}

// outer/secret.txt, outer/web/{index,wall}.html, js/wall.js, …
struct website {
  website() {
    write(folder.path() / "secret.txt", "secret");
    write(root / "index.html", "index");
    write(root / "wall.html", "wall");
    write(root / "js/wall.js", "js");
    write(root / "vendor/echarts.js", "echarts");
    write(root / ".env", "secret");
    write(root / ".git/config", "secret");
    write(root / "node_modules/x/index.js", "secret");
    write(root / "package.json", "secret");
    write(root / "package-lock.json", "secret");
    fs::create_symlink(folder.path() / "secret.txt", root / "out.txt");
    fs::create_directory_symlink(folder.path(), root / "up");
    fs::create_symlink(root / "js/wall.js", root / "inner.js");
  }
  temporary_folder folder;
  fs::path root = folder.path() / "web";
};

}  // namespace

TEST_CASE("an address names a file below the web folder, or none", "[net][static]") {
  const std::pair<const char*, const char*> served[] = {
      {"/", "index.html"},          {"/wall", "wall.html"},         {"/wall.html", "wall.html"},
      {"/js/wall.js", "js/wall.js"}, {"/vendor/echarts.min.js", "vendor/echarts.min.js"}, {"/大屏", "大屏.html"}};
  for (const auto& [path, file] : served) {
    INFO(path);
    CHECK(web_path(path) == fs::path(file));
  }
  for (const char* path : {"", "wall", "..", "/..", "/../secret.txt", "/js/../../secret.txt", "/js/..", "/.", "/./wall", "//wall", "/wall/", "/js//wall.js",
                           "/.env", "/.git/config", "/js/.hidden", "/node_modules/x/index.js", "/vendor/node_modules/x.js", "/package.json",
                           "/package-lock.json", "/js/package.json", "/jsconfig.json", "/..\\secret.txt", "/js\\wall.js", "/C:/x", "/a:b", "/a\nb", "/a?b", "/*", "/~root"}) {
    INFO(path);
    CHECK_FALSE(web_path(path));
  }
  CHECK_FALSE(web_path("/" + std::string(600, 'a')));
}

TEST_CASE("pages are served with their type, and nothing outside the folder is", "[net][static]") {
  const website site;
  static_files files(site.root, {});
  struct row {
    const char* path;
    unsigned status;
    const char* body;
    const char* type;
  };
  const row table[] = {
      {"/", 200, "index", "text/html; charset=utf-8"},
      {"/wall", 200, "wall", "text/html; charset=utf-8"},
      {"/js/wall.js", 200, "js", "text/javascript; charset=utf-8"},
      {"/inner.js", 200, "js", "text/javascript; charset=utf-8"},
      {"/out.txt", 404, nullptr, nullptr},
      {"/up/secret.txt", 404, nullptr, nullptr},
      {"/js", 404, nullptr, nullptr},
      {"/nothing", 404, nullptr, nullptr},
  };
  for (const row& r : table) {
    INFO(r.path);
    const auto answer = files.get(asking(), r.path);
    CHECK(answer.status == r.status);
    if (r.body) CHECK(*answer.body == r.body);
    if (r.type) CHECK(answer.content_type == r.type);
  }
}

TEST_CASE("a folder beside the web folder with a longer name is outside", "[net][static]") {
  const website site;
  write(site.folder.path() / "web-old/x.txt", "secret");
  fs::create_symlink(site.folder.path() / "web-old/x.txt", site.root / "x.txt");
  static_files files(site.root, {});
  CHECK(files.get(asking(), "/x.txt").status == 404);
}

TEST_CASE("a page the client has is 304, until it changes", "[net][static]") {
  const website site;
  static_files files(site.root, {});
  const std::string etag = field(files.get(asking(), "/wall"), "ETag");
  REQUIRE(etag.size() > 2);
  for (const std::string& known : {etag, "\"x\", " + etag, "W/" + etag, std::string("*")}) {
    const auto answer = files.get(asking({{"if-none-match", known}}), "/wall");
    CHECK(answer.status == 304);
    CHECK_FALSE(answer.body);
    CHECK(field(answer, "ETag") == etag);
  }
  CHECK(files.get(asking({{"if-none-match", "\"x\""}}), "/wall").status == 200);

  write(site.root / "wall.html", "another wall");
  const auto answer = files.get(asking({{"if-none-match", etag}}), "/wall");
  CHECK(answer.status == 200);
  CHECK(*answer.body == "another wall");
}

TEST_CASE("large text goes out packed to those who take it", "[net][static]") {
  const website site;
  write(site.root / "big.js", std::string(5000, 'x'));
  static_files files(site.root, {});
  const auto packed = files.get(asking({{"accept-encoding", "br, gzip"}}), "/big.js");
  CHECK(field(packed, "Content-Encoding") == "gzip");
  CHECK(field(packed, "Vary") == "Accept-Encoding");
  CHECK(packed.body->size() < 200);
  const auto plain = files.get(asking(), "/big.js");
  CHECK(field(plain, "Content-Encoding").empty());
  CHECK(field(plain, "ETag") != field(packed, "ETag"));
  CHECK(plain.body->size() == 5000);
  CHECK(files.get(asking({{"if-none-match", field(packed, "ETag")}}), "/big.js").status == 304);
}

TEST_CASE("pages can only be read", "[net][static]") {
  const website site;
  static_files files(site.root, {});
  const auto refused = files.get(asking({}, "POST"), "/wall");
  CHECK(refused.status == 405);
  CHECK(field(refused, "Allow") == "GET, HEAD, OPTIONS");
  CHECK(files.get(asking({}, "HEAD"), "/wall").status == 200);
  CHECK(files.get(asking({}, "OPTIONS"), "/wall").status == 204);
}

TEST_CASE("a file above the limit is not served, and the cache stays within its bound", "[net][static]") {
  const website site;
  for (int i = 0; i < 5; ++i) write(site.root / ("f" + std::to_string(i) + ".txt"), std::string(400, 'x'));
  write(site.root / "huge.txt", std::string(501, 'x'));
  static_files files(site.root, {.file_bytes_max = 500, .cache_bytes_max = 2000});
  CHECK(files.get(asking(), "/huge.txt").status == 404);
  for (int round = 0; round < 3; ++round)
    for (int i = 0; i < 5; ++i) CHECK(files.get(asking(), "/f" + std::to_string(i) + ".txt").body->size() == 400);
}

TEST_CASE("without a web folder there are no pages", "[net][static]") {
  CHECK(static_files("", {}).get(asking(), "/").status == 404);
  CHECK(static_files("/nonexistent/folder", {}).get(asking(), "/").status == 404);
}
