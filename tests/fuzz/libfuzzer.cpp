// SPDX-License-Identifier: MIT
// The entry of libFuzzer, one program a target: scripts/fuzz builds and runs them with Clang.
#include <cstddef>
#include <cstdint>

#include "targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  northstar::fuzz::FUZZ_TARGET({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
