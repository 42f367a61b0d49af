// SPDX-License-Identifier: MIT
#include "wire/table_text.hpp"

#include <utility>

#include "wire/text.hpp"

namespace northstar::wire {

table_text::table_text(table_form form, std::initializer_list<std::string_view> columns) : form_(form), columns_(columns) {
  if (form_ == table_form::json) {
    out_ = "[";
    return;
  }
  for (const std::string_view name : columns_) {
    if (!out_.empty()) out_ += ',';
    out_ += name;
  }
  out_ += "\r\n";
}

void table_text::row() {
  if (rows_++ > 0) out_ += form_ == table_form::json ? "}," : "\r\n";
  if (form_ == table_form::json) out_ += '{';
  next_ = 0;
}

void table_text::column() {
  if (next_ > 0) out_ += ',';
  if (form_ == table_form::json) {
    out_ += '"';
    out_ += columns_[next_];
    out_ += "\":";
  }
  ++next_;
}

void table_text::text(std::string_view value) {
  column();
  if (form_ == table_form::json) append_json_text(out_, value);
  else append_csv_text(out_, value);
}

void table_text::integer(long long value) {
  column();
  append_integer(out_, value);
}

void table_text::figure(const std::optional<core::figure>& value) {
  if (!value) return null();
  column();
  append_figure(out_, *value);
}

void table_text::null() {
  column();
  if (form_ == table_form::json) out_ += "null";
}

void table_text::json(std::string_view value) {
  column();
  if (form_ == table_form::json) out_ += value;
  else append_csv_text(out_, value);
}

std::string table_text::take() {
  if (form_ == table_form::json) out_ += rows_ > 0 ? "}]" : "]";
  else if (rows_ > 0) out_ += "\r\n";
  return std::move(out_);
}

}  // namespace northstar::wire
