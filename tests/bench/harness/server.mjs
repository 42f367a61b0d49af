// Starts what is measured, one process each on a free port of loopback, and ends it again.

import { execFile, spawn } from 'node:child_process';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const root = new URL('../../..', import.meta.url).pathname.replace(/\/$/, '');
export const built = process.env.NORTHSTAR_BENCH_BUILD ?? join(root, 'build/release');
export const binary = process.env.NORTHSTAR_BINARY ?? join(built, 'northstar');
export const scratch = join(root, 'build/bench');

export async function new_folder() {
  await mkdir(scratch, { recursive: true });
  return mkdtemp(join(scratch, 'run-'));
}

export async function free_port() {
  const s = createServer();
  await new Promise((ready) => s.listen(0, '127.0.0.1', ready));
  const { port } = s.address();
  await new Promise((closed) => s.close(closed));
  return port;
}

// Only where there are two cores to keep apart: the server on the first, the client on the second.
export const pinned = (core, command) => ['taskset', '-c', String(core), ...command];

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// A process that answers TCP on `port` once it is ready.
export async function start(command, { port, env = {}, ready_within_s = 30 }) {
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said = (said + text).slice(-4000)));
  let ended = false;
  const end = new Promise((done) => child.on('exit', (code) => { ended = true; done(code); }));
  child.on('error', (e) => { ended = true; said += e.message; });
  const give_up = Date.now() + ready_within_s * 1000;
  while (!(await answers(port))) {
    if (ended || Date.now() > give_up) {
      child.kill('SIGKILL');
      throw new Error(`${command[0]} does not answer: ${said.trim()}`);
    }
    await wait(20);
  }
  return {
    pid: child.pid,
    port,
    said: () => said,
    stop: async () => {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
      const code = await end;
      clearTimeout(late);
      return code;
    },
  };
}

async function answers(port) {
  const { connect } = await import('node:net');
  return new Promise((done) => {
    const s = connect(port, '127.0.0.1');
    s.on('connect', () => { s.destroy(); done(true); });
    s.on('error', () => done(false));
  });
}

// limits that a load test meets on purpose are lifted for server and peers alike.
const roomy = ['--connections-per-address-max', '60000', '--connections-max', '60000'];

// A Northstar on a data folder of its own (or the one given), which is removed at stop().
export async function start_northstar({ plan, data, args = [], env = {}, core, ready_within_s = 60 }) {
  const own = data === undefined;
  const folder = own ? await new_folder() : data;
  const port = await free_port();
  const serve = [binary, 'serve', '--plan', plan, '--data', folder, '--listen', `127.0.0.1:${port}`, ...roomy, ...args];
  const server = await start(core === undefined ? serve : pinned(core, serve), { port, env, ready_within_s });
  return {
    ...server,
    data: folder,
    stop: async () => {
      const code = await server.stop();
      if (own) await rm(folder, { recursive: true, force: true });
      if (code !== 0) throw new Error(`northstar ended with ${code}: ${server.said()}`);
    },
  };
}

// A program of ours that prints one JSON line; it may say by its exit code that something was wrong.
export async function json_of(command, { core, timeout_s = 120, env = {} } = {}) {
  const whole = core === undefined ? command : pinned(core, command);
  try {
    const { stdout } = await run(whole[0], whole.slice(1), { timeout: timeout_s * 1000, maxBuffer: 64 << 20, env: { ...process.env, ...env } });
    return JSON.parse(stdout);
  } catch (e) {
    throw new Error(`${command.slice(0, 2).join(' ')}: ${e.stderr?.trim() || e.message}${e.stdout ? ` ${e.stdout.trim()}` : ''}`);
  }
}

export const load_client = join(built, 'wire_load');
