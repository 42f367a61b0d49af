// SPDX-License-Identifier: MIT
// What the fuzzer throws bytes at. Each target aborts when something that must hold does not; undefined behaviour is the sanitizers' to find.
#pragma once

#include <string_view>

namespace northstar::fuzz {

// Any deliveries, in any order, under one of a few plans: what is taken in can be applied, taken back, judged, saved and read back, and the
// root is its own figure, its members' and the unassigned one's on every day.
void fuzz_apply(std::string_view bytes);
// A body of events in each form.
void fuzz_events(std::string_view bytes);
// A plan's text: what is taken is taken again from its canonical text, unchanged.
void fuzz_plan(std::string_view bytes);
// Bytes from a disk: records and checkpoints of boards are read or refused.
void fuzz_records(std::string_view bytes);

}  // namespace northstar::fuzz
