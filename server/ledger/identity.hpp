// SPDX-License-Identifier: MIT
// What makes one ledger another one than every other, drawn at random when it is made; and the
// checksum under its key.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace northstar::ledger {

struct identity {
  std::string epoch;  // 16 hex digits
  std::array<std::uint8_t, 16> digest_key{};
};

std::string make_epoch();
identity make_identity();
// That of every node of a shared log: the key follows from the epoch, so that whoever begins or fills the log anew, digests stay the same.
identity shared_identity(const std::string& epoch);

// 64 bits of SipHash over the numbers that stand beside some bytes and the bytes themselves. A row
// that was changed, moved to another number or taken from another ledger does not match.
std::int64_t checksum(const identity& of, std::initializer_list<std::uint64_t> numbers,
                      std::string_view bytes);

}  // namespace northstar::ledger
