// SPDX-License-Identifier: MIT
// A request target taken apart: the path, decoded, and the parameters behind the question mark.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace northstar::net {

class parameters {
 public:
  parameters() = default;
  explicit parameters(std::vector<std::pair<std::string, std::string>> all) : all_(std::move(all)) {}

  // All values of a repeatable parameter, in order; empty ones count (slice= is the whole).
  std::vector<std::string> all(std::string_view name) const;
  // The value of a parameter given once; nullopt when absent or repeated.
  std::optional<std::string> one(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& pairs() const { return all_; }
  // A sentence about what is wrong: a name that is not among `known`, or one outside `repeatable` given twice. nullopt: nothing.
  std::optional<std::string> fault(std::initializer_list<std::string_view> repeatable,
                                   std::initializer_list<std::string_view> single) const;

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

struct request_target {
  std::string path;  // "/api/v1/cells": decoded, always begins with a slash
  parameters query;
};

// nullopt: not a path of this server (no origin form, a bad escape, a NUL).
std::optional<request_target> parse_target(std::string_view target);

}  // namespace northstar::net
