// SPDX-License-Identifier: MIT
// Where a setting comes from: its flag, else its NORTHSTAR_… variable, else the configuration file,
// else its default.
#pragma once

#include <string>

#include "config.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace northstar::commands {

// Names the option's variable after its flag: --data-dir is NORTHSTAR_DATA_DIR.
CLI::Option* with_variable(CLI::Option* option);

// --config FILE for all commands. Keys outside any section are flags of `serve`; [import], [verify]
// … hold those of the others.
void add_configuration_file(CLI::App& app);

// All flags of `serve`.
void add_serve_flags(CLI::App& serve, config& into);

}  // namespace northstar::commands
