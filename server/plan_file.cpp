// SPDX-License-Identifier: MIT
#include "plan_file.hpp"

#include <cerrno>
#include <fstream>
#include <optional>

namespace northstar {

boost::system::result<std::string> read_file(const std::filesystem::path& file,
                                             std::size_t bytes_max) {
  namespace errc = boost::system::errc;
  std::error_code failed;
  if (std::filesystem::is_directory(file, failed))
    return errc::make_error_code(errc::is_a_directory);
  std::ifstream in(file, std::ios::binary);
  if (!in) return boost::system::error_code(errno, boost::system::system_category());
  std::string text;
  constexpr std::size_t step = 64 * 1024;
  while (in && text.size() <= bytes_max) {
    const std::size_t before = text.size();
    text.resize(before + step);
    in.read(text.data() + before, static_cast<std::streamsize>(step));
    text.resize(before + static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return errc::make_error_code(errc::io_error);
  if (text.size() > bytes_max) return errc::make_error_code(errc::file_too_large);
  return text;
}

boost::system::result<wire::plan_reading> read_plan_file(const std::filesystem::path& file) {
  const auto text = read_file(file, wire::plan_text_max);
  if (text.has_error()) return text.error();
  const auto beside = [&](const std::string& path) -> std::optional<std::string> {
    auto named = read_file(file.parent_path() / path, wire::plan_text_max);
    if (named.has_error()) return std::nullopt;
    return std::move(*named);
  };
  return wire::read_plan(*text, beside);
}

}  // namespace northstar
