// Runs the real program: once for its output, or as a server. The binary is build/release/northstar or $NORTHSTAR_BINARY.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));
export const binary = process.env.NORTHSTAR_BINARY ?? join(repository, 'build/release/northstar');

/** A slow build (sanitizers) gets more patience: every limit on waiting is multiplied by this. */
export const patience = Number(process.env.NORTHSTAR_TEST_PATIENCE ?? 1);

const folders = [];
process.once('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })));

/** A folder that goes with the test's process, when nothing writes into it any more. */
export function temporaryFolder() {
  folders.push(mkdtempSync(join(tmpdir(), 'northstar-test-')));
  return folders.at(-1);
}

export function writeJson(folder, name, value) {
  const file = join(folder, name);
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value, null, 1));
  return file;
}

/** No setting of the machine may reach the program under test. */
function environment(extra) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NORTHSTAR_')));
  return { ...own, ...extra };
}

/** Starts the program, by the command `within` if there is one, which must become it; `ended` resolves with `{code, signal}`, `output` and `errors` grow while it runs. */
export function start(args, { cwd, env = {}, within = [] } = {}) {
  assert.ok(existsSync(binary), `${binary} is not there: build it first (scripts/test does)`);
  const [program, ...words] = [...within, binary, ...args];
  const child = spawn(program, words, { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const run = { child, pid: child.pid, output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => { run.output += text; });
  child.stderr.setEncoding('utf8').on('data', (text) => { run.errors += text; });
  run.ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return run;
}

/** Runs a command to its end: `{code, signal, output, errors}`. */
export async function northstar(args, options) {
  const run = start(args, options);
  const late = setTimeout(() => run.child.kill('SIGKILL'), 60_000 * patience);
  const { code, signal } = await run.ended;
  clearTimeout(late);
  return { code, signal, output: run.output, errors: run.errors };
}

/** Resolves once the text on standard error matches; fails, showing it, when the program ends or the time is over. */
export function said(run, pattern, limit_ms = 20_000 * patience) {
  return new Promise((resolve, reject) => {
    const finish = (act) => {
      clearTimeout(late);
      run.child.stderr.off('data', look);
      act();
    };
    const look = () => {
      const match = pattern.exec(run.errors);
      if (match) finish(() => resolve(match));
      return match !== null;
    };
    const late = setTimeout(() => finish(() => reject(new Error(`no ${pattern} within ${limit_ms} ms in:\n${run.errors}`))), limit_ms);
    if (look()) return;
    run.child.stderr.on('data', look);
    run.ended.then(({ code, signal }) => {
      if (!look()) finish(() => reject(new Error(`ended with ${code ?? signal} before it said ${pattern}:\n${run.errors}`)));
    }, reject);
  });
}
