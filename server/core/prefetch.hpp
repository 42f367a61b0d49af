// SPDX-License-Identifier: MIT
#pragma once

namespace northstar::core {

// Asks for the line of memory at `place`, so that it is in the processor's cache when it is needed. Any address will do.
inline void fetch_ahead(const void* place) {
  __builtin_prefetch(place);
  // GCC 12 takes a function that does nothing but prefetch for one without effect, and drops its calls.
  asm volatile("" : : "r"(place));
}

}  // namespace northstar::core
