// SPDX-License-Identifier: MIT
// Where files lie that come with the program (source mappings, pages), and the source of a name
// among them.
#pragma once

#include <filesystem>
#include <string>

#include "intake/source_file.hpp"

namespace northstar::commands {

// share/northstar/<name> beside the bin folder that this program runs from; else `built_in`, where
// the build found it.
std::filesystem::path shipped_folder(const std::string& name,
                                     const std::filesystem::path& built_in);

// `chosen`: the folder named by the user; empty: the shipped one.
std::filesystem::path source_folder(const std::filesystem::path& chosen);

// Throws std::invalid_argument, with the names there are, when the folder holds no such source.
intake::source_reading read_source_of(const std::filesystem::path& folder, const std::string& name);

}  // namespace northstar::commands
