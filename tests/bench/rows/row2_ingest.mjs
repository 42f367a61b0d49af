// Row 2: durable events a second by HTTP NDJSON. Every answer is counted, everything sent last is sent again and has to be known.

import { rm } from 'node:fs/promises';
import { median } from '../harness/numbers.mjs';
import { json_of, load_client, start_northstar } from '../harness/server.mjs';

async function measure(bench, data) {
  const server = await start_northstar({ plan: data ? data.plan : bench.plan, data: data?.folder, ready_within_s: 120 });
  try {
    return await json_of([
      load_client, 'ingest', '--server', `127.0.0.1:${server.port}`, '--pid', String(server.pid), '--seed', String(bench.seed),
      '--connections', '4', '--rows', '4000', '--depth', '2', '--warm-up', bench.quick ? '0.3' : '1', '--seconds', bench.quick ? '1' : '4',
    ]);
  } finally {
    await server.stop();
  }
}

function tell(bench, name, runs) {
  bench.report.add({ row: 2, name, value: median(runs.map((r) => r.rows_per_s)), unit: 'events/s', runs: runs.map((r) => r.rows_per_s), bound: ['>=', 600_000] });
  bench.report.add({ row: 2, name: `${name}: server CPU`, value: median(runs.map((r) => r.server_cpu_us_per_row)), unit: 'µs/event' });
}

export async function run(bench) {
  const runs = [];
  for (let i = 0; i < bench.repeats; ++i) runs.push(await measure(bench));
  tell(bench, 'durable NDJSON, empty ledger', runs);
  const past = await bench.past();
  if (!past) return bench.report.missing(2, 'durable NDJSON, 10^7 past events', 'left out of a quick run');
  const later = [];
  for (let i = 0; i < bench.repeats; ++i) {
    const data = await past.copy();
    later.push(await measure(bench, data));
    await rm(data.folder, { recursive: true, force: true });
  }
  tell(bench, 'durable NDJSON, 10^7 past events', later);
}
