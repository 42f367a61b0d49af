// SPDX-License-Identifier: MIT
#include "net/site.hpp"

#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "net/temporary_folder.hpp"

using namespace northstar;
using namespace northstar::net;
using northstar::tests::temporary_folder;

namespace {

// A site with one route of each sort; every unit is the root's, and scopes below it hold nothing but themselves.
struct sample {
  explicit sample(bool on_loopback = true)
      : tokens(folder.path()),
        rights(tokens, [](const std::string& id, const std::string& scope) { return scope.empty() || id == scope; }, on_loopback),
        pages("", {}),
        clock(0),
        site(routes, rights, pages, clock) {
    add("GET", "/public", std::nullopt);
    add("GET", "/board", action::read_board);
    add("POST", "/events", action::post_events);
    add("GET", "/feed", action::read_board, true);
  }

  void add(std::string method, std::string path, std::optional<action> right, bool upgrades = false) {
    route r;
    r.method = std::move(method);
    r.path = std::move(path);
    r.right = right;
    r.upgrades = upgrades;
    r.run = [](const call& c, const respond& then) { then(text_response("text/plain", c.who.name)); };
    routes.add(std::move(r));
  }

  std::string token_of(role r) {
    token wanted;
    wanted.name = to_text(r);
    wanted.role = r;
    const std::string secret = add_token(folder.path(), wanted);
    tokens.refresh();
    return "Bearer " + secret;
  }

  // The status that the header alone leads to; 0: it is let in.
  unsigned status(std::string method, std::string target, std::vector<http_field> fields = {}, const char* from = "127.0.0.1") const {
    http_request r;
    r.method = std::move(method);
    r.target = std::move(target);
    r.fields = std::move(fields);
    if (r.count("host") == 0) r.fields.push_back({"host", "localhost:8080"});
    r.from = boost::asio::ip::make_address(from);
    const admission a = site.admit(r);
    return a.refusal ? a.refusal->status : 0;
  }

  temporary_folder folder;
  token_store tokens;
  northstar::net::access rights;
  static_files pages;
  engine::manual_clock clock;
  router routes;
  northstar::net::site site;
};

}  // namespace

TEST_CASE("what the header of a request decides while no token exists", "[net][site]") {
  const sample s;
  struct row {
    const char* method;
    const char* target;
    std::vector<http_field> fields;
    const char* from;
    unsigned status;
  };
  const http_field foreign{"origin", "https://evil.example"}, own{"origin", "http://localhost:8080"}, bent{"host", "evil.example"};
  const row table[] = {
      {"GET", "/board", {}, "127.0.0.1", 0},
      {"GET", "/board?unit=east", {}, "::1", 0},
      {"GET", "/board", {}, "10.0.0.1", 401},
      {"GET", "/public", {}, "10.0.0.1", 0},
      {"GET", "/board", {bent}, "127.0.0.1", 421},
      {"GET", "/public", {bent}, "127.0.0.1", 0},
      {"POST", "/events", {}, "127.0.0.1", 0},
      {"POST", "/events", {own}, "127.0.0.1", 0},
      {"POST", "/events", {foreign}, "127.0.0.1", 403},
      {"POST", "/events", {{"origin", "null"}}, "127.0.0.1", 403},
      {"GET", "/feed", {}, "127.0.0.1", 0},
      {"GET", "/feed", {own}, "127.0.0.1", 0},
      {"GET", "/feed", {foreign}, "127.0.0.1", 403},
      {"GET", "/feed", {bent}, "127.0.0.1", 421},
      {"GET", "/feed", {}, "10.0.0.1", 0},  // its first message must bring a token
      {"GET", "/board", {foreign}, "127.0.0.1", 0},
      {"DELETE", "/board", {}, "127.0.0.1", 405},
      {"OPTIONS", "/board", {}, "127.0.0.1", 204},
      {"GET", "/api/nothing", {}, "127.0.0.1", 404},
      {"GET", "/api", {}, "127.0.0.1", 404},
      {"GET", "/wall", {}, "127.0.0.1", 0},
      {"GET", "/wall%zz", {}, "127.0.0.1", 400},
      {"GET", "http://localhost/board", {}, "127.0.0.1", 400},
  };
  for (const row& r : table) {
    INFO(r.method << " " << r.target << " from " << r.from << (r.fields.empty() ? "" : r.fields[0].value));
    CHECK(s.status(r.method, r.target, r.fields, r.from) == r.status);
  }
}

TEST_CASE("once a token exists, everything with a right asks for one", "[net][site]") {
  sample s;
  const std::string viewer = s.token_of(role::viewer), source = s.token_of(role::source);
  const auto with = [](const std::string& token) { return std::vector<http_field>{{"authorization", token}}; };
  CHECK(s.status("GET", "/public") == 0);
  CHECK(s.status("GET", "/board") == 401);
  CHECK(s.status("GET", "/board", with("Bearer wrong")) == 401);
  CHECK(s.status("GET", "/board", with(viewer)) == 0);
  CHECK(s.status("GET", "/board", with(viewer), "10.0.0.1") == 0);
  CHECK(s.status("GET", "/board", with(source)) == 403);
  CHECK(s.status("POST", "/events", with(source)) == 0);
  CHECK(s.status("POST", "/events", with(viewer)) == 403);
  CHECK(s.status("GET", "/feed") == 0);
  CHECK(s.status("GET", "/feed", with("Bearer wrong")) == 401);
  CHECK(s.status("GET", "/feed", with(source)) == 403);
  // A proxy may serve the board under any name: the Host is no matter any more.
  CHECK(s.status("GET", "/board", {{"host", "board.example"}, {"authorization", viewer}}) == 0);
}

TEST_CASE("a browser that is signed in is let in by its cookie, when a page of this server asks", "[net][site]") {
  sample s;
  const std::string admin = s.token_of(role::admin).substr(7), viewer = s.token_of(role::viewer).substr(7);
  const http_field own{"origin", "http://localhost:8080"}, foreign{"origin", "https://evil.example"};
  const auto cookie = [](const std::string& secret) { return http_field{"cookie", "lang=zh; northstar_session=" + secret}; };
  CHECK(s.status("GET", "/board", {cookie(viewer)}) == 0);
  CHECK(s.status("GET", "/board", {cookie("nst_wrong")}) == 401);
  CHECK(s.status("POST", "/events", {cookie(admin), own}) == 0);
  CHECK(s.status("POST", "/events", {cookie(admin)}) == 403);  // no browser: let it send the token itself
  CHECK(s.status("POST", "/events", {cookie(admin), foreign}) == 403);
  CHECK(s.status("POST", "/events", {cookie(viewer), own}) == 403);
  CHECK(s.status("GET", "/feed", {cookie(viewer), own}) == 0);
  CHECK(s.status("GET", "/feed", {cookie(viewer), foreign}) == 403);
  CHECK(s.status("GET", "/feed", {cookie(viewer)}) == 403);
  CHECK(s.status("GET", "/feed", {cookie("nst_wrong"), own}) == 0);  // its first message may bring another token
  // What is said beats what is sent along.
  CHECK(s.status("POST", "/events", {cookie(admin), {"authorization", "Bearer " + viewer}, own}) == 403);
  CHECK(s.status("GET", "/board", {cookie(viewer), {"authorization", "Bearer wrong"}}) == 401);
  revoke_token(s.folder.path(), "viewer");
  s.tokens.refresh();
  CHECK(s.status("GET", "/board", {cookie(viewer)}) == 401);
}

TEST_CASE("a public route takes no writes from pages of other sites", "[net][site]") {
  sample s;
  s.add("POST", "/session", std::nullopt);
  CHECK(s.status("POST", "/session", {{"origin", "https://evil.example"}}) == 403);
  CHECK(s.status("POST", "/session", {{"origin", "http://localhost:8080"}}) == 0);
  CHECK(s.status("POST", "/session", {}, "10.0.0.1") == 0);
  CHECK(s.status("POST", "/session", {{"host", "evil.example"}}) == 421);
}

TEST_CASE("a refusal for want of a token says how to bring one", "[net][site]") {
  const sample s(false);
  http_request r;
  r.method = "GET";
  r.target = "/board";
  r.from = boost::asio::ip::make_address("127.0.0.1");
  const admission a = s.site.admit(r);
  REQUIRE(a.refusal);
  CHECK(a.refusal->status == 401);
  CHECK(head_text(*a.refusal, {}).find("WWW-Authenticate: Bearer") != std::string::npos);
}

TEST_CASE("an admitted request reaches its handler with who asks", "[net][site]") {
  const sample s;
  http_request r;
  r.method = "GET";
  r.target = "/board";
  r.fields = {{"host", "localhost"}};
  r.from = boost::asio::ip::make_address("127.0.0.1");
  const admission a = s.site.admit(r);
  REQUIRE_FALSE(a.refusal);
  CHECK(a.route_name == "/board");
  std::string told;
  s.site.answer(a, r, [&](http_response answer) { told = *answer.body; });
  CHECK(told == "loopback");
}
