// SPDX-License-Identifier: MIT
#include "commands/ledger_check.hpp"

#include <memory>
#include <span>

#include "engine/delivery_chain.hpp"
#include "engine/fold.hpp"
#include "engine/key_index.hpp"
#include "engine/state.hpp"

namespace northstar::commands {

namespace {

using engine::state;

// Keys compared in one pass over the records: about 250 MB. A ledger with more takes several passes.
constexpr std::uint64_t keys_a_pass = 4'000'000;

class comparison {
 public:
  explicit comparison(ledger_check& into) : into_(into) {}

  void compare(const state& is, const state& should) {
    const std::size_t before = into_.difference_count;
    compare_boards(is, should);
    if (into_.difference_count == before) compare_days(is, should);
    compare_quarantines(is, should);
    compare_sources(is, should);
    if (into_.difference_count == before)
      tell("counters: the stored bytes differ in what no figure shows");
  }

  void compare_heads(const engine::key_index& is, const engine::key_index& should) {
    should.each([&](const ledger::key_entry& e) {
      const ledger::offset found = is.find(e.key);
      if (found == 0)
        tell("key of record " + std::to_string(e.head) + ": not stored");
      else if (found != e.head)
        tell("key of record " + std::to_string(e.head) + ": stored as record " +
             std::to_string(found));
    });
    is.each([&](const ledger::key_entry& e) {
      if (should.find(e.key) == 0)
        tell("key of record " + std::to_string(e.head) + ": stored, but no record has it");
    });
  }

  void tell(std::string difference) {
    ++into_.difference_count;
    if (into_.differences.size() < differences_max)
      into_.differences.push_back(std::move(difference));
  }

 private:
  // Calls `look` with each counter's unit, metric and slice.
  template <class Look>
  static void each_series(const core::compiled_plan& compiled, const Look& look) {
    const core::plan& plan = compiled.plan();
    for (std::size_t u = 0; u < compiled.unit_count(); ++u) {
      for (std::size_t m = 0; m < plan.metrics.size(); ++m) {
        if (plan.metrics[m].kind == core::metric_kind::ratio) continue;
        for (std::size_t s = 0; s < plan.slices.names.size(); ++s)
          look(static_cast<core::unit_index>(u), static_cast<core::metric_index>(m),
               static_cast<core::slice_index>(s));
      }
    }
  }

  void compare_range(const state& is, const state& should, core::day_number from,
                     core::day_number to, const std::string& when) {
    const core::compiled_plan& compiled = should.compiled();
    each_series(compiled, [&](core::unit_index u, core::metric_index m, core::slice_index s) {
      const auto has = is.board.total(u, m, s, from, to);
      const auto needs = should.board.total(u, m, s, from, to);
      if (has == needs) return;
      tell("cell " + std::string(compiled.unit_id(u)) + " " + compiled.plan().metrics[m].id +
           " \"" + compiled.plan().slices.names[s] + "\"" + when + ": stored " +
           std::to_string(has) + ", folded " + std::to_string(needs) + " (smallest units)");
    });
  }

  void compare_boards(const state& is, const state& should) {
    if (is.board.save() == should.board.save()) return;
    compare_range(is, should, core::first_day_supported, core::last_day_supported, "");
  }

  // Sums agree, so something stands on another day.
  void compare_days(const state& is, const state& should) {
    if (is.board.save() == should.board.save()) return;
    for (core::day_number day = core::first_day_supported; day <= core::last_day_supported; ++day) {
      if (into_.difference_count >= differences_max) return;
      compare_range(is, should, day, day, " on day " + std::to_string(day) + " since 1970");
    }
  }

  void compare_quarantines(const state& is, const state& should) {
    for (const auto& [offset, waiting] : should.quarantine.all()) {
      if (is.quarantine.all().count(offset) == 0)
        tell("record " + std::to_string(offset) + ": not stored as waiting");
    }
    for (const auto& [offset, waiting] : is.quarantine.all()) {
      if (should.quarantine.all().count(offset) == 0)
        tell("record " + std::to_string(offset) + ": stored as waiting, but is not");
    }
  }

  void compare_sources(const state& is, const state& should) {
    for (const auto& [source, at] : should.heard) {
      const auto found = is.heard.find(source);
      if (found == is.heard.end() || found->second != at)
        tell("source " + source + ": last heard of at another time");
    }
  }

  ledger_check& into_;
};

// One share of all keys: what the records say against what is stored.
engine::result<void> check_keys(ledger::ledger& ledger, ledger::offset upto, std::uint64_t pass,
                                std::uint64_t passes, comparison& compared) {
  engine::key_index is, should;
  const auto in_pass = [&](const core::digest& key) { return key.low % passes == pass; };
  engine::result<void> damage;
  const auto folded = ledger.replay(1, upto, [&](const ledger::record_view& r) {
    const auto d = engine::delivery_in(r.kind, r.body);
    if (d.has_error())
      damage = d.error();
    else if (*d && in_pass((**d).event.key))
      should.put({(**d).event.key, r.offset});
  });
  if (folded.has_error()) return folded.error();
  if (damage.has_error()) return damage.error();
  const auto keep = [&](std::span<const ledger::key_entry> entries) {
    for (const ledger::key_entry& e : entries)
      if (in_pass(e.key)) is.put(e);
  };
  for (const auto& read : {ledger.visit_settled_keys(keep), ledger.load_keys(keep)})
    if (read.has_error()) return read.error();
  compared.compare_heads(is, should);
  return {};
}

engine::result<void> check_checkpoint(ledger::ledger& ledger, const ledger::checkpoint& stored,
                                      ledger_check& into) {
  comparison compared(into);
  {
    auto folded = engine::fold(ledger, stored.at);
    if (folded.has_error()) return folded.error();
    const state& should = **folded;
    const std::string should_be = should.save();
    if (should_be != stored.counters) {
      state is(ledger, should.plan);
      if (!is.load(stored.counters))
        compared.tell("checkpoint: it cannot be read under the recorded plan");
      else if (is.save() != should_be)  // equal ones may have been saved with another checksum
        compared.compare(is, should);
    }
  }
  const std::uint64_t passes = stored.at / keys_a_pass + 1;
  for (std::uint64_t pass = 0; pass < passes; ++pass) {
    const auto done = check_keys(ledger, stored.at, pass, passes, compared);
    if (done.has_error()) return done;
  }
  return {};
}

}  // namespace

engine::result<ledger_check> check_ledger(ledger::ledger& ledger) {
  ledger_check check;
  check.last = ledger.last();
  const auto found = ledger.load_checkpoint();
  if (found.has_error()) return found.error();
  if (*found) {
    check.checkpoint_at = (**found).at;
    const auto done = check_checkpoint(ledger, **found, check);
    if (done.has_error()) return done.error();
  }
  if (check.last > check.checkpoint_at) {
    const auto tail = engine::fold(ledger, check.last);
    if (tail.has_error()) return tail.error();
  }
  return check;
}

}  // namespace northstar::commands
