// SPDX-License-Identifier: MIT
#include "commands/source_folder.hpp"

#include <set>
#include <stdexcept>

#include "plan_file.hpp"

namespace northstar::commands {

namespace fs = std::filesystem;

namespace {

std::string names_in(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".json") names.insert(entry.path().stem().string());
  }
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

}  // namespace

fs::path shipped_folder(const std::string& name, const fs::path& built_in) {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  const fs::path beside = program.parent_path().parent_path() / "share" / "northstar" / name;
  return !program.empty() && fs::is_directory(beside, failed) ? beside : built_in;
}

fs::path source_folder(const fs::path& chosen) {
  return chosen.empty() ? shipped_folder("sources", NORTHSTAR_SOURCES_DIR) : chosen;
}

intake::source_reading read_source_of(const fs::path& folder, const std::string& name) {
  const auto none = [&](const std::string& why) {
    return std::invalid_argument("--source " + name + ": " + why + "; sources in " +
                                 folder.string() + ": " + names_in(folder));
  };
  if (!intake::is_source_name(name)) throw none("not the name of a source");
  const auto text = read_file(folder / (name + ".json"), intake::source_text_max);
  if (text.has_error()) throw none(text.error().message());
  return intake::read_source(name, *text);
}

}  // namespace northstar::commands
