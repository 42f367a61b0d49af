// Runs the benchmarks that are asked for; see scripts/bench.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { past_folder } from './harness/past.mjs';
import { kept_with, origins_of, page_with, report, table_of } from './harness/report.mjs';
import { load_client, root, scratch } from './harness/server.mjs';

const rows = {  // 4 with 6, 7 with 8
  1: './rows/row1_core.mjs',
  2: './rows/row2_ingest.mjs',
  3: './rows/row3_posts.mjs',
  4: './rows/row4_push.mjs',
  5: './rows/row5_busy.mjs',
  6: './rows/row4_push.mjs',
  7: './rows/row7_memory.mjs',
  8: './rows/row7_memory.mjs',
  9: './rows/row9_past.mjs',
  10: './rows/row10_past.mjs',
  11: './rows/row11_http.mjs',
  12: './rows/row12_frames.mjs',
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, seed: { type: 'string', default: '20261125' }, repeats: { type: 'string' }, uws: { type: 'string' }, past: { type: 'string' }, write: { type: 'boolean' } },
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
// Some rows are measured together.
for (const file of new Set(asked.map((row) => rows[row]))) {
  const row = asked.find((r) => rows[r] === file);
  try {
    await (await import(file)).run(bench);
  } catch (e) {
    ++failed;
    console.error(`bench: row ${row}: ${e.message}`);
    bench.report.missing(Number(row), `row ${row}`, e.message.slice(0, 200));
  }
}
console.log(`\n${table_of(bench.report.lines)}`);

// Rows may be run one by one: what the others last said is kept beside them.
const kept = join(scratch, 'figures.json');
if (!bench.quick) {
  const before = await readFile(kept, 'utf8').then(JSON.parse).catch(() => []);
  const commit = execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const made = { commit, seed: bench.seed, repeats: bench.repeats, day: new Date().toISOString().slice(0, 10) };
  const lines = kept_with(before, bench.report.lines.map((l) => ({ ...l, made })));
  await writeFile(kept, JSON.stringify(lines, null, 1));
  if (options.write) {
    const page = join(root, 'docs/performance.md');
    await writeFile(page, page_with(await readFile(page, 'utf8'), `${origins_of(lines)}\n\n${table_of(lines)}`));
  }
}
process.exitCode = failed > 0 ? 1 : 0;
