// SPDX-License-Identifier: MIT
// The plan in force and the versions before it, which judge what has ended ("history": "kept"). Their texts stand in the ledger; in memory are
// the compiled plans and where each text lies.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/compiled_plan.hpp"
#include "engine/error.hpp"
#include "ledger/ledger.hpp"
#include "ledger/record_codec.hpp"
#include "wire/plan_json.hpp"

namespace northstar::core {
class byte_reader;
class byte_writer;
}  // namespace northstar::core

namespace northstar::engine {

struct recorded_plan {
  std::uint32_t version = 0;  // from 1
  ledger::offset at = 0;
  core::instant_ms recorded_at = 0;
  std::string reason;
  friend bool operator==(const recorded_plan&, const recorded_plan&) = default;
};

struct plan_in_force {
  std::uint32_t version = 0;
  std::string canonical;
  std::shared_ptr<const core::compiled_plan> compiled;
  std::vector<recorded_plan> versions;  // oldest first; the last one is in force
};

// A ledger that holds so many takes no more.
inline constexpr std::size_t plan_versions_max = 1000;

// The plans recorded at first … upto, oldest first.
result<std::vector<recorded_plan>> list_plans(ledger::ledger& ledger, ledger::offset first, ledger::offset upto);

// The text and reason of one.
result<ledger::plan_version> read_recorded(ledger::ledger& ledger, const recorded_plan& plan);

// Reads and compiles the last of the versions with those before it. The texts are our own, so a failure means damage. errc::damaged also when
// there is none.
result<plan_in_force> compile_versions(ledger::ledger& ledger, std::vector<recorded_plan> versions);

// The versions that can judge a period once another follows `last` at `until`: for core::compiled_plan::comes_after().
std::vector<core::earlier_plan> earlier_than_next(const std::shared_ptr<const core::compiled_plan>& last, core::instant_ms until);

// The list in a checkpoint. read: false when the bytes are damaged.
void write_versions(core::byte_writer& out, const std::vector<recorded_plan>& versions);
bool read_versions(core::byte_reader& in, std::vector<recorded_plan>& versions);

}  // namespace northstar::engine
