// SPDX-License-Identifier: MIT
#include "wire/event_json.hpp"

#include <algorithm>

#include "wire/cloud_event.hpp"
#include "wire/event_row.hpp"
#include "wire/event_values.hpp"
#include "wire/text.hpp"

namespace northstar::wire {

namespace {

// Takes the rows of one body and sorts them into events and rejections.
class body_reader {
 public:
  body_reader(std::string_view body, body_form form, const event_context& context)
      : form_(form), context_(context), texts_(std::make_shared<row_texts>(body)), source_(texts_->keep(context.source)) {
    out.texts = texts_;
    expect(body.size());
  }

  event_reading out;

  row_texts& texts() { return *texts_; }

  bool take(const raw_row& row) {
    if (row_ == context_.rows_max) {
      fail(event_reading::failure::too_many_rows, "more than " + std::to_string(context_.rows_max) + " rows");
      return false;
    }
    auto refused = read(row);
    if (refused)
      out.rejected.push_back({row_, std::move(refused->pointer), std::move(refused->error), std::move(refused->detail)});
    ++row_;
    return true;
  }

  void fail(event_reading::failure why, std::string detail) {
    out = {};
    out.failed = why;
    out.detail = std::move(detail);
  }

 private:
  // Room for as many short events as the body can hold, so that a large body does not move them about as it is read.
  void expect(std::size_t body_size) {
    constexpr std::size_t short_event = 128;
    const std::size_t rows = std::min(context_.rows_max, body_size / short_event + 1);
    out.events.reserve(rows);
    out.rows.reserve(rows);
  }

  std::optional<refusal> read(const raw_row& row) {
    if (form_ == body_form::cloud_binary) return read_binary(row);
    switch (row.state) {
      case row_state::not_json: return refusal{"", "not_json", "this line is not JSON"};
      case row_state::invalid_utf8: return refusal{"", "invalid_utf8", "this line is not UTF-8"};
      case row_state::not_an_object: return refusal{"", "not_an_object", "an event is an object"};
      case row_state::object: break;
    }
    return read_object(row);
  }

  std::optional<refusal> read_object(const raw_row& row) {
    if (!row.own.doubled.empty()) return refusal{"/" + std::string(row.own.doubled), "duplicate_key", "stands twice"};
    const bool is_cloud = form_ == body_form::cloud_event || form_ == body_form::cloud_batch ||
                          row.own[row_key::specversion].kind != raw_kind::absent;
    event_fields fields;
    if (!is_cloud) fields = plain_fields(row.own);
    else if (auto refused = cloud_fields(row, fields)) return refused;
    return keep(fields);
  }

  std::optional<refusal> read_binary(const raw_row& row) {
    const raw_row whole = cloud_row_of_headers(row, context_.cloud_headers, *texts_);
    event_fields fields;
    if (auto refused = cloud_fields(whole, fields)) return refused;
    return keep(fields);
  }

  std::optional<refusal> keep(const event_fields& fields) {
    core::event_view& e = out.events.emplace_back();
    auto refused = make_event(fields, context_, source_, e);
    if (refused) out.events.pop_back();
    else out.rows.push_back(row_);
    return refused;
  }

  const body_form form_;
  const event_context& context_;
  const std::shared_ptr<row_texts> texts_;
  const std::string_view source_;
  std::size_t row_ = 0;
};

bool is_blank(std::string_view body) { return body.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace

event_reading read_events(std::string_view body, body_form form, const event_context& context) {
  // A binary CloudEvent may have no data at all.
  if (form == body_form::cloud_binary && is_blank(body)) body = "{}";
  body_reader reader(body, form, context);
  const auto take = [&](const raw_row& row) { return reader.take(row); };
  const row_reading done = form == body_form::ndjson ? read_line_rows(reader.texts(), take) : read_document_rows(reader.texts(), take);
  if (!done.is_json) reader.fail(event_reading::failure::not_json, done.detail);
  if (form == body_form::cloud_batch && done.is_json && !done.was_array)
    reader.fail(event_reading::failure::not_json, "a batch of CloudEvents is an array");
  if ((form == body_form::cloud_event || form == body_form::cloud_binary) && done.was_array)
    reader.fail(event_reading::failure::not_json, "one CloudEvent is an object");
  return std::move(reader.out);
}

}  // namespace northstar::wire
