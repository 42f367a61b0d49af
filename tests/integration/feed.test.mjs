// The feed: snapshot, then deltas with absolute values, resumed by position; and how it parts with those who break its rules.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boardOf, offsetOf, openFeed, running } from './support/feed.mjs';
import { testPlan } from './support/plan.mjs';
import { patience } from './support/process.mjs';
import { onOneServer, sale, startServer, until } from './support/server.mjs';

const cell_fields = ['n', 'actual', 'unit', 'metric', 'slice', 'period', 'target', 'expected', 'attainment', 'pace', 'gap', 'needed_today', 'forecast',
  'forecast_low', 'forecast_high', 'unallocated', 'light', 'as_of', 'source_age_s'];
let sales = 0;
/** A sale of this very moment; each has an id of its own. */
const now = (facts) => sale(`F-${++sales}`, { occurred_at: new Date().toISOString(), ...facts });

/** Opens a connection, subscribes, and returns it with the first snapshot's board. */
async function view(t, server, subscription = {}, options) {
  const feed = await openFeed(t, server, options);
  feed.send({ type: 'subscribe', scopes: ['acme'], ...subscription });
  const snapshot = await feed.next('snapshot');
  return { feed, snapshot, board: boardOf(snapshot), month: running(snapshot, 'month') };
}

/** Takes deltas until the board has reached that position; returns them. */
async function follow(feed, board, position) {
  const deltas = [];
  while (offsetOf(board.position) < offsetOf(position)) {
    const delta = await feed.next('delta');
    board.apply(delta);
    deltas.push(delta);
  }
  return deltas;
}

onOneServer('the feed', {}, {
  'says hello first, agrees on northstar.v1, then gives a snapshot of the scope': async (server, t) => {
    const { feed, snapshot } = await view(t, server);
    assert.equal(feed.socket.protocol, 'northstar.v1');
    const [{ text, ...hello }] = feed.messages;
    assert.deepEqual(Object.keys(hello).sort(), ['at_ms', 'epoch', 'plan_version', 'server', 'type']);
    assert.equal(hello.type, 'hello');
    assert.equal(hello.plan_version, '1');
    assert.ok(Math.abs(Number(hello.at_ms) - Date.now()) < 5_000);
    assert.equal(snapshot.position.split(':')[0], hello.epoch);
    for (const key of ['scope', 'position', 'at_ms', 'plan', 'cells', 'news', 'milestones', 'contests']) assert.ok(key in snapshot, key);
    assert.equal(snapshot.scope, 'acme');
    assert.equal(snapshot.plan.organisation, 'Acme');
    assert.deepEqual(snapshot.plan.periods.map(({ kind }) => kind).sort(), ['day', 'month', 'quarter', 'week', 'year']);
  },

  'a snapshot holds whole cells of the unit, its direct children and unassigned, for the five running periods': async (server, t) => {
    const { snapshot } = await view(t, server);
    assert.equal(snapshot.cells.length, 4 * 4 * 5);
    assert.deepEqual(new Set(snapshot.cells.map(({ unit }) => unit)), new Set(['acme', 'east', 'west', 'unassigned']));
    assert.equal(new Set(snapshot.cells.map(({ n }) => n)).size, snapshot.cells.length);
    for (const cell of snapshot.cells) assert.deepEqual(Object.keys(cell).sort(), [...cell_fields].sort());
    assert.ok(snapshot.cells.every(({ slice }) => slice === ''));
  },

  'metrics narrow a subscription and slices widen it': async (server, t) => {
    const narrow = await view(t, server, { scopes: ['east'], metrics: ['deals'] });
    assert.ok(narrow.snapshot.cells.every(({ metric }) => metric === 'deals'));
    const wide = await view(t, server, { scopes: ['east'], slices: true });
    const slices = new Set(wide.snapshot.cells.map(({ slice }) => slice));
    for (const slice of ['', 'segment:new', 'segment:existing', 'product:GTX Basic', 'product:GTX Pro']) assert.ok(slices.has(slice), slice);
  },

  'a sale is on the feed at once, as absolute values with actual right after n': async (server, t) => {
    const { feed, board, month } = await view(t, server);
    const before = Number(board.find('east', 'revenue', month).actual);
    const posted_ms = Date.now();
    const outcome = await server.post(now({ amount: '1234.56' }));
    const deltas = await follow(feed, board, outcome.position);
    assert.ok(Date.now() - posted_ms < 1_000 * patience, `${Date.now() - posted_ms} ms`);
    assert.equal(Number(board.find('east', 'revenue', month).actual), before + 1234.56);
    assert.equal(board.find('east', 'revenue', month).actual, (await server.cell('east', 'revenue', month)).actual);
    for (const delta of deltas) {
      assert.equal(delta.scope, 'acme');
      for (const change of delta.cells) {
        const fields = Object.keys(change);
        assert.equal(fields[0], 'n');
        if ('actual' in change) assert.equal(fields[1], 'actual');
      }
      assert.match(delta.text, /"cells":\[\{"n":\d+,"actual":/);
    }
    assert.ok(deltas.every(({ cells }) => cells.every(({ n }) => board.cells.get(n).unit !== 'west')), 'what did not change is not sent');
  },

  'every figure a page has kept from deltas equals the one the cells tell': async (server, t) => {
    const { feed, board, snapshot } = await view(t, server);
    const rows = Array.from({ length: 200 }, (_, i) => now({ owner: ['anna', 'ben', 'cai', 'nobody'][i % 4], type: ['deal.won', 'deal.lost', 'refund.issued'][i % 3], amount: `${i}.${10 + (i % 90)}` }));
    let last;
    for (let i = 0; i < rows.length; i += 20) last = await server.post(rows.slice(i, i + 20));
    await follow(feed, board, last.position);
    for (const { n } of snapshot.cells) {
      const kept = board.cells.get(n);
      const told = await server.cell(kept.unit, kept.metric, kept.period, kept.slice);
      assert.equal(kept.actual, told.actual, `${kept.unit} ${kept.metric} ${kept.period}`);
    }
  },

  'many changes in a tick come as few deltas, and none is lost': async (server, t) => {
    const { feed, board, month } = await view(t, server);
    const before = Number(board.find('acme', 'deals', month).actual);
    const started_ms = Date.now();
    const client = async () => {
      const outcomes = [];
      for (let i = 0; i < 10; i++) outcomes.push(await server.post(now({ amount: '1.00' })));
      return outcomes;
    };
    const outcomes = await Promise.all(Array.from({ length: 20 }, client));
    const last = outcomes.flat().map(({ position }) => position).reduce((a, b) => (offsetOf(a) > offsetOf(b) ? a : b));
    const deltas = await follow(feed, board, last);
    const ticks = Math.ceil((Date.now() - started_ms) / 25) + 2;
    assert.equal(Number(board.find('acme', 'deals', month).actual), before + 200);
    assert.ok(deltas.length <= Math.min(ticks, 200), `${deltas.length} deltas in ${ticks} ticks`);
    for (let i = 1; i < deltas.length; i++) {
      assert.ok(offsetOf(deltas[i].position) > offsetOf(deltas[i - 1].position));
      assert.ok(Number(deltas[i].at_ms) >= Number(deltas[i - 1].at_ms));
    }
  },

  'news tells a deal, marks its edit and takes it back with a void': async (server, t) => {
    const { feed } = await view(t, server);
    const deal = now({ amount: '12800.50', customer: 'ACME', product: 'GTX Pro', version: 1 });
    const told = async (event) => {
      await server.post(event);
      const delta = await feed.next('delta', (message) => message.news?.some(({ id }) => id === `crm:${deal.id}`));
      return delta.news.find(({ id }) => id === `crm:${deal.id}`);
    };
    const first = await told(deal);
    assert.deepEqual({ type: first.type, unit: first.unit, owner: first.owner, currency: first.currency, customer: first.customer, product: first.product, edit: first.edit },
      { type: 'deal.won', unit: 'anna', owner: 'anna', currency: 'CNY', customer: 'ACME', product: 'GTX Pro', edit: false });
    assert.equal(Number(first.amount), 12800.5);
    assert.equal(Number(first.occurred_at_ms), Date.parse(deal.occurred_at));
    assert.equal((await told({ ...deal, amount: '99.00', version: 2 })).edit, true);
    assert.equal((await told({ id: deal.id, source: 'crm', type: 'void', occurred_at: deal.occurred_at, version: 3 })).type, 'void');
  },

  'a subscription to several scopes gives each its snapshot, and one position serves all': async (server, t) => {
    const feed = await openFeed(t, server);
    feed.subscribe('acme', 'east', 'anna');
    const boards = new Map();
    while (boards.size < 3) {
      const snapshot = await feed.next('snapshot');
      boards.set(snapshot.scope, boardOf(snapshot));
    }
    const { position } = await server.post(now());
    const seen = new Set();
    while (seen.size < 3) {
      const delta = await feed.next('delta');
      boards.get(delta.scope).apply(delta);
      if (offsetOf(delta.position) >= offsetOf(position)) seen.add(delta.scope);
    }
    assert.deepEqual([...seen].sort(), ['acme', 'anna', 'east']);
  },

  'after a break, one merged delta brings the viewer up to date under the same numbers': async (server, t) => {
    const { feed, board, month } = await view(t, server);
    feed.socket.terminate();
    await feed.closed;
    let last;
    for (let i = 0; i < 5; i++) last = await server.post(now({ amount: '10.00', owner: 'cai' }));
    const again = await openFeed(t, server);
    again.send({ type: 'subscribe', scopes: ['acme'], position: board.position });
    const delta = await again.next('delta');
    assert.ok(!again.messages.some(({ type }) => type === 'snapshot'), 'no snapshot');
    board.apply(delta);
    assert.ok(offsetOf(delta.position) >= offsetOf(last.position), 'one delta is enough');
    const told = await server.cells({ unit: ['acme', 'west'], metric: ['revenue', 'deals'], period: month });
    for (const cell of told) assert.equal(board.find(cell.unit, cell.metric, month).actual, cell.actual);
    assert.equal(delta.news.length, 5);
  },

  'after a break every scope of the subscription is brought up to date from the one position': async (server, t) => {
    const scopes = ['acme', 'east', 'west'];
    const feed = await openFeed(t, server);
    feed.subscribe(...scopes);
    const boards = new Map();
    while (boards.size < scopes.length) {
      const snapshot = await feed.next('snapshot');
      boards.set(snapshot.scope, boardOf(snapshot));
    }
    const month = [...boards.get('acme').cells.values()].find(({ period }) => /^\d{4}-\d\d$/.test(period)).period;
    const { position } = await server.post(now({ amount: '3.00' }));
    // The connection breaks somewhere among the deltas of this sale: what was seen of one scope says nothing of the others.
    const first = await feed.next('delta', (delta) => offsetOf(delta.position) >= offsetOf(position));
    boards.get(first.scope).apply(first);
    feed.socket.terminate();
    await feed.closed;
    const last = await server.post([now({ amount: '5.00' }), now({ owner: 'cai', amount: '7.00' })]);
    const again = await openFeed(t, server);
    again.send({ type: 'subscribe', scopes, position: first.position });
    const done = new Set();
    while (done.size < scopes.length) {
      const message = await again.next(['delta', 'snapshot']);
      if (message.type === 'snapshot') boards.set(message.scope, boardOf(message));
      else boards.get(message.scope).apply(message);
      if (offsetOf(message.position) >= offsetOf(last.position)) done.add(message.scope);
    }
    for (const [scope, unit] of [['acme', 'acme'], ['acme', 'west'], ['east', 'east'], ['east', 'anna'], ['west', 'cai']]) {
      assert.equal(boards.get(scope).find(unit, 'revenue', month).actual, await server.actual(unit, 'revenue', month), `${unit} in ${scope}`);
    }
  },

  'a position of another epoch, or of the future, gives a snapshot': async (server, t) => {
    const { board } = await view(t, server);
    const [epoch] = board.position.split(':');
    for (const position of ['0123456789abcdef:1', `${epoch}:999999999999`]) {
      const { feed } = await view(t, server, { position });
      assert.equal(feed.messages[1].type, 'snapshot', position);
    }
  },

  'beats come every 5 s with the time, the position and the age of each source': async (server, t) => {
    await server.post(now());
    const { feed } = await view(t, server);
    const [first, second] = [await feed.next('beat'), await feed.next('beat')];
    const apart_ms = Number(second.at_ms) - Number(first.at_ms);
    assert.ok(apart_ms > 4_000 && apart_ms < 6_500, `${apart_ms} ms`);
    assert.match(second.position, /^[^:]+:\d+$/);
    const crm = second.sources.find(({ id }) => id === 'crm');
    assert.ok(Number(crm.age_s) >= 0 && Number(crm.age_s) < 60, JSON.stringify(second.sources));
  },

  'what a screen has painted, and how late, shows in the measures': async (server, t) => {
    const { feed, board } = await view(t, server);
    const { position } = await server.post(now());
    await follow(feed, board, position);
    const count = (text) => Number(/^northstar_order_to_glass_seconds_count\{.*\} (\d+)$/m.exec(text)?.[1] ?? 0);
    const before = count((await server.get('/metrics')).text);
    feed.send({ type: 'painted', position: board.position, at_ms: Date.now() });
    const text = await until('its measure', async () => {
      const metrics = (await server.get('/metrics')).text;
      return count(metrics) > before && metrics;
    });
    assert.match(text, new RegExp(`^northstar_painted_offset\\{.*\\} ${offsetOf(board.position)}$`, 'm'));
  },

  'an unknown scope or metric is told as an error and the connection goes on': async (server, t) => {
    const feed = await openFeed(t, server);
    feed.subscribe('atlantis');
    const error = await feed.next('error');
    assert.equal(error.error, 'unknown_scope');
    assert.match(error.detail, /atlantis/);
    feed.subscribe('east');
    assert.equal((await feed.next('snapshot')).scope, 'east');
  },

  'a message that breaks the protocol is closed with 4001': async (server, t) => {
    const messages = ['no json', '[]', '{}', '{"type":"dance"}', '{"type":"subscribe"}', '{"type":"subscribe","scopes":"acme"}', '{"type":"subscribe","scopes":[1]}', '{"type":"painted"}'];
    for (const message of messages) {
      const feed = await openFeed(t, server);
      feed.send(message);
      assert.equal((await feed.closed).code, 4001, message);
    }
  },

  'a binary message is closed with 4001 or 1003': async (server, t) => {
    const feed = await openFeed(t, server);
    feed.socket.send(Buffer.from('{"type":"subscribe","scopes":["acme"]}'), { binary: true });
    assert.ok([4001, 1003].includes((await feed.closed).code));
  },

  'a message larger than 64 KiB is closed with 1009': async (server, t) => {
    const feed = await openFeed(t, server);
    feed.send(JSON.stringify({ type: 'subscribe', scopes: ['x'.repeat(65 * 1024)] }));
    assert.equal((await feed.closed).code, 1009);
  },

  'a page of another site may not open the feed': async (server, t) => {
    const foreign = await openFeed(t, server, { headers: { origin: 'https://evil.example' } });
    assert.equal(foreign.refused, 403);
    const own = await openFeed(t, server, { headers: { origin: server.url } });
    assert.equal(own.refused, undefined);
  },

  'a plain request to the feed is told to upgrade': async (server) => {
    assert.ok([400, 426].includes((await server.get('/api/v1/feed')).status));
  },
});

/** Sells until `enough()`: long names make the frames large, so that a viewer who does not read has much to catch up with. */
async function sellMuch(server, enough) {
  let last;
  for (let i = 0; !enough(i); i++) last = await server.post(Array.from({ length: 20 }, (_, k) => now({ owner: ['anna', 'cai'][k % 2], amount: '0.01', customer: 'x'.repeat(400) })));
  return last;
}

test('a viewer who does not read costs the others nothing, and gets the newest state when it reads again', { timeout: 240_000 }, async (t) => {
  // It may take its time here: how long is not what this test is about.
  const server = await startServer(t, { args: ['--drain-timeout-ms', '600000', '--feed-idle-ms', '600000'] });
  const { feed: slow, board, month } = await view(t, server, { slices: true });
  const { feed: quick, board: kept } = await view(t, server);
  slow.socket.pause();
  const last = await sellMuch(server, (i) => i === 300);
  await follow(quick, kept, last.position);
  slow.socket.resume();
  await follow(slow, board, last.position);
  assert.equal(board.find('acme', 'deals', month).actual, (await server.cell('acme', 'deals', month)).actual);
  assert.equal(kept.find('acme', 'deals', month).actual, board.find('acme', 'deals', month).actual);
});

test('a viewer who does not read for too long is let go, and others are not', { timeout: 120_000 }, async (t) => {
  const server = await startServer(t, { args: ['--drain-timeout-ms', '300'] });
  const { feed: slow } = await view(t, server, { slices: true });
  const { feed: quick, board } = await view(t, server);
  slow.socket.pause();
  let ends = '';
  const look = setInterval(async () => { ends = /^northstar_feed_closes_total\{code="4000"\} 1$/m.exec((await server.get('/metrics')).text)?.[0] ?? ''; }, 50);
  const last = await sellMuch(server, () => ends !== '').finally(() => clearInterval(look));
  await follow(quick, board, last.position);
  slow.socket.resume();
  // What was under way when the server gave up is cut off, so the code itself may not get through.
  assert.ok([4000, 1006].includes((await slow.closed).code));
  assert.equal(quick.socket.readyState, quick.socket.OPEN);
});

test('after a restart a viewer comes back by its position and has the newest figures', async (t) => {
  const first = await startServer(t);
  const { board, feed } = await view(t, first);
  const { position } = await first.post(now());
  await follow(feed, board, position);
  assert.equal((await first.stop()).code, 0);
  const second = await startServer(t, { folder: first.folder });
  const outcome = await second.post(now({ amount: '5.00' }));
  const again = await openFeed(t, second);
  again.send({ type: 'subscribe', scopes: ['acme'], position: board.position });
  const message = await again.next(['delta', 'snapshot']);
  if (message.type === 'delta') board.apply(message);
  const resumed = message.type === 'delta' ? board : boardOf(message);
  assert.equal(message.position, outcome.position);
  const month = [...resumed.cells.values()].find(({ period }) => /^\d{4}-\d\d$/.test(period)).period;
  assert.equal(resumed.find('acme', 'revenue', month).actual, (await second.cell('acme', 'revenue', month)).actual);
});

test('another data folder is another epoch: a resumed viewer gets a snapshot, not a mix', async (t) => {
  const [first, second] = await Promise.all([startServer(t), startServer(t)]);
  const { board } = await view(t, first);
  await second.post(now());
  const { feed, snapshot } = await view(t, second, { position: board.position });
  assert.equal(feed.messages[1], snapshot);
  assert.notEqual(snapshot.position.split(':')[0], board.position.split(':')[0]);
});

test('a light turns on the feed when a sale brings it to its target', async (t) => {
  const year = String(new Date(Date.now() + 8 * 3600_000).getUTCFullYear());
  const plan = testPlan({ targets: [{ unit: 'acme', metric: 'revenue', period: year, value: '1000' }] });
  const server = await startServer(t, { plan });
  const { feed, board } = await view(t, server);
  const former = board.find('acme', 'revenue', year).light;
  assert.ok(['red', 'yellow', 'green'].includes(former), former);
  const { position } = await server.post(now({ amount: '2000' }));
  await follow(feed, board, position);
  assert.equal(board.find('acme', 'revenue', year).light, 'green');
});
