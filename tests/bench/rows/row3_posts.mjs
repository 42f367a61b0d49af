// Row 3: one event a POST, 64 connections and one, beside the same server whose syncs do nothing.

import { join } from 'node:path';
import { median } from '../harness/numbers.mjs';
import { built, json_of, load_client, start_northstar } from '../harness/server.mjs';

async function measure(bench, connections, env) {
  const server = await start_northstar({ plan: bench.plan, env });
  try {
    return await json_of([
      load_client, 'ingest', '--server', `127.0.0.1:${server.port}`, '--pid', String(server.pid), '--seed', String(bench.seed),
      '--connections', String(connections), '--rows', '1', '--warm-up', bench.quick ? '0.3' : '1', '--seconds', bench.quick ? '1' : '3',
    ]);
  } finally {
    await server.stop();
  }
}

export async function run(bench) {
  const durable = [], hasty = [], alone = [];
  for (let i = 0; i < bench.repeats; ++i) {
    durable.push(await measure(bench, 64, {}));
    hasty.push(await measure(bench, 64, { LD_PRELOAD: join(built, 'libno_sync.so') }));
    alone.push(await measure(bench, 1, {}));
  }
  const all = (runs, key) => runs.map((r) => r[key]);
  bench.report.add({
    row: 3, name: 'durable single POSTs, 64 connections', value: median(all(durable, 'rows_per_s')), unit: '1/s', runs: all(durable, 'rows_per_s'),
    peer: { name: 'the same without fsync', value: median(all(hasty, 'rows_per_s')) }, bound: ['>=', 60_000], ratio_bound: ['>=', 0.7],
  });
  bench.report.add({ row: 3, name: '64 connections: p99', value: median(all(durable, 'p99_ms')), unit: 'ms', runs: all(durable, 'p99_ms') });
  bench.report.add({ row: 3, name: '64 connections: server CPU', value: median(all(durable, 'server_cpu_us_per_row')), unit: 'µs/POST' });
  bench.report.add({ row: 3, name: 'one connection: p50', value: median(all(alone, 'p50_ms')), unit: 'ms', runs: all(alone, 'p50_ms'), bound: ['<=', 0.5] });
  bench.report.add({ row: 3, name: 'one connection: p99', value: median(all(alone, 'p99_ms')), unit: 'ms', runs: all(alone, 'p99_ms') });
}
