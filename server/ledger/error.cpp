// SPDX-License-Identifier: MIT
#include "ledger/error.hpp"

#include <string>

namespace northstar::ledger {
namespace {

class category final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "northstar.ledger"; }

  std::string message(int value) const override {
    switch (static_cast<errc>(value)) {
      case errc::locked:
        return "another server holds the data folder";
      case errc::not_a_ledger:
        return "the file is not a ledger of Northstar, or it is damaged";
      case errc::newer_layout:
        return "the ledger was written by a newer Northstar";
      case errc::disk_failed:
        return "the disk did not take the records";
      case errc::no_such_record:
        return "the ledger holds no such record";
    }
    return "unknown ledger error";
  }
};

}  // namespace

boost::system::error_code make_error_code(errc e) {
  static const category instance;
  return {static_cast<int>(e), instance};
}

}  // namespace northstar::ledger
