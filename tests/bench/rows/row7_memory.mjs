// Rows 7 and 8: what a viewer costs who does nothing, who stops reading, and who comes back with 9,999 others.

import { median } from '../harness/numbers.mjs';
import { start_northstar } from '../harness/server.mjs';
import { broadcast, server_core, with_server } from '../harness/viewers.mjs';

async function idle_and_storm(bench) {
  const viewers = bench.quick ? 1_000 : 10_000;
  const runs = [];
  for (let i = 0; i < bench.repeats; ++i)
    runs.push(await with_server(
      () => start_northstar({ plan: bench.plan, core: server_core }),
      (server) => broadcast(bench, server, { viewers, settle: bench.quick ? 2 : 11, seconds: 0, storm: true, 'connecting-max': 1_000, metric: 'deals' }),
    ));
  const all = (key) => runs.map((r) => r[key]);
  const many = viewers.toLocaleString('en-US');
  bench.report.add({ row: 7, name: `RSS per idle viewer, ${many}`, value: median(all('rss_bytes_per_viewer')), unit: 'bytes', runs: all('rss_bytes_per_viewer'), bound: ['<=', 2048] });
  bench.report.add({ row: 8, name: `idle CPU, ${many} viewers, 5 s beat`, value: median(all('idle_cpu_pct')), unit: '% of a core', runs: all('idle_cpu_pct'), bound: ['<=', 2] });
  bench.report.add({ row: 8, name: `reconnect storm of ${many} with snapshots`, value: median(all('storm_per_s')), unit: '1/s', runs: all('storm_per_s'), bound: ['>=', 15_000] });
  bench.report.add({ row: 8, name: 'reconnect storm: all back after', value: median(all('storm_s')), unit: 's', runs: all('storm_s'), bound: ['<=', 1] });
  bench.report.add({ row: 8, name: 'reconnect storm: CPU', value: median(all('storm_cpu_us_per_viewer')), unit: 'µs/viewer' });
}

async function stalled(bench) {
  const shape = { viewers: 1_000, 'bodies-per-s': 40, settle: 0.3, 'warm-up': 1, seconds: bench.quick ? 2 : 6, 'receive-buffer': 4096 };
  const some = [], none = [];
  for (let i = 0; i < bench.repeats; ++i)
    for (const [count, runs] of [[50, some], [0, none]])
      runs.push(await with_server(
        () => start_northstar({ plan: bench.plan, core: server_core }),
        (server) => broadcast(bench, server, { ...shape, stalled: count }),
      ));
  const cost = some.map((r, i) => ((r.rss_after_kb - r.rss_idle_kb) - (none[i].rss_after_kb - none[i].rss_idle_kb)) / 50);
  bench.report.add({ row: 7, name: 'RSS per viewer that stops reading', value: Math.max(0, median(cost)), unit: 'KiB', runs: cost, bound: ['<=', 64] });
  bench.report.add({
    row: 7, name: 'p99 of the others beside 5 % stalled', value: median(some.map((r) => r.p99_ms)), unit: 'ms', runs: some.map((r) => r.p99_ms),
    peer: { name: 'none stalled', value: median(none.map((r) => r.p99_ms)) }, ratio_bound: ['<=', 1.1],
  });
}

export async function run(bench) {
  await idle_and_storm(bench);
  await stalled(bench);
}
