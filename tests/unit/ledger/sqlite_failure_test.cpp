// SPDX-License-Identifier: MIT
// A disk that takes no more, played by a limit on the size of files.
#include <signal.h>
#include <sys/resource.h>

#include "catch.hpp"
#include "ledger/error.hpp"
#include "ledger/fixture.hpp"

using namespace northstar::ledger;
using namespace northstar::ledger::test;

namespace {

// While it lives, no file of this process may grow past so many bytes.
class full_disk {
 public:
  explicit full_disk(rlim_t bytes_max) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limited = before_;
    limited.rlim_cur = bytes_max;
    ::setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~full_disk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

// Appends until it fails, and gives the last offset that was acknowledged.
offset append_until_full(ledger& to, loop& on, std::size_t batch) {
  for (int round = 0; round < 100'000; ++round) {
    const offset before = to.last();
    const auto failed = append(to, on, records_for(before + 1, batch));
    if (!failed) continue;
    CHECK(failed == errc::disk_failed);
    CHECK(to.last() == before);
    return before;
  }
  FAIL("the disk never became full");
  return 0;
}

}  // namespace

TEST_CASE("a full disk acknowledges nothing more, and what it acknowledged is there",
          "[ledger][failure]") {
  for (const std::size_t batch : {1, 100, 3'000}) {
    const temporary_folder folder;
    loop on;
    offset acknowledged = 0;
    {
      const auto opened = open(folder.path(), on);
      REQUIRE_FALSE(append(*opened, on, records_for(1, 50)));
      {
        const full_disk full(1'500'000);
        acknowledged = append_until_full(*opened, on, batch);
        CHECK(acknowledged >= 50);
      }
      // There is room again, but a ledger that failed once promises nothing until it was opened
      // anew.
      CHECK(append(*opened, on, records_for(acknowledged + 1, 1)) == errc::disk_failed);
      CHECK(save(*opened, on, {acknowledged, "counters"}) == errc::disk_failed);
      CHECK(opened->last() == acknowledged);
      CHECK(intact_records(*opened) == acknowledged);
    }
    const auto opened = open(folder.path(), on);
    CHECK(opened->last() == acknowledged);
    CHECK(intact_records(*opened) == acknowledged);
    CHECK_FALSE(append(*opened, on, records_for(acknowledged + 1, 10)));
  }
}

TEST_CASE("a checkpoint that does not fit is reported, and stops the appends too",
          "[ledger][failure]") {
  const temporary_folder folder;
  loop on;
  {
    const auto opened = open(folder.path(), on);
    REQUIRE_FALSE(append(*opened, on, records_for(1, 50)));
    REQUIRE_FALSE(save(*opened, on, {25, "small"}));
    const full_disk full(1'000'000);
    CHECK(save(*opened, on, {50, std::string(3'000'000, 'x')}) == errc::disk_failed);
    CHECK(append(*opened, on, records_for(51, 1)) == errc::disk_failed);
  }
  const auto opened = open(folder.path(), on);
  CHECK(intact_records(*opened) == 50);
  CHECK((*opened->load_checkpoint())->counters == "small");
}

TEST_CASE("a new ledger on a full disk is an error at the start", "[ledger][failure]") {
  const temporary_folder folder;
  loop on;
  {
    const full_disk full(1'000);
    CHECK(open_error(folder.path(), on) == errc::disk_failed);
  }
  CHECK_FALSE(open_error(folder.path(), on));
}
