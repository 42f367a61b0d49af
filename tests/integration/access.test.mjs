// Tokens: what each role may do, in which scope, over HTTP and the feed; how soon a change is noticed; what lies on the disk.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFeed } from './support/feed.mjs';
import { northstar, patience, said, temporaryFolder, writeJson, start } from './support/process.mjs';
import { testPlan } from './support/plan.mjs';
import { onOneServer, sale, startServer, until } from './support/server.mjs';

const on = (day) => ({ occurred_at: `${day}T10:00:00+08:00` });

/** Makes a token and returns its text, the only time it is shown. */
async function addToken(data, name, role, ...rest) {
  const { code, output, errors } = await northstar(['token', 'add', '--name', name, '--role', role, '--data', data, ...rest]);
  assert.equal(code, 0, errors);
  const [token] = output.match(/[A-Za-z0-9_.~+/=-]{20,}/) ?? [];
  assert.ok(token, `a token in: ${output}`);
  return token;
}

/** A data folder with a token of each kind, made before any server runs. */
async function tokensIn(folder) {
  const data = join(folder, 'data');
  return {
    source: await addToken(data, 'crm', 'source', '--source', 'crm'),
    display: await addToken(data, 'lobby', 'display', '--unit', 'east'),
    viewer: await addToken(data, 'eve', 'viewer'),
    east_viewer: await addToken(data, 'ed', 'viewer', '--unit', 'east'),
    manager: await addToken(data, 'max', 'manager', '--unit', 'west'),
    admin: await addToken(data, 'root', 'admin'),
  };
}

const folder = temporaryFolder();
const tokens = await tokensIn(folder);

onOneServer('with tokens', { folder, token: tokens.admin }, {
  'a request without a token, or with a wrong one, is 401 and says how to come in': async (server) => {
    for (const token of [undefined, 'wrong', `${tokens.viewer}x`]) {
      for (const path of ['/api/v1/cells', '/api/v1/cells.csv', '/api/v1/daily', '/api/v1/quarantine', '/api/v1/unmatched', '/metrics']) {
        const answer = await server.get(path, { token });
        assert.equal(answer.status, 401, `${path} ${token}`);
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/, path);
      }
      assert.equal((await server.send(JSON.stringify(sale('no')), { token })).status, 401);
    }
    assert.equal((await server.get('/healthz', { token: undefined })).status, 200);
    assert.equal((await server.get('/readyz', { token: undefined })).status, 200);
  },

  'a source token posts as its source and no other, and reads nothing': async (server) => {
    const { source, ...nameless } = sale('src-1', on('2026-03-02'));
    assert.equal((await server.post(nameless, { token: tokens.source })).accepted, 1);
    assert.equal((await server.post({ ...nameless, source: 'crm' }, { token: tokens.source })).duplicate, 1);
    const outcome = await server.post([{ ...nameless, source: 'erp' }, sale('src-2', on('2026-03-02'))], { token: tokens.source });
    assert.deepEqual(outcome.rejected.map(({ index, pointer, error }) => [index, pointer, error]), [[0, '/source', 'source_not_allowed']]);
    assert.equal(outcome.accepted, 1);
    assert.equal((await server.get('/api/v1/cells', { token: tokens.source })).status, 403);
  },

  'those who only look may not post': async (server) => {
    for (const role of ['display', 'viewer', 'manager']) {
      assert.equal((await server.send(JSON.stringify(sale('look', on('2026-03-03'))), { token: tokens[role] })).status, 403, role);
    }
    assert.equal(await server.actual('acme', 'deals', '2026-03-03'), '0');
  },

  'naming no unit means one\'s own scope, naming one outside it is 403': async (server) => {
    const table = [['viewer', '', 200, 'acme'], ['viewer', 'west', 200, 'west'], ['east_viewer', '', 200, 'east'], ['east_viewer', 'anna', 200, 'anna'],
      ['east_viewer', 'west', 403], ['east_viewer', 'acme', 403], ['east_viewer', 'unassigned', 403], ['manager', 'cai', 200, 'cai'], ['manager', 'anna', 403], ['display', 'east', 200, 'east'], ['display', 'west', 403]];
    for (const [role, unit, status, told] of table) {
      const answer = await server.get(`/api/v1/cells?metric=revenue&period=2026${unit && `&unit=${unit}`}`, { token: tokens[role] });
      assert.equal(answer.status, status, `${role} ${unit}`);
      if (status === 200) assert.deepEqual(answer.json.map((cell) => cell.unit), [told]);
      assert.equal((await server.get(`/api/v1/daily?period=2026-03${unit && `&unit=${unit}`}`, { token: tokens[role] })).status, status, `daily ${role} ${unit}`);
    }
  },

  'a scope below the root descends to its own units only': async (server) => {
    const answer = await server.get('/api/v1/cells?metric=deals&period=2026&descend=1', { token: tokens.east_viewer });
    const units = new Set(answer.json.map(({ unit }) => unit));
    for (const unit of units) assert.ok(['east', 'anna', 'ben', 'dan'].includes(unit), unit);
  },

  'the feed takes a token in the header': async (server, t) => {
    const feed = await openFeed(t, server, { token: tokens.display });
    feed.subscribe('east');
    assert.equal((await feed.next('snapshot')).scope, 'east');
  },

  'the feed takes a token in the first message': async (server, t) => {
    const feed = await openFeed(t, server);
    feed.send({ type: 'auth', token: tokens.viewer });
    feed.subscribe('acme');
    assert.equal((await feed.next('snapshot')).scope, 'acme');
  },

  'the feed refuses a wrong token, and a subscription before any, with 1008': async (server, t) => {
    const wrong = await openFeed(t, server);
    wrong.send({ type: 'auth', token: 'wrong' });
    assert.equal((await wrong.closed).code, 1008);
    const eager = await openFeed(t, server);
    eager.subscribe('acme');
    assert.equal((await eager.closed).code, 1008);
    const header = await openFeed(t, server, { token: 'wrong' });
    if (header.refused === undefined) assert.equal((await header.closed).code, 1008);
    else assert.equal(header.refused, 401);
  },

  'nobody sees cells of the feed before a token is given': async (server, t) => {
    const feed = await openFeed(t, server);
    feed.subscribe('acme');
    await feed.closed;
    assert.ok(feed.messages.every(({ type }) => ['hello', 'error'].includes(type)), feed.messages.map(({ type }) => type).join());
  },

  'a scope outside the token\'s is closed with 1008 or refused as an error, and never shown': async (server, t) => {
    for (const [token, scope] of [[tokens.display, 'acme'], [tokens.display, 'west'], [tokens.manager, 'east'], [tokens.source, 'acme']]) {
      const feed = await openFeed(t, server, { token });
      if (feed.refused !== undefined) {
        assert.equal(feed.refused, 403);
        continue;
      }
      feed.subscribe(scope);
      const verdict = await Promise.race([feed.closed.then(({ code }) => code), feed.next(['error', 'snapshot', 'delta']).then(({ type }) => type, () => 'silence')]);
      assert.ok([1008, 'error'].includes(verdict), `${scope}: ${verdict}`);
      feed.socket.terminate();
      assert.ok(!feed.messages.some(({ type }) => type === 'snapshot' || type === 'delta'));
    }
  },

  'a new token works and a revoked one stops within a second, on the feed with 4003': async (server, t) => {
    const token = await addToken(server.data, 'brief', 'viewer');
    const added_ms = Date.now();
    await until('the new token works', async () => (await server.get('/api/v1/cells', { token })).status === 200, 1_500 * patience);
    assert.ok(Date.now() - added_ms < 1_500 * patience);
    const feed = await openFeed(t, server, { token });
    feed.subscribe('acme');
    await feed.next('snapshot');
    const { code, errors } = await northstar(['token', 'revoke', 'brief', '--data', server.data]);
    assert.equal(code, 0, errors);
    const revoked_ms = Date.now();
    assert.equal((await feed.closed).code, 4003);
    assert.ok(Date.now() - revoked_ms < 1_500 * patience, `${Date.now() - revoked_ms} ms`);
    assert.equal((await server.get('/api/v1/cells', { token })).status, 401);
  },

  'the audit of a running server says what was done at the command line, and by whom': async (server) => {
    const acts = (await server.get('/api/v1/audit', { token: tokens.admin })).json;
    const briefs = acts.filter(({ subject }) => subject === 'brief');
    assert.deepEqual(briefs.map(({ act, detail }) => `${act} ${detail}`.trim()), ['token_revoked', 'token_added viewer']);
    for (const { who } of briefs) assert.match(who, /^\S+ \(command line\)$/);
  },

  'the list names tokens, roles and scopes, and no token': async (server) => {
    const { code, output } = await northstar(['token', 'list', '--data', server.data]);
    assert.equal(code, 0);
    for (const part of ['crm', 'source', 'lobby', 'display', 'east', 'viewer', 'manager', 'admin']) assert.match(output, new RegExp(`\\b${part}\\b`));
    assert.doesNotMatch(output, /brief/);
    for (const token of Object.values(tokens)) assert.ok(!output.includes(token));
  },

  'no token stands in the data folder as text, only what proves it': async (server) => {
    const files = readdirSync(server.data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(files.length > 0);
    for (const file of files) {
      const bytes = readFileSync(join(file.path ?? file.parentPath, file.name));
      for (const [role, token] of Object.entries(tokens)) assert.ok(!bytes.includes(token), `${role} in ${file.name}`);
    }
  },

  'no token and no secret stands in the log': async (server) => {
    for (const token of Object.values(tokens)) assert.ok(!server.run.errors.includes(token) && !server.run.output.includes(token));
  },

  'a token in the address is not taken, for addresses are written down': async (server) => {
    assert.equal((await server.get(`/api/v1/cells?token=${tokens.admin}`, { token: undefined })).status, 401);
  },
});

test('--open-metrics lets Prometheus in without a token', async (t) => {
  const own = temporaryFolder();
  await addToken(join(own, 'data'), 'root', 'admin');
  const server = await startServer(t, { folder: own, args: ['--open-metrics'] });
  assert.equal((await server.get('/metrics')).status, 200);
  assert.equal((await server.get('/api/v1/cells')).status, 401);
});

test('a token that has expired is worth nothing', async (t) => {
  const own = temporaryFolder();
  const keeper = await addToken(join(own, 'data'), 'root', 'admin');
  const brief = await addToken(join(own, 'data'), 'brief', 'viewer', '--expires', '1s');
  const server = await startServer(t, { folder: own, token: keeper });
  await until('the token expires', async () => (await server.get('/api/v1/cells', { token: brief })).status === 401, 4_000 * patience);
  assert.equal((await server.get('/api/v1/cells')).status, 200);
});

test('a token command that cannot be done says why and ends with 1, a wrong one with 2', async () => {
  const own = temporaryFolder();
  await addToken(own, 'twice', 'viewer');
  const table = [[['token', 'add', '--name', 'twice', '--role', 'viewer'], 1], [['token', 'revoke', 'nobody'], 1],
    [['token', 'add', '--name', 'x', '--role', 'king'], 2], [['token', 'add', '--role', 'viewer'], 2], [['token', 'dance'], 2], [['token'], 2]];
  for (const [args, expected] of table) {
    const { code, output, errors } = await northstar([...args, ...(args.length > 2 || args[1] === 'revoke' ? ['--data', own] : [])]);
    assert.equal(code, expected, `${args.join(' ')}: ${output}${errors}`);
    assert.ok((output + errors).length > 0);
  }
});

test('without any token only loopback is served, whatever address is asked for, and it says so', async (t) => {
  const own = temporaryFolder();
  const plan = writeJson(own, 'plan.json', testPlan());
  const run = start(['serve', '--plan', plan, '--data', join(own, 'data'), '--listen', '0.0.0.0:0'], { cwd: own });
  t.after(async () => { run.child.kill('SIGKILL'); await run.ended; });
  const listening = said(run, /listening address=(\S+) port=(\d+)/);
  const outcome = await Promise.race([listening.then((match) => match, () => null), run.ended.then(() => null)]);
  if (outcome === null) {
    assert.match(run.errors, /token|loopback/i);
    assert.notEqual((await run.ended).code, 0);
    return;
  }
  assert.equal(outcome[1], '127.0.0.1');
  assert.match(run.errors, /loopback/i);
  const outside = Object.values(networkInterfaces()).flat().find(({ internal, family }) => !internal && family === 'IPv4');
  if (outside) await assert.rejects(fetch(`http://${outside.address}:${outcome[2]}/healthz`));
});

test('once there is a token, any address may be listened on', async (t) => {
  const own = temporaryFolder();
  const token = await addToken(join(own, 'data'), 'root', 'admin');
  const server = await startServer(t, { folder: own, listen: '0.0.0.0:0', token });
  assert.equal(server.address, '0.0.0.0');
  assert.equal((await server.get('/api/v1/cells')).status, 200);
});
