// SPDX-License-Identifier: MIT
#include "net/access.hpp"

#include <filesystem>
#include <map>
#include <string>

#include "catch.hpp"
#include "net/temporary_folder.hpp"

using namespace northstar::net;
using northstar::tests::temporary_folder;

namespace {

// acme → east → anna, acme → west; empty is the root.
bool within(const std::string& id, const std::string& scope) {
  const std::map<std::string, std::string> parent{{"anna", "east"}, {"east", "acme"}, {"west", "acme"}};
  std::string unit = id.empty() ? "acme" : id;
  const std::string top = scope.empty() ? "acme" : scope;
  if (unit != "acme" && !parent.contains(unit)) return false;
  while (unit != top) {
    if (!parent.contains(unit)) return false;
    unit = parent.at(unit);
  }
  return true;
}

std::string add(const temporary_folder& folder, std::string name, role r, std::string unit = {},
                std::optional<std::int64_t> expires_at = {}) {
  token wanted;
  wanted.name = std::move(name);
  wanted.role = r;
  wanted.unit = std::move(unit);
  wanted.expires_at = expires_at;
  return add_token(folder.path(), wanted);
}

principal of(role r, std::string unit) {
  principal p;
  p.role = r;
  p.unit = std::move(unit);
  return p;
}

}  // namespace

TEST_CASE("each role may do what the contract says, in its scope", "[net][access]") {
  const temporary_folder folder;
  const token_store tokens(folder.path());
  const northstar::net::access rights(tokens, within, true);
  constexpr auto post = action::post_events, read = action::read_board, repairs = action::read_repairs,
                 metrics = action::read_metrics, documents = action::read_documents;
  struct row {
    role who;
    std::string scope;
    action what;
    std::string unit;
    bool allowed;
  };
  const row table[] = {
      {role::source, "", post, "", true},        {role::source, "east", post, "", true},
      {role::display, "", post, "", false},      {role::viewer, "", post, "", false},
      {role::manager, "", post, "", false},      {role::admin, "", post, "", true},
      {role::admin, "acme", post, "", true},     {role::admin, "east", post, "", false},

      {role::source, "", read, "", false},       {role::source, "", read, "acme", false},
      {role::display, "", read, "west", true},   {role::display, "east", read, "", true},
      {role::display, "east", read, "east", true},     {role::display, "east", read, "anna", true},
      {role::display, "east", read, "west", false},    {role::display, "east", read, "acme", false},
      {role::display, "east", read, "nowhere", false}, {role::viewer, "", read, "nowhere", true},
      {role::viewer, "", read, "acme", true},    {role::viewer, "east", read, "anna", true},
      {role::viewer, "east", read, "west", false},     {role::viewer, "gone", read, "acme", false},
      {role::manager, "west", read, "west", true},     {role::manager, "west", read, "anna", false},
      {role::admin, "", read, "anna", true},     {role::admin, "west", read, "east", false},

      {role::source, "", repairs, "", false},    {role::display, "", repairs, "", false},
      {role::viewer, "", repairs, "", true},     {role::viewer, "acme", repairs, "", true},
      {role::viewer, "east", repairs, "", false},      {role::manager, "", repairs, "", true},
      {role::manager, "west", repairs, "", false},     {role::admin, "", repairs, "", true},
      {role::admin, "east", repairs, "", false},

      {role::source, "", metrics, "", false},    {role::display, "", metrics, "", false},
      {role::viewer, "east", metrics, "", true}, {role::manager, "east", metrics, "", true},
      {role::admin, "east", metrics, "", true},

      {role::source, "", documents, "", true},   {role::display, "east", documents, "", true},
      {role::viewer, "", documents, "", true},   {role::manager, "", documents, "", true},
      {role::admin, "", documents, "", true},
  };
  for (const row& r : table) {
    INFO(to_text(r.who) << " of '" << r.scope << "' does " << static_cast<int>(r.what) << " on '" << r.unit << "'");
    CHECK(rights.may(of(r.who, r.scope), r.what, r.unit) == r.allowed);
  }
}

TEST_CASE("without any token, callers on this machine have every right and others none", "[net][access]") {
  const temporary_folder folder;
  const token_store tokens(folder.path());
  const northstar::net::access rights(tokens, within, true);
  const identity here = rights.identify("", true, 0);
  REQUIRE(here.who);
  CHECK(here.who->name == "loopback");
  CHECK(rights.may(*here.who, action::post_events));
  CHECK(rights.identify("", false, 0).fault == identity_fault::missing);
  CHECK(rights.identify_token("anything", true, 0).who);

  // On an address that others reach, nobody is let in by where he sits.
  const northstar::net::access closed(tokens, within, false);
  CHECK_FALSE(closed.identify("", true, 0).who);
}

TEST_CASE("once a token exists, this machine needs one too", "[net][access]") {
  const temporary_folder folder;
  token_store tokens(folder.path());
  const northstar::net::access rights(tokens, within, true);
  const principal before = *rights.identify("", true, 0).who;
  const std::string secret = add(folder, "eve", role::viewer, "east");
  CHECK(tokens.refresh());
  CHECK(rights.identify("", true, 0).fault == identity_fault::missing);
  CHECK_FALSE(rights.still_holds(before, 0));

  const identity eve = rights.identify("Bearer " + secret, false, 0);
  REQUIRE(eve.who);
  CHECK(eve.who->name == "eve");
  CHECK(eve.who->unit == "east");
  CHECK(rights.still_holds(*eve.who, 0));
}

TEST_CASE("an Authorization that is no token of ours is refused", "[net][access]") {
  const temporary_folder folder;
  const std::string secret = add(folder, "eve", role::viewer);
  const token_store tokens(folder.path());
  const northstar::net::access rights(tokens, within, true);
  for (const std::string& text : {std::string("Bearer"), std::string("Bearer "), "Bearer x" + secret, "Bearer " + secret + "x",
                                  "Basic " + secret, secret, "Bearer " + std::string(300, 'a'),
                                  "Bearer " + token_hash(secret)}) {
    INFO(text);
    CHECK(rights.identify(text, true, 0).fault == identity_fault::unknown);
  }
  for (const std::string& text : {"Bearer " + secret, "bearer   " + secret + " ", "BEARER " + secret})
    CHECK(rights.identify(text, true, 0).who);
}

TEST_CASE("an expired token lets nobody in, and still keeps the door closed", "[net][access]") {
  const temporary_folder folder;
  const std::string secret = add(folder, "brief", role::viewer, "", 1000);
  const token_store tokens(folder.path());
  const northstar::net::access rights(tokens, within, true);
  const identity in_time = rights.identify("Bearer " + secret, true, 999);
  REQUIRE(in_time.who);
  CHECK_FALSE(rights.still_holds(*in_time.who, 1000));
  CHECK(rights.identify("Bearer " + secret, true, 1000).fault == identity_fault::expired);
  CHECK(rights.identify("", true, 1000).fault == identity_fault::missing);
}

TEST_CASE("who was recognised once is recognised until the tokens change or his own expires", "[net][access]") {
  const temporary_folder folder;
  const std::string secret = add(folder, "anna", role::viewer, "anna"), brief = add(folder, "brief", role::viewer, "", 1000);
  token_store tokens(folder.path());
  const northstar::net::access rights(tokens, within, true);
  const auto fault = [&](const std::string& text, std::int64_t now) { return rights.recognise(text, true, now).fault; };
  for (int again = 0; again < 2; ++again) {
    const acquaintance found = rights.recognise("Bearer " + secret, true, 0);
    REQUIRE(found.who);
    CHECK(found.who->name == "anna");
    CHECK(fault("Bearer " + brief, 999) == identity_fault::none);
    CHECK(fault("Bearer " + secret + "x", 0) == identity_fault::unknown);
    CHECK(fault("Basic " + secret, 0) == identity_fault::unknown);
    CHECK(fault("", 0) == identity_fault::missing);
  }
  CHECK(fault("Bearer " + brief, 1000) == identity_fault::expired);
  revoke_token(folder.path(), "anna");
  REQUIRE(tokens.refresh());
  CHECK(fault("Bearer " + secret, 0) == identity_fault::unknown);
}

TEST_CASE("however many come, only so many are remembered, and each is still recognised", "[net][access]") {
  const temporary_folder folder;
  const std::string secret = add(folder, "anna", role::viewer);
  token_store tokens(folder.path());
  const northstar::net::access rights(tokens, within, true);
  // Neither the scheme's case nor blanks change who it is, but they do what is remembered.
  for (std::size_t i = 0; i < 2 * northstar::net::access::acquaintances_max; ++i) {
    std::string scheme = "bearer";
    for (std::size_t letter = 0; letter < scheme.size(); ++letter)
      if (i >> letter & 1) scheme[letter] = static_cast<char>(scheme[letter] - ('a' - 'A'));
    INFO(i);
    REQUIRE(rights.recognise(scheme + std::string(1 + i / 64, ' ') + secret, true, 0).who);
  }
}
