// SPDX-License-Identifier: MIT
// libcsv is fed one line at a time, so that it is known where each row starts and where to go on
// after a fault.
#include "intake/csv.hpp"

#include <csv.h>

#include <algorithm>
#include <new>

namespace northstar::intake {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// RFC 4180: spaces belong to the field. libcsv would trim them.
int nothing_is_space(unsigned char) { return 0; }

// Length of the line at the start of `text` with its end: LF, CR LF, or the CR of old Macintosh
// files.
std::size_t line_length(std::string_view text) {
  const std::size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos) return text.size();
  return text.substr(end, 2) == "\r\n" ? end + 2 : end + 1;
}

bool is_blank(std::string_view line) { return line.find_first_not_of("\r\n") == line.npos; }

struct row_under_way {
  std::vector<std::string> values;
  bool complete = false;
};

void take_field(void* text, std::size_t size, void* into) {
  static_cast<row_under_way*>(into)->values.emplace_back(static_cast<const char*>(text), size);
}

void take_row_end(int, void* into) { static_cast<row_under_way*>(into)->complete = true; }

}  // namespace

struct csv_reader::state {
  state(std::string_view t, char d) : text(t), delimiter(d) {
    if (text.substr(0, byte_order_mark.size()) == byte_order_mark) at = byte_order_mark.size();
    start_parser();
  }
  ~state() { csv_free(&parser); }

  void start_parser() {
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
    csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
    csv_set_space_func(&parser, nothing_is_space);
  }

  void skip_blank_lines();
  csv_row read_row();
  bool feed(std::string_view line, row_under_way& row);
  bool finish(row_under_way& row);
  csv_row give_up(std::size_t next_at, std::size_t first_line, std::string why);

  std::string_view text;
  char delimiter;
  csv_parser parser;
  std::size_t at = 0;
  std::size_t line = 1;  // that starts at `at`
};

void csv_reader::state::skip_blank_lines() {
  while (at < text.size()) {
    const std::size_t length = line_length(text.substr(at));
    if (!is_blank(text.substr(at, length))) return;
    at += length;
    ++line;
  }
}

// Feeds line after line until libcsv says that the row is complete.
csv_row csv_reader::state::read_row() {
  const std::size_t first_at = at;
  const std::size_t first_line = line;
  const std::size_t second_at = at + line_length(text.substr(at));
  row_under_way row;
  while (!row.complete) {
    const std::size_t length = line_length(text.substr(at));
    const std::string_view now = text.substr(at, length);
    at += length;
    ++line;
    if (at - first_at > csv_row_bytes_max)
      return give_up(second_at, first_line,
                     "the row is longer than 1 MiB: is a quote never closed?");
    if (!feed(now, row))
      return give_up(second_at, first_line,
                     "a quote stands inside a field (line " + std::to_string(line - 1) + ")");
    if (at == text.size() && !row.complete && !finish(row))
      return give_up(second_at, first_line, "a quote is opened in this row and never closed");
  }
  return {first_line, std::move(row.values), {}};
}

bool csv_reader::state::feed(std::string_view now, row_under_way& row) {
  return csv_parse(&parser, now.data(), now.size(), take_field, take_row_end, &row) == now.size();
}

// The last line may lack its line break.
bool csv_reader::state::finish(row_under_way& row) {
  const bool whole = csv_fini(&parser, take_field, take_row_end, &row) == 0;
  row.complete = true;
  return whole;
}

// Reading goes on behind the first line of the row at fault.
csv_row csv_reader::state::give_up(std::size_t next_at, std::size_t first_line, std::string why) {
  csv_free(&parser);
  start_parser();
  at = next_at;
  line = first_line + 1;
  return {first_line, {}, std::move(why)};
}

csv_reader::csv_reader(std::string_view text, char delimiter)
    : state_(std::make_unique<state>(text, delimiter)) {}

csv_reader::~csv_reader() = default;

std::optional<csv_row> csv_reader::next() {
  state_->skip_blank_lines();
  if (state_->at == state_->text.size()) return std::nullopt;
  return state_->read_row();
}

std::size_t csv_reader::position() const { return state_->at; }

}  // namespace northstar::intake
