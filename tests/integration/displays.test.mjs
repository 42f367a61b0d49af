// Browsers and displays: signing in by cookie, pairing by a code on the screen, the list of displays, tokens over HTTP.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFeed } from './support/feed.mjs';
import { northstar, temporaryFolder } from './support/process.mjs';
import { onOneServer, sale, startServer, until } from './support/server.mjs';

async function addToken(folder, name, role, ...rest) {
  const { code, output, errors } = await northstar(['token', 'add', '--name', name, '--role', role, '--data', join(folder, 'data'), ...rest]);
  assert.equal(code, 0, errors);
  return output.match(/nst_[\w-]+/)[0];
}

/** A browser as far as the server sees one: it sends Origin with writes, and keeps the cookie. */
function browserOf(server) {
  const browser = { cookie: '', setCookie: '' };
  browser.ask = async (method, path, body, headers = {}) => {
    const answer = await fetch(new URL(path, server.url), {
      method, body: body === undefined ? undefined : JSON.stringify(body),
      headers: { ...(method !== 'GET' && { origin: server.url }), ...(browser.cookie && { cookie: browser.cookie }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    });
    browser.setCookie = answer.headers.get('set-cookie') ?? '';
    const set = browser.setCookie.match(/^northstar_session=([^;]*)/);
    if (set) browser.cookie = set[1] === '' ? '' : `northstar_session=${set[1]}`;
    const text = await answer.text();
    return { status: answer.status, json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined, text };
  };
  browser.get = (path) => browser.ask('GET', path);
  browser.post = (path, body) => browser.ask('POST', path, body);
  browser.feed = (t) => openFeed(t, server, { headers: { cookie: browser.cookie, origin: server.url } });
  return browser;
}

const folder = temporaryFolder();
const admin_token = await addToken(folder, 'root', 'admin');
const viewer_token = await addToken(folder, 'eve', 'viewer', '--unit', 'east');

onOneServer('browsers', { folder, token: admin_token }, {
  'a stranger is told that he is nobody, signs in with a token, and is somebody until he signs out': async (server, t) => {
    const browser = browserOf(server);
    const { json: nobody } = await browser.get('/api/v1/session');
    assert.deepEqual(nobody, { name: null, role: null, unit: null, by: null, expires_at: null, rights: [] });
    assert.equal((await browser.get('/api/v1/cells')).status, 401);

    const wrong = await browser.post('/api/v1/session', { token: `${viewer_token}x` });
    assert.equal(wrong.status, 401);
    assert.equal(browser.cookie, '');

    const { status, json: me } = await browser.post('/api/v1/session', { token: viewer_token });
    assert.equal(status, 200);
    assert.deepEqual(me, { name: 'eve', role: 'viewer', unit: 'east', by: 'cookie', expires_at: null, rights: ['read_board', 'read_records'] });
    assert.match(browser.setCookie, /^northstar_session=nst_[\w-]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.equal((await browser.get('/api/v1/cells?unit=east')).status, 200);
    assert.equal((await browser.get('/api/v1/cells?unit=west')).status, 403);
    const feed = await browser.feed(t);
    await feed.next('hello');
    feed.subscribe();
    assert.equal((await feed.next('snapshot')).scope, 'east');

    assert.equal((await browser.ask('DELETE', '/api/v1/session')).status, 204);
    assert.equal(browser.cookie, '');
    assert.equal((await browser.get('/api/v1/cells')).status, 401);
  },

  'a page of another site can do nothing with the cookie, and neither can a write that no page asked for': async (server) => {
    const browser = browserOf(server);
    await browser.post('/api/v1/session', { token: admin_token });
    const post = (headers) => browser.ask('POST', '/api/v1/events', sale('no'), headers);
    assert.equal((await post({ origin: 'https://evil.example' })).status, 403);
    assert.equal((await post({ origin: 'null' })).status, 403);
    const without = await fetch(new URL('/api/v1/events', server.url), { method: 'POST', body: JSON.stringify(sale('no')), headers: { cookie: browser.cookie, 'content-type': 'application/json' } });
    assert.equal(without.status, 403);
    assert.equal((await post()).status, 200);
    assert.equal((await browser.ask('POST', '/api/v1/session', { token: admin_token }, { origin: 'https://evil.example' })).status, 403);
    const foreign = await openFeed({ after() {} }, server, { headers: { cookie: browser.cookie, origin: 'https://evil.example' } });
    assert.equal(foreign.refused, 403);
  },

  'behind https the cookie is for https alone': async (server) => {
    const browser = browserOf(server);
    await browser.ask('POST', '/api/v1/session', { token: admin_token }, { 'x-forwarded-proto': 'https' });
    assert.match(browser.setCookie, /; Secure$/);
  },

  'a small body is JSON with known keys': async (server) => {
    const browser = browserOf(server);
    for (const [body, status] of [[{}, 400], [{ token: 1, more: 2 }, 400], [{ token: ['x'] }, 400]]) assert.equal((await browser.post('/api/v1/session', body)).status, status);
    const text = await fetch(new URL('/api/v1/session', server.url), { method: 'POST', body: `token=${admin_token}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    assert.equal(text.status, 415);
  },

  'tokens are listed without their texts, made once, and revoked at once': async (server) => {
    const made = await server.send(JSON.stringify({ name: 'crm', role: 'source', source: 'crm', expires: '30d' }), { path: '/api/v1/tokens' });
    assert.equal(made.status, 201, made.text);
    assert.match(made.json.token, /^nst_/);
    const rows = (await server.get('/api/v1/tokens')).json;
    const row = rows.find(({ name }) => name === 'crm');
    assert.equal(row.role, 'source');
    assert.equal(row.source, 'crm');
    assert.equal(row.expired, false);
    assert.ok(Date.parse(row.expires_at) > Date.now());
    assert.ok(!JSON.stringify(rows).includes('nst_'));
    assert.equal((await server.send(JSON.stringify(sale('T-1', { source: 'crm' })), { token: made.json.token })).status, 200);
    for (const [body, status] of [[{ name: 'crm', role: 'viewer' }, 409], [{ name: 'x', role: 'boss' }, 400], [{ name: 'x', role: 'viewer', scope: 'nowhere' }, 404], [{ name: '', role: 'viewer' }, 409], [{ name: 'x', role: 'viewer', expires: 'soon' }, 400]])
      assert.equal((await server.send(JSON.stringify(body), { path: '/api/v1/tokens' })).status, status, JSON.stringify(body));
    const revoke = (name) => fetch(new URL(`/api/v1/tokens?name=${name}`, server.url), { method: 'DELETE', headers: { authorization: `Bearer ${admin_token}` } });
    assert.equal((await revoke('crm')).status, 204);
    assert.equal((await server.send(JSON.stringify(sale('T-2')), { token: made.json.token })).status, 401);
    assert.equal((await revoke('crm')).status, 404);
    assert.equal((await revoke('root')).status, 409);
    assert.equal((await server.get('/api/v1/tokens', { token: viewer_token })).status, 403);
  },
});

test('a display shows its code, is paired by an admin, stays paired across a restart, reloads when told, and shows a code again when revoked', async (t) => {
  const place = temporaryFolder();
  const admin = await addToken(place, 'root', 'admin');
  const viewer = await addToken(place, 'eve', 'viewer');
  let server = await startServer(t, { folder: place, token: admin });
  const tv = browserOf(server);
  const asked = await tv.post('/api/v1/pairing');
  assert.equal(asked.status, 201);
  assert.match(asked.json.code, /^[3479ACDEFHJKMNPQRTVWXY]{6}$/);
  assert.ok(asked.json.expires_in_s > 590 && asked.json.expires_in_s <= 600);
  const claim = () => tv.post('/api/v1/pairing/claim', { secret: asked.json.secret });
  assert.equal((await claim()).json.state, 'waiting');
  assert.equal(tv.cookie, '');
  assert.equal((await tv.post('/api/v1/pairing/claim', { secret: 'guess' })).json.state, 'expired');

  const confirm = (body, token = admin) => server.send(JSON.stringify(body), { path: '/api/v1/pairing/confirm', token });
  const said = { code: asked.json.code.toLowerCase(), name: '前台电视', place: '一楼', scope: 'east' };
  assert.equal((await confirm(said, viewer)).status, 403);
  assert.equal((await confirm({ ...said, code: 'AAAAAA' })).status, 404);
  assert.equal((await confirm({ ...said, scope: 'nowhere' })).status, 404);
  assert.equal((await confirm({ ...said, name: 'eve' })).status, 409);
  assert.equal((await confirm(said)).status, 201);
  assert.equal((await confirm(said)).status, 404, 'a code is good for one display');

  assert.deepEqual((await claim()).json, { state: 'paired', name: '前台电视' });
  assert.match(tv.setCookie, /Max-Age=34560000; Path=\/; HttpOnly; SameSite=Strict/);
  const { json: who } = await tv.get('/api/v1/session');
  assert.deepEqual([who.name, who.role, who.unit, who.rights], ['前台电视', 'display', 'east', ['read_board']]);
  assert.match(tv.setCookie, /Max-Age=34560000/, 'renewed with every look');

  const listed = async () => (await server.get('/api/v1/displays')).json.find(({ name }) => name === '前台电视');
  assert.equal((await listed()).live, false);
  let feed = await tv.feed(t);
  feed.subscribe();
  const { position } = await feed.next('snapshot');
  await server.post([sale('P-1', { occurred_at: new Date().toISOString() })]);
  const delta = await feed.next('delta', ({ position: at }) => at !== position);
  feed.send({ type: 'painted', position: delta.position, at_ms: Date.now() });
  const seen = await until('painted', async () => { const row = await listed(); return row.painted_position === delta.position && row; });
  assert.deepEqual([seen.place, seen.scope, seen.kind, seen.live, seen.connections], ['一楼', 'east', 'paired', true, 1]);
  assert.ok(seen.order_to_glass_p50_ms > 0 && seen.order_to_glass_p99_ms >= seen.order_to_glass_p50_ms);

  const reload = (name) => server.send('', { path: `/api/v1/displays/reload?name=${encodeURIComponent(name)}` });
  assert.deepEqual((await reload('前台电视')).json, { told: 1 });
  await feed.next('reload');
  assert.equal((await reload('nobody')).status, 404);

  await server.stop();
  const kept = JSON.parse(readFileSync(join(place, 'data', 'tokens.json'), 'utf8')).tokens.find(({ name }) => name === '前台电视');
  assert.deepEqual([kept.role, kept.kind, kept.place, kept.unit], ['display', 'paired', '一楼', 'east']);
  server = await startServer(t, { folder: place, token: admin, listen: `127.0.0.1:${server.port}` });
  feed = await tv.feed(t);
  feed.subscribe();
  assert.equal((await feed.next('snapshot')).scope, 'east');

  const revoked = await fetch(new URL(`/api/v1/displays?name=${encodeURIComponent('前台电视')}`, server.url), { method: 'DELETE', headers: { authorization: `Bearer ${admin}` } });
  assert.equal(revoked.status, 204);
  assert.equal((await feed.closed).code, 4003);
  assert.equal((await tv.get('/api/v1/session')).json.name, null);
  assert.equal((await tv.post('/api/v1/pairing')).status, 201);
});

test('without any token nobody needs a code, and the first token is an admin\'s', async (t) => {
  const server = await startServer(t);
  const browser = browserOf(server);
  assert.equal((await browser.get('/api/v1/session')).json.by, 'loopback');
  assert.equal((await browser.post('/api/v1/pairing')).status, 409);
  assert.equal((await browser.post('/api/v1/tokens', { name: 'tv', role: 'display' })).status, 409);
  const { status, json } = await browser.post('/api/v1/tokens', { name: 'root', role: 'admin' });
  assert.equal(status, 201);
  assert.equal((await browser.get('/api/v1/cells')).status, 401, 'the door is shut');
  assert.equal((await browser.post('/api/v1/session', { token: json.token })).status, 200);
  assert.equal((await browser.get('/api/v1/cells')).status, 200);
});

test('codes are not given without end', async (t) => {
  const place = temporaryFolder();
  await addToken(place, 'root', 'admin');
  const server = await startServer(t, { folder: place });
  const statuses = [];
  for (let i = 0; i < 25; ++i) statuses.push((await server.send('', { path: '/api/v1/pairing' })).status);
  assert.deepEqual([statuses.filter((s) => s === 201).length, statuses.at(-1)], [20, 429]);
});

test('a large deal is celebrated on the feed once, and not again after a reconnect or a restart', async (t) => {
  const server = await startServer(t);
  const feed = await openFeed(t, server);
  feed.subscribe('acme');
  await feed.next('snapshot');
  const sent_ms = Date.now();
  const deal = sale('C-1', { occurred_at: new Date().toISOString(), amount: '900000.00', customer: 'ACME' });
  await server.post([deal]);
  const told = await feed.next('celebrate', ({ id }) => id === 'crm:C-1');
  assert.equal(told.scope, 'acme');
  assert.equal(told.unit, 'anna');
  assert.match(told.text, /900,000\.00/);
  const ahead_ms = Number(told.at_ms) - sent_ms;
  assert.ok(ahead_ms >= 1_500 && ahead_ms < 10_000, `${ahead_ms}`);
  const { position } = await feed.next('delta').catch(() => feed.messages.findLast(({ type }) => type === 'delta'));
  const again = await openFeed(t, server);
  again.send({ type: 'subscribe', scopes: ['acme'], position });
  await again.next(['delta', 'snapshot']);
  await again.next('beat');
  assert.ok(!again.messages.some(({ type }) => type === 'celebrate'));
  await server.stop();
  const second = await startServer(t, { folder: server.folder });
  const later = await openFeed(t, second);
  later.subscribe('acme');
  await later.next('snapshot');
  await later.next('beat');
  assert.ok(!later.messages.some(({ type }) => type === 'celebrate'));
});

test('a record in quarantine is repaired and counts, another is dropped, each with its reason in the ledger', async (t) => {
  const server = await startServer(t);
  const at = new Date().toISOString();
  const { quarantined } = await server.post([sale('Q-1', { occurred_at: at, currency: 'EUR', version: 7 }), sale('Q-2', { occurred_at: at, currency: 'EUR' })]);
  assert.equal(quarantined, 2);
  const waits = (await server.get('/api/v1/quarantine')).json;
  const offset = (id) => waits.find(({ event }) => event.id === id).offset;
  const send = (path, body) => server.send(JSON.stringify(body), { path: `/api/v1/quarantine/${path}` });
  assert.equal((await send('replay', { offset: offset('Q-1'), reason: 'x' })).status, 409, 'it would wait again');
  assert.equal((await send('replay', { offset: offset('Q-1'), reason: 'x', currency: 'CNY', amount: 'much' })).status, 422);
  assert.equal((await send('replay', { offset: 99_999, reason: 'x', currency: 'CNY' })).status, 404);
  assert.equal((await send('drop', { offset: offset('Q-2') })).status, 400, 'without a reason');
  const repaired = await send('replay', { offset: offset('Q-1'), reason: 'typed wrongly', currency: 'CNY', amount: '250.50', owner: 'ben' });
  assert.equal(repaired.status, 200, repaired.text);
  assert.equal(repaired.json.outcome, 'accepted');
  assert.equal(await server.actual('ben', 'revenue', at.slice(0, 4)), '250.50');
  const [record] = (await server.get('/api/v1/events?unit=acme')).json.filter(({ id }) => id === 'Q-1');
  assert.equal(record.version, 8);
  assert.equal((await send('drop', { offset: offset('Q-2'), reason: 'a test' })).status, 200);
  assert.deepEqual((await server.get('/api/v1/quarantine')).json, []);
  const acts = (await server.get('/api/v1/audit')).json;
  assert.deepEqual(acts.map(({ who, act, subject, detail }) => [who, act, subject, detail]), [['loopback', 'record_dropped', 'crm Q-2', 'a test'], ['loopback', 'record_repaired', 'crm Q-1', 'typed wrongly']]);
  // The source sends its own next version: it wins as ever.
  await server.post([sale('Q-1', { occurred_at: at, amount: '300.00', currency: 'CNY', owner: 'ben', version: 9 })]);
  assert.equal(await server.actual('ben', 'revenue', at.slice(0, 4)), '300.00');
});

test('changed pages are told to every screen, and after an update the server says that it is another one', async (t) => {
  const place = temporaryFolder();
  const web = join(place, 'web');
  mkdirSync(web);
  writeFileSync(join(web, 'index.html'), 'one');
  const first = await startServer(t, { folder: place, web });
  const feed = await openFeed(t, first);
  const { server: before } = await feed.next('hello');
  assert.match(before, /^northstar [\d.]+\+[0-9a-f]{8}$/);
  feed.subscribe();
  await feed.next('snapshot');
  writeFileSync(join(web, 'index.html'), 'another');
  await feed.next('reload');
  await first.stop();
  const second = await startServer(t, { folder: place, web });
  const { server: after } = await (await openFeed(t, second)).next('hello');
  assert.notEqual(after, before);
});
