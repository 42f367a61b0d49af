// SPDX-License-Identifier: MIT
// One line a fact: event=session_closed reason=slow session=17. To stderr unless a sink is handed in. Thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace northstar::log {

enum class level { debug, info, warning, error };

// Lines below this are dropped. Default: info.
void set_level(level lowest);
// Replaces stderr, for tests; an empty function restores it.
void set_sink(std::function<void(level, std::string_view)> sink);

// `event` names the fact, `fields` are already key=value pairs: write(level::info, "listening", "address=127.0.0.1 port=8080").
void write(level at, std::string_view event, std::string_view fields = {});
// A value with spaces, quotes or control characters, quoted so that it stays one field.
std::string quoted(std::string_view value);

}  // namespace northstar::log
