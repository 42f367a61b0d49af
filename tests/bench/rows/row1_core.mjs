// Row 1: the core on one thread, beside simdjson reading the same bytes.

import { join } from 'node:path';
import { median } from '../harness/numbers.mjs';
import { built, json_of } from '../harness/server.mjs';

const names = {
  all_cells_watched: 'core, every unit watched',
  one_wall: 'core, one wall',
  nobody_watches: 'core, nobody watches',
  simdjson_ten_fields: 'simdjson iterate_many, all 10 fields',
  read_only: 'read and validate alone',
  apply_only: 'apply alone',
  encode_only: 'encode for the ledger alone',
  light_of_cell: 'one light alone',
  cell_after_a_year: 'cells after a year of sales',
};
// What is no event has no peer.
const others = { light_of_cell: 'lights/s', cell_after_a_year: 'cells/s' };

export async function run(bench) {
  const program = join(built, 'core_bench');
  const seconds = bench.quick ? 0.05 : 0.5;
  const args = [`--benchmark_min_time=${seconds}`, `--benchmark_repetitions=${bench.repeats}`, '--benchmark_enable_random_interleaving=true', '--benchmark_format=json'];
  const { benchmarks } = await json_of([program, ...args], { timeout_s: 180, env: { NORTHSTAR_BENCH_SEED: String(bench.seed) } });
  const runs = {};
  for (const b of benchmarks) {
    if (b.error_occurred) throw new Error(`${b.name}: ${b.error_message}`);
    if (b.run_type === 'iteration') (runs[b.run_name] ??= []).push(b.items_per_second);
  }
  const peer = { name: 'simdjson iterate_many', value: median(runs.simdjson_ten_fields) };
  for (const [id, name] of Object.entries(names)) {
    const asked = id === 'all_cells_watched' ? { bound: ['>=', 1e6], ratio_bound: ['>=', 0.15] } : {};
    const beside = id === 'simdjson_ten_fields' || id in others ? {} : { peer };
    bench.report.add({ row: 1, name, value: median(runs[id]), unit: others[id] ?? 'events/s', runs: runs[id], ...beside, ...asked });
  }
}
