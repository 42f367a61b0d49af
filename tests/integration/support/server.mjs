// A running server for a test: on a port of its own, with a data folder of its own, gone with the test.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseExact } from './exact_json.mjs';
import { testPlan } from './plan.mjs';
import { patience, repository, said, start, temporaryFolder, writeJson } from './process.mjs';

/** Asks until the answer pleases; the only waiting in these tests that is not told by the server itself. */
export async function until(what, ask, limit_ms = 5_000 * patience) {
  const end_ms = Date.now() + limit_ms;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end_ms) assert.fail(`not within ${limit_ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Requests to one server. `token` is sent with each unless a request names another. */
export function clientOf(url, token) {
  const headersOf = (options) => {
    const bearer = 'token' in options ? options.token : token;
    return { ...(bearer && { authorization: `Bearer ${bearer}` }), ...options.headers };
  };
  const told = async (response) => {
    const text = await response.text();
    const is_json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, json: is_json ? JSON.parse(text) : undefined };
  };
  const get = async (path, options = {}) => told(await fetch(new URL(path, url), { headers: headersOf(options) }));
  const send = async (body, options = {}) => told(await fetch(new URL(options.path ?? '/api/v1/events', url), {
    method: 'POST', body, headers: { 'content-type': options.type ?? 'application/json', ...headersOf(options) },
  }));
  /** Posts events as JSON and returns the outcome. */
  const post = async (events, options) => {
    const answer = await send(JSON.stringify(events), options);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const cells = async (query, options) => {
    const answer = await get(`/api/v1/cells?${queryOf(query)}`, options);
    assert.equal(answer.status, 200, answer.text);
    return parseExact(answer.text);
  };
  /** One cell; its figures as text. */
  const cell = async (unit, metric, period, slice = '') => {
    const rows = await cells({ unit, metric, period, slice });
    assert.equal(rows.length, 1);
    return rows[0];
  };
  const actual = async (...address) => (await cell(...address)).actual;
  return { url, get, send, post, cells, cell, actual };
}

/** `{unit: ['a', 'b'], descend: 1}` → `unit=a&unit=b&descend=1`. */
export function queryOf(query) {
  if (typeof query === 'string') return query;
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
  return new URLSearchParams(pairs).toString();
}

/**
 * Starts `northstar serve`. Options: `plan` (object or text), `folder` to start again on former data, `args`, `env`, `listen`, `token`.
 * The server is `ready` when this resolves, and is killed with the test if it still runs.
 */
export async function startServer(t, { plan = testPlan(), folder = temporaryFolder(), args = [], env, listen = '127.0.0.1:0', token, web = join(repository, 'web') } = {}) {
  const plan_file = writeJson(folder, 'plan.json', plan);
  const data = join(folder, 'data');
  const run = start(['serve', '--plan', plan_file, '--data', data, '--listen', listen, '--web', web, ...args], { cwd: folder, env });
  t.after(async () => {
    run.child.kill('SIGKILL');
    await run.ended;
  });
  const [, address, port] = await said(run, /listening address=(\S+) port=(\d+)/);
  const url = `http://127.0.0.1:${port}`;
  const client = clientOf(url, token);
  await until('ready', async () => (await client.get('/readyz')).status === 200, 20_000 * patience);
  /** Ends it as an operator would; tells how, and how long it took. */
  const stop = async () => {
    const asked_ms = Date.now();
    run.child.kill('SIGTERM');
    const ended = await run.ended;
    return { ...ended, took_ms: Date.now() - asked_ms };
  };
  const kill = async () => {
    run.child.kill('SIGKILL');
    await run.ended;
  };
  return { ...client, run, folder, data, plan_file, address, port: Number(port), stop, kill };
}

/** A sale of Anna's in the past, unless said otherwise. */
export function sale(id, facts = {}) {
  return { id, source: 'crm', type: 'deal.won', occurred_at: '2026-03-10T10:00:00+08:00', owner: 'anna', amount: '100.00', ...facts };
}

/** A group of tests that share one server: `{sentence: (server, t) => …}`, run in order. */
export function onOneServer(title, options, cases) {
  test(title, async (t) => {
    const server = await startServer(t, options);
    for (const [sentence, run] of Object.entries(cases)) await t.test(sentence, (own) => run(server, own));
  });
}
