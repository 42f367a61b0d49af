// What HTTP refuses, and how: RFC 9457 problems and the limits of the contract. Never a crash: after each the server still answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patience } from './support/process.mjs';
import { firstStatus, openRaw, statusOf } from './support/raw.mjs';
import { onOneServer, sale, startServer } from './support/server.mjs';

const mebibyte = 1024 * 1024;
const head = (lines) => `${['POST /api/v1/events HTTP/1.1', 'Host: localhost', ...lines].join('\r\n')}\r\n\r\n`;

function assertProblem(answer, status) {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
  assert.equal(answer.json.status, status);
  for (const name of ['type', 'title', 'detail']) assert.equal(typeof answer.json[name], 'string', name);
}

onOneServer('requests that are refused', {}, {
  'a body that is no JSON at all is 400': async (server) => {
    for (const body of ['', 'sales!', '{"id":', '[1,2', '{"id":"a"} {"id":"b"}']) assertProblem(await server.send(body), 400);
  },

  'a content type that is no form of events is 415': async (server) => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/csv', 'application/xml']) {
      assertProblem(await server.send(JSON.stringify(sale('never-1')), { type }), 415);
    }
    assert.equal(await server.actual('acme', 'revenue', '2026-03-10'), '0.00');
  },

  'a content type may carry parameters and capitals': async (server) => {
    assert.equal((await server.send(JSON.stringify(sale('type-1', { occurred_at: '2026-02-03T10:00:00+08:00' })), { type: 'Application/JSON; charset=UTF-8' })).status, 200);
  },

  'a body said or found to be larger than 16 MiB is 413, whether its length is told or not': async (server, t) => {
    assert.equal(await statusOf(t, server, head(['Content-Type: application/json', `Content-Length: ${16 * mebibyte + 1}`])), 413);
    const raw = openRaw(t, server);
    await raw.opened;
    raw.socket.write(head(['Content-Type: application/x-ndjson', 'Transfer-Encoding: chunked']));
    const chunk = `${(64 * 1024).toString(16)}\r\n${' '.repeat(64 * 1024)}\r\n`;
    const answered = firstStatus(raw);
    for (let sent = 0; sent <= 17 * mebibyte && !raw.socket.destroyed; sent += 64 * 1024) raw.socket.write(chunk);
    assert.equal(await answered, 413);
  },

  'more than 65,536 rows in a body are 413, and none of them counts': async (server) => {
    const row = (i) => JSON.stringify(sale(`many-${i}`, { occurred_at: '2026-02-04T10:00:00+08:00', amount: '1' }));
    const rows = Array.from({ length: 65_537 }, (_, i) => row(i));
    assertProblem(await server.send(rows.join('\n'), { type: 'application/x-ndjson' }), 413);
    assert.equal(await server.actual('acme', 'deals', '2026-02-04'), '0');
    const full = await server.send(rows.slice(1).join('\n'), { type: 'application/x-ndjson' });
    assert.equal(full.json?.accepted, 65_536, full.text);
    assert.equal(await server.actual('acme', 'deals', '2026-02-04'), '65536');
  },

  'a header larger than 16 KiB is 431': async (server, t) => {
    assert.equal(await statusOf(t, server, head([`X-Long: ${'x'.repeat(17 * 1024)}`, 'Content-Length: 0'])), 431);
    assert.equal(await statusOf(t, server, `GET /${'y'.repeat(20 * 1024)} HTTP/1.1\r\nHost: localhost\r\n\r\n`), 431);
  },

  'what is no HTTP is answered 400 or closed': async (server, t) => {
    for (const text of ['nonsense\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', '\0\u0001\u0002\r\n\r\n', 'POST /api/v1/events HTTP/1.1\r\nContent-Length: -5\r\n\r\n']) {
      assert.ok([0, 400, 501, 505].includes(await statusOf(t, server, text)), JSON.stringify(text));
    }
  },

  'an unknown path is 404 and a wrong method 405, both as problems under /api': async (server) => {
    assertProblem(await server.get('/api/v1/nothing'), 404);
    assertProblem(await server.send('{}', { path: '/api/v1/cells' }), 405);
    assertProblem(await server.get('/api/v1/events/nothing'), 404);
  },

  'a path that climbs out of the web folder finds nothing': async (server, t) => {
    for (const path of ['/../package.json', '/..%2f..%2fREADME.md', '/%2e%2e/%2e%2e/etc/passwd', '//etc/passwd', '/js/../../plan.json', '/\\..\\plan.json', '/wall%00.html']) {
      const status = await statusOf(t, server, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      assert.ok([0, 400, 403, 404].includes(status), `${path}: ${status}`);
    }
  },

  'several requests sent at once on one connection are answered in order': async (server, t) => {
    const raw = openRaw(t, server);
    await raw.opened;
    raw.socket.write('GET /healthz HTTP/1.1\r\nHost: l\r\n\r\nGET /api/v1/nothing HTTP/1.1\r\nHost: l\r\n\r\nGET /readyz HTTP/1.1\r\nHost: l\r\nConnection: close\r\n\r\n');
    await raw.closed;
    assert.deepEqual([...raw.received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status), ['200', '404', '200']);
  },

  'it is alive, ready and tells its measures in Prometheus text': async (server) => {
    assert.equal((await server.get('/healthz')).status, 200);
    assert.equal((await server.get('/readyz')).status, 200);
    const metrics = await server.get('/metrics');
    assert.equal(metrics.status, 200);
    assert.match(metrics.headers.get('content-type'), /^text\/plain/);
    assert.match(metrics.text, /^# (HELP|TYPE) \w+/m);
    for (const line of metrics.text.split('\n')) assert.match(line, /^(#.*|[a-zA-Z_:][\w:]*(\{.*\})? (\S+)( \d+)?|)$/, line);
  },

  'the server still counts after all of this': async (server) => {
    assert.equal((await server.post(sale('after', { occurred_at: '2026-02-05T10:00:00+08:00' }))).accepted, 1);
    assert.equal(await server.actual('anna', 'deals', '2026-02-05'), '1');
  },
});

test('a header or a body that stops half-way is 408 or a close, and does not wait for ever', async (t) => {
  const server = await startServer(t, { args: ['--header-timeout-ms', '400', '--body-silence-ms', '400'] });
  const halves = ['POST /api/v1/events HTTP/1.1\r\nHost: l\r\nX-Slow: ', `${head(['Content-Type: application/json', 'Content-Length: 100'])}{"id":`];
  for (const half of halves) {
    const started_ms = Date.now();
    const status = await statusOf(t, server, half);
    const took_ms = Date.now() - started_ms;
    assert.ok([0, 408].includes(status), String(status));
    assert.ok(took_ms >= 350 && took_ms < 5_000 * patience, `after ${took_ms} ms`);
  }
  assert.equal((await server.get('/healthz')).status, 200);
});

test('one address may hold 1,024 connections, and one more is turned away without harm', { timeout: 60_000 }, async (t) => {
  const server = await startServer(t);
  const held = [];
  for (let i = 0; i < 1_024; i += 128) {
    const some = Array.from({ length: 128 }, () => openRaw(t, server));
    await Promise.all(some.map(({ opened }) => opened));
    held.push(...some);
  }
  // Whatever the test's own client still holds counts too, so of a few more at least one is too many.
  const more = await Promise.all(Array.from({ length: 8 }, async () => {
    const raw = openRaw(t, server);
    await raw.opened.catch(() => {});
    raw.socket.write('GET /healthz HTTP/1.1\r\nHost: l\r\n\r\n');
    return firstStatus(raw);
  }));
  assert.ok(more.every((status) => [0, 429, 503].includes(status)), more.join());
  held[0].socket.write('GET /healthz HTTP/1.1\r\nHost: l\r\n\r\n');
  assert.equal(await firstStatus(held[0]), 200);
});

test('a server that has more to do than it may hold says 503 with Retry-After, and what is sent again counts once', async (t) => {
  const server = await startServer(t, { args: ['--inbox-rows-max', '50'] });
  const bodies = Array.from({ length: 40 }, (_, i) => JSON.stringify(Array.from({ length: 40 }, (_, k) => sale(`full-${i}-${k}`, { amount: '1.00' }))));
  let refused = 0;
  const insist = async (body) => {
    for (;;) {
      const answer = await server.send(body);
      if (answer.status === 200) return;
      assertProblem(answer, 503);
      assert.ok(Number(answer.headers.get('retry-after')) >= 1);
      refused += 1;
      // Soon rather than when it says: the test is about what happens, not about patience.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await Promise.all(bodies.map(insist));
  assert.ok(refused > 0, 'the inbox was never full');
  assert.equal(await server.actual('anna', 'deals', '2026-03'), '1600');
});

test('a question for more cells than one answer may hold is 400', async (t) => {
  const server = await startServer(t, { args: ['--cells-max', '20'] });
  assert.equal((await server.cells('')).length, 20);
  assertProblem(await server.get('/api/v1/cells?descend=1'), 400);
  assert.equal((await server.get('/api/v1/cells.csv?descend=1')).status, 400);
});
