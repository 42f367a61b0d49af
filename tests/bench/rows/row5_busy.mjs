// Row 5: 50,000 events a second in, 1,000 viewers: event → viewer, and what the push side costs (the same stream without viewers taken off).

import { median } from '../harness/numbers.mjs';
import { start_northstar } from '../harness/server.mjs';
import { broadcast, with_server } from '../harness/viewers.mjs';

const tick_ms = 25;

export async function run(bench) {
  const shape = { 'bodies-per-s': 100, rows: 500, settle: 0.3, 'warm-up': 1, seconds: bench.quick ? 1 : 5 };
  const watched = [], alone = [];
  for (let i = 0; i < bench.repeats; ++i)
    for (const [viewers, runs] of [[1_000, watched], [1, alone]])
      runs.push(await with_server(() => start_northstar({ plan: bench.plan }), (server) => broadcast(bench, server, { ...shape, viewers })));
  const all = (runs, key) => runs.map((r) => r[key]);
  const name = '50,000 events/s, 1,000 viewers';
  const taken = median(all(watched, 'posted_rows_per_s'));
  bench.report.add({ row: 5, name: `${name}: rows taken`, value: taken, unit: '1/s', bound: ['>=', 49_000] });
  bench.report.add({ row: 5, name: `${name}: event → viewer p99`, value: median(all(watched, 'p99_ms')), unit: 'ms', runs: all(watched, 'p99_ms'), bound: ['<=', tick_ms + 15] });
  bench.report.add({ row: 5, name: `${name}: event → viewer p50`, value: median(all(watched, 'p50_ms')), unit: 'ms', runs: all(watched, 'p50_ms') });
  bench.report.add({ row: 5, name: `${name}: bytes of a frame`, value: median(all(watched, 'frame_bytes')), unit: 'bytes' });
  // What was not taken in was not pushed either.
  if (taken < 49_000) return bench.report.missing(5, `${name}: CPU of the push side`, 'the stream itself was not kept up with');
  const push = watched.map((r, i) => r.server_cpu_pct - alone[i].server_cpu_pct);
  bench.report.add({ row: 5, name: `${name}: CPU of the push side`, value: median(push), unit: '% of a core', runs: push, bound: ['<=', 35] });
}
