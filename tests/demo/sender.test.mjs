// The demo's sender and its command line against a small stand-in server: patience when it is busy or away, nothing lost.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createSender, retryAfter_ms } from '../../scripts/demo-company/sender.mjs';

const demo = new URL('../../scripts/demo', import.meta.url).pathname;

/** A server that gives the answers of the list in turn, then counts like the real one: new ids accepted, known ones duplicates. */
async function standIn(t, answers = []) {
  const seen = new Set();
  const requests = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.method === 'GET') return response.writeHead(404).end();
    const rows = body.split('\n').map((line) => JSON.parse(line));
    requests.push({ headers: request.headers, rows });
    const answer = answers.shift();
    if (answer) return answer(request, response);
    const fresh = rows.filter((row) => !seen.has(JSON.stringify(row)));
    for (const row of rows) seen.add(JSON.stringify(row));
    response.end(JSON.stringify({ accepted: fresh.length, replaced: 0, stale: 0, duplicate: rows.length - fresh.length, quarantined: 0, rejected: [], position: 'e:1' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => { server.closeAllConnections(); server.close(); });
  return { url: `http://127.0.0.1:${server.address().port}`, requests, seen };
}

const busy = (status, headers = {}) => (request, response) => response.writeHead(status, headers).end('{}');
const hangUp = (request) => request.socket.destroy();

test('a busy server is asked again after the time it names, and the batch arrives once', async (t) => {
  const server = await standIn(t, [busy(429, { 'retry-after': '2' }), busy(503, { 'retry-after': '1' }), busy(503)]);
  const waited = [];
  const post = createSender({ server: server.url, log: () => {}, wait: async (ms) => { waited.push(ms); } });
  const outcome = await post([{ id: 'a' }, { id: 'b' }]);
  assert.equal(outcome.accepted, 2);
  assert.deepEqual(waited.slice(0, 2), [2000, 1000]);
  assert.ok(waited[2] > 0 && waited[2] <= 5000);
});

test('a connection that breaks is tried again', async (t) => {
  const server = await standIn(t, [hangUp, hangUp]);
  const post = createSender({ server: server.url, log: () => {}, wait: async () => {} });
  assert.equal((await post([{ id: 'a' }])).accepted, 1);
  assert.equal(server.requests.length, 3);
});

test('a refusal that waiting cannot mend is an error, not a loop', async (t) => {
  const server = await standIn(t, [busy(401)]);
  const post = createSender({ server: server.url, log: () => {}, wait: async () => {} });
  await assert.rejects(post([{ id: 'a' }]), /401/);
});

test('the token travels as a bearer, and rejected rows are told', async (t) => {
  const reject = (request, response) => response.end(JSON.stringify({ accepted: 0, rejected: [{ index: 0, pointer: '/amount', error: 'not_a_decimal' }] }));
  const server = await standIn(t, [reject]);
  const told = [];
  await createSender({ server: server.url, token: 'secret', log: (line) => told.push(line) })([{ id: 'a', amount: 'x' }]);
  assert.equal(server.requests[0].headers.authorization, 'Bearer secret');
  assert.match(told[0], /not_a_decimal.*"id":"a"/);
});

test('Retry-After is read as seconds or as a date', () => {
  const now_ms = Date.parse('2026-11-21T00:00:00Z');
  const rows = [['3', 3000], ['Sat, 21 Nov 2026 00:00:05 GMT', 5000], ['Fri, 20 Nov 2026 00:00:00 GMT', 0], ['soon', null], ['', null], [null, null]];
  for (const [header, expected] of rows) assert.equal(retryAfter_ms(header, now_ms), expected, header);
});

test('playing the same hours twice gives the server duplicates only', async (t) => {
  const server = await standIn(t);
  const args = ['play', '--server', server.url, '--now', '2026-01-20T12:00:00+08:00', '--until', '2026-01-20T12:05:00+08:00'];
  await promisify(execFile)(demo, args);
  const first = server.seen.size;
  const { stderr } = await promisify(execFile)(demo, args);
  assert.ok(first > 500);
  assert.equal(server.seen.size, first);
  assert.match(stderr, /duplicate \d+\n/);
  assert.doesNotMatch(stderr, /accepted/);
});

test('--once ends after the history, and a wrong command line says how it is used', async (t) => {
  const server = await standIn(t);
  await promisify(execFile)(demo, ['play', '--server', server.url, '--once', '--now', '2026-01-10T12:00:00+08:00']);
  assert.ok(server.seen.size > 100);
  for (const args of [[], ['dance'], ['play', '--speed', '0'], ['play', '--now', 'today'], ['play', '--wrong']]) {
    await assert.rejects(promisify(execFile)(demo, args), (error) => error.code === 2 && /usage:/.test(error.stderr), args.join(' '));
  }
});
