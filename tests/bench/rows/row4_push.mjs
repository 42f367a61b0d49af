// Rows 4 and 6: 30,000 deliveries a second with nothing to coalesce, event → viewer and CPU a delivery, beside all peers in the same
// minute. Peers broadcast bodies as long as our frames are. Viewers watch one metric of the company; the tick is 1 ms. Peers store nothing, so the same
// program whose syncs do nothing stands among them: between it and ours lies the disk.

import { join } from 'node:path';
import { median } from '../harness/numbers.mjs';
import { push_peers } from '../harness/peers.mjs';
import { built, start_northstar } from '../harness/server.mjs';
import { broadcast, server_core, with_server } from '../harness/viewers.mjs';

const sizes = [100, 1_000, 10_000];

async function round(bench, viewers, peers, runs) {
  const shape = { viewers, 'bodies-per-s': 30_000 / viewers, settle: 0.3, 'warm-up': bench.quick ? 0.5 : 1, seconds: bench.quick ? 1 : 4 };
  const northstar = (env) => with_server(
    () => start_northstar({ plan: bench.plan, core: server_core, args: ['--tick-ms', '1'], env }),
    (server) => broadcast(bench, server, { ...shape, metric: 'deals' }),
  );
  const ours = await northstar({});
  (runs.northstar ??= []).push(ours);
  (runs['the same without fsync'] ??= []).push(await northstar({ LD_PRELOAD: join(built, 'libno_sync.so') }));
  for (const [name, start] of Object.entries(peers)) {
    try {
      const theirs = await with_server(() => start(server_core), (server) => broadcast(bench, server, { ...shape, peer: true, 'peer-bytes': Math.round(ours.frame_bytes) }));
      (runs[name] ??= []).push(theirs);
    } catch (e) {
      console.error(`bench: ${name} with ${viewers} viewers: ${e.message}`);
    }
  }
}

export async function run(bench) {
  const peers = push_peers(bench);
  for (const viewers of bench.quick ? [100, 1_000] : sizes) {
    const runs = {};
    for (let i = 0; i < bench.repeats; ++i) await round(bench, viewers, peers, runs);
    tell(bench, viewers, runs);
  }
}

function tell(bench, viewers, runs) {
  const all = (who, key) => runs[who].map((r) => r[key]);
  const asked = { p99_ms: { uWebSockets: 1.0, nchan: 1.0 }, server_cpu_us_per_frame: { uWebSockets: 1.0, nchan: 0.85, 'raw send()': 1 / 0.95 } };
  for (const [key, row, what, unit] of [['p99_ms', 4, 'event → viewer p99', 'ms'], ['p50_ms', 4, 'event → viewer p50', 'ms'], ['server_cpu_us_per_frame', 6, 'CPU a delivery', 'µs']]) {
    const value = median(all('northstar', key));
    const name = `${what}, ${viewers.toLocaleString('en-US')} viewers`;
    for (const peer of Object.keys(runs).filter((n) => n !== 'northstar')) {
      const limit = asked[key]?.[peer];
      bench.report.add({ row, name, value, unit, runs: all('northstar', key), peer: { name: peer, value: median(all(peer, key)) }, ...(limit ? { ratio_bound: ['<=', limit] } : {}) });
    }
  }
}
