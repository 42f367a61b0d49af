// SPDX-License-Identifier: MIT
#include "commands/ledger_check.hpp"

#include <map>
#include <memory>
#include <optional>

#include "engine/fold.hpp"
#include "engine/state.hpp"

namespace northstar::commands {

namespace {

using engine::history;
using engine::state;

struct stored {
  std::optional<ledger::checkpoint> checkpoint;
  history::head_map heads;
};

// Checkpoint and keys that belong together: a running server may save new ones in between.
engine::result<stored> load_stored(ledger::ledger& ledger) {
  constexpr int attempts_max = 10;
  for (int attempt = 1;; ++attempt) {
    stored found;
    auto before = ledger.load_checkpoint();
    if (before.has_error()) return before.error();
    const auto keys =
        ledger.load_keys([&](const ledger::key_entry& e) { found.heads[e.key] = e.head; });
    if (keys.has_error()) return keys.error();
    const auto after = ledger.load_checkpoint();
    if (after.has_error()) return after.error();
    found.checkpoint = std::move(*before);
    const bool same = found.checkpoint.has_value() == after->has_value() &&
                      (!found.checkpoint || found.checkpoint->at == (**after).at);
    if (same || attempt == attempts_max) return found;
  }
}

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

  void compare_heads(const history::head_map& is, const history::head_map& should) {
    for (const auto& [key, head] : should) {
      const auto found = is.find(key);
      if (found == is.end())
        tell("key of record " + std::to_string(head) + ": not stored");
      else if (found->second != head)
        tell("key of record " + std::to_string(head) + ": stored as record " +
             std::to_string(found->second));
    }
    for (const auto& [key, head] : is) {
      if (!should.contains(key))
        tell("key of record " + std::to_string(head) + ": stored, but no record has it");
    }
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

engine::result<void> check_checkpoint(ledger::ledger& ledger, const stored& found,
                                      ledger_check& into) {
  auto folded = engine::fold(ledger, found.checkpoint->at);
  if (folded.has_error()) return folded.error();
  const state& should = **folded;
  comparison compared(into);
  if (should.save() != found.checkpoint->counters) {
    state is(ledger, should.plan);
    if (is.load(found.checkpoint->counters))
      compared.compare(is, should);
    else
      compared.tell("checkpoint: it cannot be read under the recorded plan");
  }
  compared.compare_heads(found.heads, should.history.heads());
  return {};
}

}  // namespace

engine::result<ledger_check> check_ledger(ledger::ledger& ledger) {
  ledger_check check;
  check.last = ledger.last();
  const auto found = load_stored(ledger);
  if (found.has_error()) return found.error();
  if (found->checkpoint) {
    check.checkpoint_at = found->checkpoint->at;
    const auto done = check_checkpoint(ledger, *found, check);
    if (done.has_error()) return done.error();
  }
  if (check.last > check.checkpoint_at) {
    const auto tail = engine::fold(ledger, check.last);
    if (tail.has_error()) return tail.error();
  }
  return check;
}

}  // namespace northstar::commands
