// The published schema and the program's own check, held against one table of plans: what the schema refuses, the program refuses;
// what only the program can know (one part of a plan against another) its row says with "schema": false.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { companyOf } from '../../scripts/demo-company/company.mjs';
import { planOf } from '../../scripts/demo-company/plan.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const Ajv = createRequire(join(root, 'web/package.json'))('ajv/dist/2020').default;
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

const schema = read('docs/plan.schema.json');
const fits = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).compile(schema);

const good_folder = 'tests/data/plan/good';
const good = readdirSync(join(root, good_folder)).filter((name) => name.endsWith('.json'));
const base = read(`${good_folder}/contract.json`);
const faults = read('tests/data/plan/faults.json');
const doubts = read('tests/data/plan/doubts.json');

const steps = (pointer) => pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** A row's changes: "set" values at pointers ("/-" appends), then "remove" some. */
function changed(plan, { set = {}, remove = [] }) {
  const holder = { '': structuredClone(plan) };
  const parent = (way) => way.slice(0, -1).reduce((at, step) => at[step], holder);
  for (const [pointer, value] of Object.entries(set)) {
    const way = ['', ...steps(pointer)];
    const at = parent(way);
    at[way.at(-1) === '-' ? at.length : way.at(-1)] = value;
  }
  for (const pointer of remove) {
    const way = ['', ...steps(pointer)];
    delete parent(way)[way.at(-1)];
  }
  return holder[''];
}

const told = () => JSON.stringify(fits.errors, null, 1);

for (const name of good) test(`the schema takes ${name}`, () => assert.ok(fits(read(`${good_folder}/${name}`)), told()));

test('the schema takes the demo company\'s plan', () => assert.ok(fits(planOf(companyOf(2026, 'test'), '2026-11-21')), told()));

test('the schema takes what is only doubtful', () => {
  for (const row of doubts) assert.ok(fits(changed(base, row)), `${row.says}: ${told()}`);
});

test('the schema refuses each fault that is in its power, and takes the others', () => {
  for (const row of faults) assert.equal(!fits(changed(base, row)), row.schema, `${row.says}: ${told()}`);
});

test('the table of faults holds both kinds', () => {
  assert.ok(faults.filter((row) => row.schema).length > 50);
  assert.ok(faults.filter((row) => !row.schema).length > 30);
});

const binary = process.env.NORTHSTAR_BINARY ?? join(root, 'build/release/northstar');

if (existsSync(binary)) {
  const folder = mkdtempSync(join(tmpdir(), 'northstar-plan-'));
  after(() => rmSync(folder, { recursive: true }));
  for (const name of readdirSync(join(root, good_folder))) symlinkSync(join(root, good_folder, name), join(folder, name));

  const check = (text) => {
    const path = join(folder, 'checked.json');
    writeFileSync(path, text);
    const { status, stdout, stderr } = spawnSync(binary, ['plan', 'check', path], { encoding: 'utf8' });
    return { status, lines: stdout + stderr };
  };

  test('plan check takes every good plan, also with comments', () => {
    for (const name of good) {
      const text = readFileSync(join(root, good_folder, name), 'utf8');
      for (const written of [text, `// with a comment\n${text}/* and another */`]) {
        const { status, lines } = check(written);
        assert.equal(status, 0, `${name}: ${lines}`);
        assert.doesNotMatch(lines, /^(fault|doubt) /m);
      }
    }
  });

  test('plan check tells each doubt and takes the plan', () => {
    for (const row of doubts) {
      const { status, lines } = check(JSON.stringify(changed(base, row)));
      assert.equal(status, 0, `${row.says}: ${lines}`);
      assert.ok(lines.split('\n').some((line) => line.startsWith(`doubt ${row.pointer}: `)), `${row.says}: ${lines}`);
    }
  });

  test('plan check tells each fault at its pointer and ends with 1', () => {
    for (const row of faults) {
      const { status, lines } = check(JSON.stringify(changed(base, row)));
      assert.equal(status, 1, `${row.says}: ${lines}`);
      const at = row.pointer === '' ? '""' : row.pointer;
      assert.ok(lines.split('\n').some((line) => line.startsWith(`fault ${at}: `)), `${row.says}: ${lines}`);
    }
  });
} else {
  test('without the program the schema is checked alone', (t) => t.diagnostic(`${binary} is not built`));
}
