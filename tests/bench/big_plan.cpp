// SPDX-License-Identifier: MIT
#include "bench/big_plan.hpp"

#include <algorithm>

namespace northstar::bench {
namespace {

std::string region(std::size_t number) { return "region-" + std::to_string(number); }
std::string team(std::size_t number) { return "team-" + std::to_string(number); }

std::string unit(const std::string& id, const char* kind, const std::string& parent) {
  return R"({"id":")" + id + R"(","kind":")" + kind +
         (parent.empty() ? "" : R"(","parent":")" + parent) + "\"}";
}

std::string units(const big_plan_size& size) {
  std::string out = unit("company", "company", "");
  for (std::size_t i = 0; i < size.regions; ++i)
    out += ",\n" + unit(region(i), "region", "company");
  for (std::size_t i = 0; i < size.teams; ++i)
    out += ",\n" + unit(team(i), "team", region(i % size.regions));
  for (std::size_t i = 0; i < size.reps; ++i)
    out += ",\n" + unit(big_rep(i), "rep", team(i % size.teams));
  return out;
}

template <class Names>
std::string list(const Names& names) {
  std::string out;
  for (const char* name : names) out += (out.empty() ? "\"" : ",\"") + std::string(name) + "\"";
  return out;
}

// Every rep has a target of his own, so that each cell has a light.
std::string targets(const big_plan_size& size) {
  std::string out;
  const auto add = [&](const std::string& who, const char* metric, int year, std::size_t value) {
    out += (out.empty() ? "" : ",\n") + std::string(R"({"unit":")") + who + R"(","metric":")" +
           metric + R"(","period":")" + std::to_string(year) + R"(","value":")" +
           std::to_string(value) + "\"}";
  };
  for (int year = 2025; year <= 2027; ++year) {
    add("company", "revenue", year, 9'000'000 * size.reps);
    add("company", "deals", year, 6000 * size.reps);
    for (std::size_t i = 0; i < size.reps; ++i) {
      add(big_rep(i), "revenue", year, 8'000'000 + i * 1000);
      add(big_rep(i), "deals", year, 5000 + i);
    }
  }
  return out;
}

}  // namespace

std::string big_rep(std::size_t number) { return "rep-" + std::to_string(number); }

std::string big_plan(const big_plan_size& size) {
  return R"({"organisation":"Big","timezone":"Asia/Shanghai","currency":"CNY",
"rates":[{"currency":"USD","from":"2020-01-01","rate":"7.10"}],
"units":[)" +
         units(size) + R"(],
"slices":{"segment":[)" +
         list(big_segments) + R"(],"product":[)" + list(big_products) + R"(]},
"metrics":[
{"id":"revenue","kind":"sum","of":"amount","money":true,"types":["deal.won","order.paid"],"minus":["refund.issued"]},
{"id":"deals","kind":"count","types":["deal.won"]},
{"id":"closed","kind":"count","types":["deal.won","deal.lost"]},
{"id":"win_rate","kind":"ratio","numerator":"deals","denominator":"closed"}],
"targets":[)" +
         targets(size) + "]}\n";
}

}  // namespace northstar::bench
