// SPDX-License-Identifier: MIT
#include "intake/csv_events.hpp"

#include <algorithm>

#include "intake/utf8.hpp"

namespace northstar::intake {

namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

bool is_utf16(std::string_view text) {
  const std::string_view mark = text.substr(0, 2);
  return mark == "\xFF\xFE" || mark == "\xFE\xFF";
}

row_outcome fault_of_row(std::size_t line, const char* error, std::string detail) {
  std::vector<record_fault> faults{{"", "", error, std::move(detail)}};
  return {line, std::move(faults)};
}

}  // namespace

csv_events::csv_events(std::string_view text, const source& how, const core::zone& zone)
    : how_(how), zone_(zone), reader_(text, how.delimiter) {
  read_header(text);
}

// The first row names the columns; each one that the mapping looks at must stand there exactly
// once.
void csv_events::read_header(std::string_view text) {
  if (is_utf16(text)) {
    faults_.push_back("the file is UTF-16; save it as \"CSV UTF-8\"");
    return;
  }
  auto header = reader_.next();
  if (!header) {
    faults_.push_back("the file is empty: its first row should name the columns");
    return;
  }
  if (!header->fault.empty()) {
    faults_.push_back("the first row is not CSV: " + header->fault);
    return;
  }
  if (!std::all_of(header->values.begin(), header->values.end(), is_utf8)) {
    faults_.push_back("the first row is not UTF-8; save the file as \"CSV UTF-8\"");
    return;
  }
  for (const std::string& name : fields_used(how_.mapping)) {
    const auto count = std::count(header->values.begin(), header->values.end(), name);
    if (count == 0)
      faults_.push_back("no column is named " + name + "; there are: " + listed(header->values));
    if (count > 1) faults_.push_back("more than one column is named " + name);
  }
  names_ = std::make_shared<const std::vector<std::string>>(std::move(header->values));
}

std::optional<row_outcome> csv_events::next() {
  if (!faults_.empty()) return std::nullopt;
  auto row = reader_.next();
  if (!row) return std::nullopt;
  if (!row->fault.empty()) return fault_of_row(row->line, "not_csv", std::move(row->fault));
  if (row->values.size() != names_->size()) {
    return fault_of_row(row->line, "wrong_width",
                        std::to_string(row->values.size()) + " columns; the first row names " +
                            std::to_string(names_->size()));
  }
  const record r{names_, std::move(row->values)};
  return row_outcome{row->line, map_record(how_.mapping, zone_, r)};
}

}  // namespace northstar::intake
