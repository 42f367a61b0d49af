// SPDX-License-Identifier: MIT
#include "net/web_watch.hpp"

#include <fstream>
#include <string>

#include "catch.hpp"
#include "net/temporary_folder.hpp"

using namespace northstar::net;
using northstar::tests::temporary_folder;

namespace {

void write(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

}  // namespace

TEST_CASE("a page's file that becomes another is noticed once", "[net][web_watch]") {
  const temporary_folder folder;
  write(folder.path() / "wall.html", "one");
  write(folder.path() / "js/wall.js", "two");
  web_watch watch(folder.path());
  const std::string before = watch.tag();
  CHECK(before.size() == 8);
  CHECK_FALSE(watch.look());
  write(folder.path() / "js/wall.js", "three");
  CHECK(watch.look());
  CHECK(watch.tag() != before);
  CHECK_FALSE(watch.look());
  write(folder.path() / "js/new.js", "");
  CHECK(watch.look());
  std::filesystem::remove(folder.path() / "js/new.js");
  CHECK(watch.look());
}

TEST_CASE("the same contents with other times are no change, and have the same tag anywhere", "[net][web_watch]") {
  const temporary_folder one, other;
  for (const auto* folder : {&one, &other}) write(folder->path() / "wall.html", "one");
  web_watch watch(one.path());
  CHECK(web_watch(other.path()).tag() == watch.tag());
  const auto file = one.path() / "wall.html";
  std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::hours(1));
  CHECK_FALSE(watch.look());
}

TEST_CASE("what is not served does not matter, and without a folder there is nothing", "[net][web_watch]") {
  const temporary_folder folder;
  write(folder.path() / "wall.html", "one");
  web_watch watch(folder.path());
  write(folder.path() / "node_modules/x/y.js", "z");
  write(folder.path() / ".swp", "z");
  CHECK_FALSE(watch.look());
  CHECK(web_watch("").tag().empty());
  CHECK(web_watch(folder.path() / "nowhere").tag().empty());
}
