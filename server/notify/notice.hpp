// SPDX-License-Identifier: MIT
// Something that is told outside, once.
#pragma once

#include <cstdint>
#include <string>

namespace northstar::notify {

struct notice {
  std::string key;    // what it is about: the same on every node of a cluster
  std::string value;  // what is said of it: told when another value was told of the key last, or none
  std::string type;   // "northstar.celebrate", "northstar.alert"
  std::string data;   // a JSON object
  std::int64_t at_ms = 0;

  // Names this telling: the same however often, and by whichever node, it is sent. 32 hexadecimal digits.
  std::string id() const;
};

}  // namespace northstar::notify
