// Runs the benchmarks that are asked for; see scripts/bench.

import { mkdir, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { past_folder } from './harness/past.mjs';
import { report, table_of } from './harness/report.mjs';
import { load_client, scratch } from './harness/server.mjs';

const rows = {
  1: './rows/row1_core.mjs',
  2: './rows/row2_ingest.mjs',
  3: './rows/row3_posts.mjs',
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, seed: { type: 'string', default: '20261125' }, repeats: { type: 'string' }, uws: { type: 'string' }, past: { type: 'string' } },
});
const asked = positionals.length > 0 ? positionals : Object.keys(rows);
for (const row of asked) if (!rows[row]) throw new Error(`there is no row ${row}; there are ${Object.keys(rows).join(' ')}`);

await mkdir(scratch, { recursive: true });
const plan = join(scratch, 'plan.json');
await writeFile(plan, execFileSync(load_client, ['plan', '--year', String(new Date().getFullYear())]));

const bench = {
  quick: options.quick === true,
  seed: Number(options.seed),
  repeats: Number(options.repeats ?? (options.quick ? 1 : 3)),
  uws: options.uws,
  plan,
  report: new report(),
};
bench.past = past_folder(bench, options.past);

console.log(JSON.stringify({ name: 'machine', value: cpus().length, unit: 'cores', model: cpus()[0].model, kernel: release(), memory_gib: Math.round(totalmem() / 2 ** 30), seed: bench.seed, repeats: bench.repeats }));
let failed = 0;
for (const row of asked) {
  try {
    await (await import(rows[row])).run(bench);
  } catch (e) {
    ++failed;
    console.error(`bench: row ${row}: ${e.message}`);
    bench.report.missing(Number(row), `row ${row}`, e.message.slice(0, 200));
  }
}
console.log(`\n${table_of(bench.report.lines)}`);
process.exitCode = failed > 0 ? 1 : 0;
