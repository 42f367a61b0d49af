// SPDX-License-Identifier: MIT
#include "cluster/error.hpp"

#include <string>

namespace northstar::cluster {

namespace {

class category : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "northstar.cluster"; }
  std::string message(int value) const override {
    switch (static_cast<errc>(value)) {
      case errc::away: return "the shared log cannot be reached";
      case errc::trimmed: return "the shared log does not keep that entry any more";
      case errc::other_log: return "the shared log is another one, or stands elsewhere, than was meant";
      case errc::damaged: return "what stands in the shared log's place is no log";
    }
    return "unknown";
  }
};

}  // namespace

boost::system::error_code make_error_code(errc e) {
  static const category instance;
  return {static_cast<int>(e), instance};
}

}  // namespace northstar::cluster
