// SPDX-License-Identifier: MIT
// Rows of a CSV text (RFC 4180, by libcsv in its strict mode), each with the line it starts on. A
// row that is not CSV is handed out as a fault and reading goes on behind its first line: one stray
// quote never swallows the file.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace northstar::intake {

struct csv_row {
  std::size_t line = 0;  // on which the row starts, from 1
  std::vector<std::string> values;
  std::string fault;  // not empty: why this is no CSV; there are no values then
};

// A row with quoted line breaks may be this long (bytes): past it a quote has been forgotten.
inline constexpr std::size_t csv_row_bytes_max = 1024 * 1024;

class csv_reader {
 public:
  // The text must outlive the reader. A byte order mark is passed over; blank lines are no rows.
  explicit csv_reader(std::string_view text, char delimiter = ',');
  ~csv_reader();
  csv_reader(const csv_reader&) = delete;
  csv_reader& operator=(const csv_reader&) = delete;

  // nullopt: the text is at its end.
  std::optional<csv_row> next();
  // Bytes read so far, for a progress bar.
  std::size_t position() const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace northstar::intake
