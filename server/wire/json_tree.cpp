// SPDX-License-Identifier: MIT
#include "wire/json_tree.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "wire/text.hpp"

namespace northstar::wire {

namespace {

// Builds the tree from the parser's calls. `open_` is the way to the container under construction; its pointers hold because
// a container grows only while it is the innermost.
class tree_builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return add(json_type::null, {}); }
  bool boolean(bool v) override { return add(json_type::boolean, v ? "true" : "false"); }
  bool number_integer(number_integer_t v) override { return add(json_type::number, std::to_string(v)); }
  bool number_unsigned(number_unsigned_t v) override { return add(json_type::number, std::to_string(v)); }
  bool number_float(number_float_t, const string_t& digits) override { return add(json_type::number, digits); }
  bool string(string_t& v) override { return add(json_type::text, std::move(v)); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(json_type::object); }
  bool start_array(std::size_t) override { return open(json_type::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& v) override {
    key_ = std::move(v);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& e) override {
    position_ = position;
    fault_ = e.what();
    // Their text begins with "[json.exception…] parse error at line 1, column 2: "; ours names the place itself.
    if (const auto cut = fault_.find(": "); cut != std::string::npos) fault_.erase(0, cut + 2);
    return false;
  }

  json_value root;
  std::string fault() const { return fault_; }
  std::size_t position() const { return position_; }

 private:
  json_value* add(json_type type) {
    if (++count_ > json_values_max) {
      fault_ = "more than " + std::to_string(json_values_max) + " values";
      return nullptr;
    }
    json_value* added = &root;
    if (!open_.empty()) added = &open_.back()->members.emplace_back(json_member{std::move(key_), {}}).value;
    key_.clear();
    added->type = type;
    added->order = count_;
    return added;
  }

  bool add(json_type type, std::string text) {
    json_value* const added = add(type);
    if (added) added->text = std::move(text);
    return added != nullptr;
  }

  bool open(json_type type) {
    if (open_.size() >= json_depth_max) {
      fault_ = "nested deeper than " + std::to_string(json_depth_max);
      return false;
    }
    json_value* const added = add(type);
    if (added) open_.push_back(added);
    return added != nullptr;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<json_value*> open_;
  std::string key_;
  std::uint32_t count_ = 0;
  std::string fault_;
  std::size_t position_ = 0;
};

// Lines and columns count from 1; `position` is that of the byte behind the one that does not fit.
std::string place_in(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, std::min(position - 1, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto line_start = before.rfind('\n');
  const auto column = line_start == std::string_view::npos ? before.size() + 1 : before.size() - line_start;
  return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": ";
}

}  // namespace

json_reading read_json(std::string_view text) {
  tree_builder builder;
  const bool strict = true, ignore_comments = true;
  const bool ok = nlohmann::json::sax_parse(text.begin(), text.end(), &builder,
                                            nlohmann::json::input_format_t::json, strict, ignore_comments);
  json_reading out;
  if (ok) out.root = std::move(builder.root);
  else if (builder.position() == 0) out.fault = builder.fault();
  else out.fault = place_in(text, builder.position()) + builder.fault();
  return out;
}

std::string describe(const json_value& value) {
  switch (value.type) {
    case json_type::null: return "null";
    case json_type::boolean: return value.text;
    case json_type::number: return excerpt(value.text);
    case json_type::text: return json_text(excerpt(value.text));
    case json_type::array: return value.members.empty() ? "an empty list" : "a list";
    case json_type::object: return value.members.empty() ? "an empty object" : "an object";
  }
  return {};
}

std::string pointer_step(std::string_view key) {
  std::string out = "/";
  for (const char c : key) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

}  // namespace northstar::wire
