// SPDX-License-Identifier: MIT
// What Redis does to the counters, each as one step. A write never goes back behind the watermark
// that stands there, and none goes where the shared log is of another epoch.
#pragma once

#include <string_view>

#include "redis/script.hpp"

namespace northstar::cache {

// Answers of put and commit.
namespace said {
inline constexpr std::string_view written = "written";
inline constexpr std::string_view newer =
    "newer";  // with what stands there: it is as new, or newer
inline constexpr std::string_view needs_whole =
    "needs_whole";  // there is nothing the change could go on from
inline constexpr std::string_view other_epoch =
    "OTHEREPOCH";  // an error: the shared log is another one
}  // namespace said

struct cache_scripts {
  cache_scripts();

  redis::script
      put;  // [cells, watermark, epoch] epoch, from, upto, name, value … → answer, watermark
  redis::script piece;  // [new] number of the piece, name, value … → written; needs_whole when the
                        // pieces before are gone
  redis::script
      commit;  // [cells, watermark, epoch, new, old] epoch, upto, pieces → answer, watermark
  redis::script copy;  // [cells, watermark, copy] → watermark, cells
};

}  // namespace northstar::cache
