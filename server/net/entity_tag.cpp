// SPDX-License-Identifier: MIT
#include "net/entity_tag.hpp"

#include <sodium.h>

#include <array>

namespace northstar::net {

std::string entity_tag(std::string_view content) {
  std::array<unsigned char, 16> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(content.data()), content.size(), nullptr, 0);
  std::array<char, 2 * hash.size() + 1> hex{};
  return sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
}

bool names_tag(std::string_view list, const std::string& tag) {
  return list == "*" || list.find("\"" + tag + "\"") != std::string_view::npos || list.find("\"" + tag + "-gz\"") != std::string_view::npos;
}

}  // namespace northstar::net
