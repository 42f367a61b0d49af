// Row 10: the board of another moment of a year with 10^7 events, from the question to the answer, each moment asked for once; dates in order,
// and in none.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { past_events } from '../harness/past.mjs';
import { built, new_folder, scratch } from '../harness/server.mjs';

const run_program = promisify(execFile);
const kinds = { as_of: 'as_of', known_at: 'known_at', both: 'as_of and known_at' };

async function shuffled_folder() {
  const folder = join(scratch, 'past-shuffled');
  if (existsSync(join(folder, 'ledger.db'))) return folder;
  console.error('bench: making a ledger of 10^7 events with dates in no order (some minutes, once)');
  await rm(folder, { recursive: true, force: true });
  await run_program(join(built, 'make_ledger'), [folder, String(past_events), '365', '-', 'shuffled'], { timeout: 1_200_000, maxBuffer: 1 << 24 });
  return folder;
}

// The figures of past_bench by name; it opens a copy, for a server writes when it starts and stops.
async function measure(bench, folder) {
  const copy = await new_folder();
  try {
    await run_program('cp', ['-a', '--reflink=auto', `${folder}/.`, copy]);
    await run_program('cp', [`${folder}.plan.json`, `${copy}.plan.json`]);
    const { stdout } = await run_program(join(built, 'past_bench'), [copy, '20', String(bench.seed)], { timeout: 900_000, maxBuffer: 1 << 24 });
    return Object.fromEntries(stdout.trim().split('\n').map((line) => JSON.parse(line)).map((l) => [l.name, l.value]));
  } finally {
    await rm(copy, { recursive: true, force: true });
    await rm(`${copy}.plan.json`, { force: true });
  }
}

function tell(bench, dates, got) {
  bench.report.add({ row: 10, name: `first question after a start, ${dates}`, value: got.past_first_question, unit: 's', bound: ['<=', 2] });
  for (const [kind, text] of Object.entries(kinds)) {
    bench.report.add({ row: 10, name: `${text}, ${dates}: p50`, value: got[`past_${kind}_p50`], unit: 's' });
    bench.report.add({ row: 10, name: `${text}, ${dates}: slowest of 20`, value: got[`past_${kind}_max`], unit: 's', bound: ['<=', 2] });
  }
  bench.report.add({ row: 10, name: `longest piece between turns, ${dates}`, value: got.past_longest_piece, unit: 'ms' });
}

export async function run(bench) {
  const past = await bench.past();
  if (!past) return bench.report.missing(10, 'another moment, 10^7 past events', 'left out of a quick run');
  tell(bench, 'dates in order', await measure(bench, past.folder));
  tell(bench, 'dates in no order', await measure(bench, await shuffled_folder()));
}
