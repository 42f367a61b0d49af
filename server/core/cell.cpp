// SPDX-License-Identifier: MIT
#include "core/cell.hpp"

namespace northstar::core {

std::string_view to_text(light l) {
  switch (l) {
    case light::grey: return "grey";
    case light::green: return "green";
    case light::yellow: return "yellow";
    case light::red: return "red";
  }
  return "grey";
}

}  // namespace northstar::core
