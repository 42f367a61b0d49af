// Rows 9 and 10: 10^7 past events: restart, memory, disk, and the board of other moments.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { past_events } from '../harness/past.mjs';
import { start_northstar } from '../harness/server.mjs';

const rss_kib = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

// Moments of the year that ended yesterday, by the seed.
function moments(seed, count) {
  let state = seed >>> 0;
  const year_ms = 364 * 86_400_000;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Date.now() - 86_400_000 - Math.floor((state / 2 ** 32) * year_ms);
  });
}

async function ask(server, name, at) {
  const began = performance.now();
  const answer = await fetch(`http://127.0.0.1:${server.port}/api/v1/cells?${name}=${at}`);
  const cells = await answer.json();
  if (!answer.ok || cells.length === 0) throw new Error(`${name}: ${answer.status}`);
  return (performance.now() - began) / 1000;
}

export async function run(bench) {
  const past = await bench.past();
  if (!past) return bench.report.missing(9, '10^7 past events', 'left out of a quick run');
  const data = past;
  const restarts = [], memory = [];
  const slowest = { as_of: [], known_at: [] };
  for (let i = 0; i < bench.repeats; ++i) {
    const began = performance.now();
    const server = await start_northstar({ plan: data.plan, data: data.folder, ready_within_s: 120 });
    try {
      restarts.push((performance.now() - began) / 1000);
      memory.push(rss_kib(server.pid) / 1024 / 1024);
      for (const name of Object.keys(slowest))
        for (const at of moments(bench.seed + i, bench.quick ? 2 : 5)) slowest[name].push(await ask(server, name, at));
    } finally {
      await server.stop();
    }
  }
  const middle = [...restarts].sort((a, b) => a - b)[restarts.length >> 1];
  bench.report.add({ row: 9, name: 'restart with 10^7 past events to ready', value: middle, unit: 's', runs: restarts, bound: ['<=', 2] });
  bench.report.add({ row: 9, name: 'memory with 10^7 past events', value: Math.max(...memory), unit: 'GiB', runs: memory, bound: ['<=', 1] });
  const bytes = Number(execFileSync('du', ['-sB1', data.folder], { encoding: 'utf8' }).split('\t')[0]);
  bench.report.add({ row: 9, name: 'disk per event', value: bytes / past_events, unit: 'bytes', bound: ['<=', 120] });
  for (const [name, times] of Object.entries(slowest))
    bench.report.add({ row: 10, name: `${name} any moment of a year, 10^7 events: the slowest of ${times.length}`, value: Math.max(...times), unit: 's', runs: times, bound: ['<=', 2] });
}
