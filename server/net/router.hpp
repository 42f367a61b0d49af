// SPDX-License-Identifier: MIT
// Which handler a method and a path belong to, and what it takes to call it. Handlers get a call and a function to answer with, which
// they call once, now or later; they know no socket.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "net/access.hpp"
#include "net/http_message.hpp"
#include "net/query.hpp"

namespace northstar::net {

struct call {
  const http_request& request;  // all three are valid until the handler returns, not until it has answered
  const parameters& query;
  const principal& who;         // of routes with a right; empty for public ones
};

// Whoever waits for answers, by number.
class answer_taker {
 public:
  virtual ~answer_taker() = default;
  virtual void take(std::uint64_t request, http_response r) = 0;
};

// The function to answer with. A copy costs no memory: handlers keep one until they answer.
class respond {
 public:
  respond(std::shared_ptr<answer_taker> to, std::uint64_t request) : to_(std::move(to)), request_(request) {}
  template <std::invocable<http_response> Function>
  respond(Function f) : to_(std::make_shared<calling<Function>>(std::move(f))) {}

  void operator()(http_response r) const { to_->take(request_, std::move(r)); }

 private:
  template <class Function>
  struct calling final : answer_taker {
    explicit calling(Function f) : call(std::move(f)) {}
    void take(std::uint64_t, http_response r) override { call(std::move(r)); }
    Function call;
  };

  std::shared_ptr<answer_taker> to_;
  std::uint64_t request_ = 0;
};

struct route {
  std::string method;                     // "GET" (answers HEAD too) or "POST"
  std::string path;
  std::optional<action> right;            // empty: public
  std::function<void(const call&, const respond&)> run;
  // Looks at the header alone, before a body is read; an answer refuses it.
  std::function<std::optional<http_response>(const http_request&)> check;
  // The connection becomes a feed session; who asks is settled there, when no Authorization came with the request.
  bool upgrades = false;
};

class router {
 public:
  // Once all are added, they stay where they are.
  void add(route r);

  // The route, or the answer that stands for it: 404, 405 with Allow, 204 to OPTIONS.
  struct found {
    const route* to = nullptr;
    std::optional<http_response> instead;
    std::string_view path = {};  // as it was added
    std::size_t number = 0;      // of the path among those of this router
  };
  // nullopt: no route has that path.
  std::optional<found> find(std::string_view method, std::string_view path) const;

 private:
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  struct place {
    std::size_t number = 0;
    std::vector<route> routes;
  };

  static std::string allowed(const std::vector<route>& routes);

  std::unordered_map<std::string, place, text_hash, std::equal_to<>> by_path_;
};

}  // namespace northstar::net
