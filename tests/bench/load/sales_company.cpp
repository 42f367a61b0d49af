// SPDX-License-Identifier: MIT
#include "load/sales_company.hpp"

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <string_view>

namespace load {

namespace {

constexpr int regions = 5;
constexpr int teams_of_region = 10;
constexpr int reps_of_team = 20;
constexpr int rep_count = regions * teams_of_region * reps_of_team;

constexpr std::array<std::string_view, 5> region_names{"华东大区", "华北大区", "华南大区",
                                                       "西南大区", "华中大区"};
constexpr std::array<std::string_view, 10> family_names{"王", "李", "张", "刘", "陈",
                                                        "杨", "赵", "黄", "周", "吴"};
constexpr std::array<std::string_view, 10> given_names{"伟", "芳", "娜", "敏", "静",
                                                       "丽", "强", "磊", "军", "洋"};
constexpr std::array<std::string_view, 8> customer_names{
    "华信商贸", "中科软件", "南方电子", "天府食品", "长江物流", "西湖数据", "白云医药", "园区精工"};
constexpr std::array<std::string_view, 4> products{"GTX Basic", "GTX Plus Basic", "GTX Pro",
                                                   "MG Special"};

std::string unit(const std::string& id, std::string_view name, std::string_view kind,
                 const std::string& parent) {
  const std::string above = parent.empty() ? "" : fmt::format(R"(,"parent":"{}")", parent);
  return fmt::format(R"({{"id":"{}","name":"{}","kind":"{}"{}}},)", id, name, kind, above);
}

std::string rep_id(int rep) { return fmt::format("rep-{}", rep); }

std::string units() {
  std::string out = unit("company", "北极星集团", "company", "");
  for (int r = 0; r < regions; ++r) {
    const std::string region = fmt::format("region-{}", r + 1);
    out += unit(region, region_names[static_cast<std::size_t>(r)], "region", "company");
    for (int t = 0; t < teams_of_region; ++t) {
      const int number = r * teams_of_region + t;
      const std::string team = fmt::format("team-{:02}", number + 1);
      out += unit(team, fmt::format("销售{}部", number + 1), "team", region);
      for (int i = 0; i < reps_of_team; ++i) {
        const int rep = number * reps_of_team + i;
        const auto family = family_names[static_cast<std::size_t>(rep % 10)];
        const auto given = given_names[static_cast<std::size_t>(rep / 10 % 10)];
        out += unit(rep_id(rep), fmt::format("{}{}", family, given), "rep", team);
      }
    }
  }
  out.pop_back();
  return out;
}

std::string target(int team, std::string_view metric, int year, std::string_view value) {
  std::string shares;
  for (int i = 0; i < reps_of_team; ++i)
    shares += fmt::format(R"({}"{}":0.05)", i == 0 ? "" : ",", rep_id(team * reps_of_team + i));
  return fmt::format(
      R"({{"unit":"team-{:02}","metric":"{}","period":"{}","value":"{}","split":{{"periods":"workdays","units":{{{}}}}}}},)",
      team + 1, metric, year, value, shares);
}

std::string targets(int year, int years) {
  std::string out;
  for (int y = year - years + 1; y <= year; ++y)
    for (int team = 0; team < regions * teams_of_region; ++team)
      out += target(team, "revenue", y, "2000000000") + target(team, "deals", y, "240000") +
             target(team, "pieces", y, "600000");
  out.pop_back();
  return out;
}

std::string instant(std::int64_t at_ms) {
  const std::time_t in_shanghai = at_ms / 1000 + 8 * 3600;
  std::tm t{};
  ::gmtime_r(&in_shanghai, &t);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+08:00", t.tm_year + 1900, t.tm_mon + 1,
                     t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

}  // namespace

std::string company_plan(int year, int years) {
  return fmt::format(
      R"({{"organisation":"北极星集团","timezone":"Asia/Shanghai","currency":"CNY","locale":"zh-CN",
"units":[{}],
"slices":{{"segment":["new","existing"],"product":["GTX Basic","GTX Plus Basic","GTX Pro","MG Special"]}},
"metrics":[{{"id":"revenue","name":"销售额","kind":"sum","of":"amount","money":true,"types":["deal.won","order.paid"],"minus":["refund.issued"]}},
{{"id":"deals","name":"成交单数","kind":"count","types":["deal.won"]}},
{{"id":"pieces","name":"件数","kind":"sum","of":"quantity","decimals":0,"types":["deal.won"]}}],
"north_star":"revenue",
"targets":[{}]}}
)",
      units(), targets(year, years));
}

void sales_body::number(std::uint64_t first) {
  for (const std::size_t at : ids) {
    std::uint64_t rest = first++;
    for (std::size_t digit = id_digits; digit-- > 0; rest /= 10)
      text[at + digit] = static_cast<char>('0' + rest % 10);
  }
}

sales_body make_sales(std::size_t rows, const sales_shape& shape) {
  dice random(shape.seed);
  sales_body out;
  out.text.reserve(rows * 250);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::int64_t days_back =
        random.below(8) == 0 ? static_cast<std::int64_t>(random.below(20)) : 0;
    const std::int64_t at =
        shape.now_ms - days_back * 86'400'000 - static_cast<std::int64_t>(random.below(600)) * 1000;
    out.text += R"({"id":"SO-)";
    out.ids.push_back(out.text.size());
    out.text += fmt::format(
        R"({:012}","source":"crm","type":"deal.won","occurred_at":"{}","owner":"{}","amount":"{}.{:02}","currency":"CNY","customer":"{}","segment":"{}","product":"{}","quantity":{}}})",
        i, instant(at), rep_id(static_cast<int>(random.below(rep_count))),
        100 + random.below(90'000), random.below(100), customer_names[random.below(8)],
        random.below(3) == 0 ? "new" : "existing", products[random.below(4)], 1 + random.below(9));
    if (!shape.one_object) out.text += '\n';
  }
  return out;
}

}  // namespace load
