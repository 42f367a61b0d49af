// SPDX-License-Identifier: MIT
#include "bench/crm_sales.hpp"

#include <fstream>
#include <map>
#include <sstream>

namespace northstar::bench {

namespace {

using namespace core;
using namespace core::test;
using row = std::map<std::string, std::string>;

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> out;
  std::istringstream in(line.substr(0, line.find('\r')));
  for (std::string field; std::getline(in, field, ',');) out.push_back(field);
  return out;
}

// These files hold no quotes and no commas inside a field.
std::vector<row> read(const std::string& path) {
  std::ifstream in(path);
  std::vector<row> out;
  std::string line;
  if (!std::getline(in, line)) return out;
  const auto header = fields_of(line);
  while (std::getline(in, line)) {
    const auto fields = fields_of(line);
    row r;
    for (std::size_t i = 0; i < header.size() && i < fields.size(); ++i) r[header[i]] = fields[i];
    out.push_back(std::move(r));
  }
  return out;
}

struct organisation {
  walked_history& h;
  std::map<std::string, unit_index> known;

  unit_index unit(const std::string& name, unit_index parent, const char* level) {
    const auto [at, is_new] = known.emplace(std::string(level) + " " + name, 0);
    if (!is_new) return at->second;
    h.level.emplace_back(level);
    return at->second = h.plan.add_unit(name, parent);
  }
};

}  // namespace

std::optional<walked_history> crm_sales(const std::string& folder, int workdays) {
  const auto deals = read(folder + "/sales_pipeline.csv"),
             teams = read(folder + "/sales_teams.csv");
  if (deals.empty() || teams.empty()) return std::nullopt;
  walked_history h;
  h.name = workdays == 7 ? "crm-sales-all-days" : "crm-sales-workweek";
  h.level = {"root"};
  for (int i = 0; i < 7; ++i) h.plan.calendar.workdays[i] = i < workdays;
  h.plan.add_money("revenue", {"Won"});
  h.plan.add_count("deals", {"Won"});
  h.plan.add_distinct("buyers", event_field::customer, {"Won"});
  organisation all{h, {}};
  for (const row& r : teams) {
    const unit_index office = all.unit(r.at("regional_office"), 0, "office");
    all.unit(r.at("sales_agent"), all.unit(r.at("manager"), office, "manager"), "agent");
  }
  for (const row& r : deals) {
    if (r.at("deal_stage") != "Won") continue;
    event e = sale(r.at("opportunity_id"), at_offset(r.at("close_date") + " 12:00", 8),
                   r.at("sales_agent"), r.at("close_value"));
    e.type = "Won";
    e.customer = r.at("account");
    h.events.push_back(e);
  }
  return h;
}

}  // namespace northstar::bench
