// SPDX-License-Identifier: MIT
// A CSV text through a source's mapping, row by row: decode, select, map. Every row has an outcome.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/zone.hpp"
#include "intake/csv.hpp"
#include "intake/mapping.hpp"
#include "intake/source_file.hpp"

namespace northstar::intake {

struct row_outcome {
  std::size_t line = 0;  // on which the row starts, from 1
  mapped result;         // faults of the row as such: not_csv, wrong_width
};

class csv_events {
 public:
  // All three must outlive the object.
  csv_events(std::string_view text, const source& how, const core::zone& zone);

  // Why the file as a whole cannot be read through this source; then there are no rows.
  const std::vector<std::string>& faults() const { return faults_; }
  // nullopt: the text is at its end.
  std::optional<row_outcome> next();
  std::size_t position() const { return reader_.position(); }

 private:
  void read_header(std::string_view text);

  const source& how_;
  const core::zone& zone_;
  csv_reader reader_;
  std::vector<std::string> faults_;
  std::shared_ptr<const std::vector<std::string>> names_;
};

}  // namespace northstar::intake
