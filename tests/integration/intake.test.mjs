// Events in: every form of body, and what becomes of each row. Each test counts on days of its own, so they share a server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onOneServer, sale, startServer, until } from './support/server.mjs';

const fields = ['accepted', 'replaced', 'stale', 'duplicate', 'quarantined', 'rejected', 'position'];

/** The counts of an outcome that are not zero, and its rejections by index, pointer and error. */
function told(outcome) {
  assert.deepEqual(Object.keys(outcome).sort(), [...fields].sort());
  assert.match(outcome.position, /^[^:]+:\d+$/);
  const rows = fields.slice(0, 5).filter((name) => outcome[name] !== 0).map((name) => [name, outcome[name]]);
  const rejected = outcome.rejected.map(({ index, pointer, error }) => [index, pointer, error].join(' '));
  return { ...Object.fromEntries(rows), ...(rejected.length > 0 && { rejected }) };
}

const on = (day, clock = '10:00:00') => ({ occurred_at: `${day}T${clock}+08:00` });
const ndjson = { type: 'application/x-ndjson' };

onOneServer('bodies of events', {}, {
  'an object, an array and lines of NDJSON count alike': async (server) => {
    const day = '2026-03-02';
    assert.deepEqual(told(await server.post(sale('form-1', on(day)))), { accepted: 1 });
    assert.deepEqual(told(await server.post([sale('form-2', on(day)), sale('form-3', on(day))])), { accepted: 2 });
    const lines = `${JSON.stringify(sale('form-4', on(day)))}\n\n${JSON.stringify(sale('form-5', on(day)))}\r\n`;
    assert.deepEqual(told((await server.send(lines, ndjson)).json), { accepted: 2 });
    assert.equal(await server.actual('anna', 'revenue', day), '500.00');
    assert.equal(await server.actual('acme', 'deals', day), '5');
  },

  'an empty array and an empty NDJSON body are fine and count nothing': async (server) => {
    assert.deepEqual(told(await server.post([])), {});
    assert.deepEqual(told((await server.send('', ndjson)).json), {});
  },

  'CloudEvents count in structured, batch and binary form': async (server) => {
    const day = '2026-03-03';
    const data = { amount: '100.00', currency: 'CNY', owner: 'anna' };
    const envelope = { specversion: '1.0', source: '/crm/east', type: 'deal.won', time: `${day}T02:00:00Z` };
    const structured = await server.send(JSON.stringify({ ...envelope, id: 'ce-1', data }), { type: 'application/cloudevents+json' });
    assert.deepEqual(told(structured.json), { accepted: 1 });
    const batch = [{ ...envelope, id: 'ce-2', data }, { ...envelope, id: 'ce-3', data }];
    assert.deepEqual(told((await server.send(JSON.stringify(batch), { type: 'application/cloudevents-batch+json' })).json), { accepted: 2 });
    const headers = { 'ce-specversion': '1.0', 'ce-id': 'ce-4', 'ce-source': '/crm/east', 'ce-type': 'deal.won', 'ce-time': `${day}T02:00:00Z` };
    assert.deepEqual(told((await server.send(JSON.stringify(data), { headers })).json), { accepted: 1 });
    assert.equal(await server.actual('anna', 'revenue', day), '400.00');
  },

  'binary CloudEvents attributes are percent-decoded once': async (server) => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': 'ce%20%C3%A9', 'ce-source': 'crm', 'ce-type': 'deal.won', 'ce-time': '2026-03-03T03:00:00Z' };
    assert.deepEqual(told((await server.send(JSON.stringify({ amount: '7.00', owner: 'anna' }), { headers })).json), { accepted: 1 });
    assert.deepEqual(told(await server.post({ id: 'ce é', source: 'crm', type: 'deal.won', occurred_at: '2026-03-03T03:00:00Z', amount: '7.00', owner: 'anna' })), { duplicate: 1 });
  },

  'a record without a source is of the source "local" where no token says otherwise': async (server) => {
    const { source, ...nameless } = sale('nameless', on('2026-03-04'));
    assert.deepEqual(told(await server.post(nameless)), { accepted: 1 });
    assert.deepEqual(told(await server.post({ ...nameless, source: 'local' })), { duplicate: 1 });
    assert.deepEqual(told(await server.post({ ...nameless, source: 'other' })), { accepted: 1 });
  },
});

onOneServer('the outcome of each row', {}, {
  'one body can hold rows of every outcome, and a bad row loses no good one': async (server) => {
    const day = '2026-03-05';
    await server.post([sale('row-1', { ...on(day), version: 5 }), sale('row-2', { ...on(day), version: 1 })]);
    const rows = [
      sale('row-1', { ...on(day), version: 4, amount: '1.00' }),
      sale('row-2', { ...on(day), version: 2, amount: '250.00' }),
      sale('row-1', { ...on(day), version: 5 }),
      sale('row-3', { ...on(day), amount: '12,800' }),
      sale('row-4', { ...on('2026-01-15'), currency: 'USD' }),
      sale('row-5', on(day)),
    ];
    assert.deepEqual(told(await server.post(rows)),
      { accepted: 1, replaced: 1, stale: 1, duplicate: 1, quarantined: 1, rejected: ['3 /amount not_a_decimal'] });
    assert.equal(await server.actual('anna', 'revenue', day), '450.00');
  },

  'a rejected row is told by index, pointer and a fixed name': async (server) => {
    const { id, ...no_id } = sale('x');
    const { type, ...no_type } = sale('no-type');
    const { occurred_at, ...no_instant } = sale('no-instant');
    const table = [
      [no_id, '/id missing'], [no_type, '/type missing'], [no_instant, '/occurred_at missing'],
      [sale('bad-1', { occurred_at: '2026-03-06T10:00:00' }), '/occurred_at not_an_instant'],
      [sale('bad-2', { occurred_at: '2026-02-30T10:00:00Z' }), '/occurred_at not_an_instant'],
      [sale('bad-3', { occurred_at: 'yesterday' }), '/occurred_at not_an_instant'],
      [sale('bad-4', { amount: 'abc' }), '/amount not_a_decimal'],
      [sale('bad-5', { amount: '1.2.3' }), '/amount not_a_decimal'],
      [sale('bad-6', { amount: true }), '/amount not_a_decimal'],
      [sale('bad-7', { amount: '10000000000000.01' }), '/amount out_of_range'],
      [sale('bad-8', { amount: '-10000000000000.01' }), '/amount out_of_range'],
      [sale('bad-9', { ...on('2026-03-06'), amount: '9000000000000', currency: 'USD' }), '/amount out_of_range'],
    ];
    const outcome = await server.post(table.map(([row]) => row));
    assert.deepEqual(told(outcome), { rejected: table.map(([, expected], i) => `${i} ${expected}`) });
    for (const { detail } of outcome.rejected) assert.ok(typeof detail === 'string' && detail.length > 0);
    assert.equal(await server.actual('acme', 'revenue', '2026-03-06'), '0.00');
  },

  'a row that is no object, and a line that is no JSON, are rejected by themselves': async (server) => {
    const outcome = await server.post([sale('shape-1', on('2026-03-07')), 17, null, ['x'], sale('shape-2', on('2026-03-07'))]);
    assert.equal(outcome.accepted, 2);
    assert.deepEqual(outcome.rejected.map(({ index }) => index), [1, 2, 3]);
    const lines = await server.send(`{"id":\n${JSON.stringify(sale('shape-3', on('2026-03-07')))}\nnonsense`, ndjson);
    assert.deepEqual(told(lines.json), { accepted: 1, rejected: ['0  not_json', '2  not_json'] });
    assert.equal(await server.actual('anna', 'deals', '2026-03-07'), '3');
  },

  'the same content is a duplicate, however it is written and whatever its meta says': async (server) => {
    const day = '2026-03-09';
    const first = sale('same', { ...on(day), amount: '12.50', version: 3, customer: 'ACME', meta: { delivery_id: '1' } });
    assert.deepEqual(told(await server.post(first)), { accepted: 1 });
    const spellings = [
      `{"customer":"ACM\\u0045","version":3,"amount":12.5,"owner":"anna","occurred_at":"${day}T02:00:00.000Z","type":"deal.won","source":"crm","id":"same"}`,
      JSON.stringify({ ...first, meta: { delivery_id: '2' }, amount: '12.500' }),
      JSON.stringify({ ...first, amount: '+12.50'.slice(1), meta: undefined }),
    ];
    for (const body of spellings) assert.deepEqual(told((await server.send(body)).json), { duplicate: 1 }, body);
    assert.equal(await server.actual('anna', 'revenue', day), '12.50');
  },

  'a content delivered before is a duplicate even after newer versions': async (server) => {
    const [one, two] = [1, 2].map((version) => sale('again', { ...on('2026-03-10'), version, amount: `${version}.00` }));
    assert.deepEqual(told(await server.post(one)), { accepted: 1 });
    assert.deepEqual(told(await server.post(two)), { replaced: 1 });
    assert.deepEqual(told(await server.post([one, two, one])), { duplicate: 3 });
    assert.equal(await server.actual('anna', 'revenue', '2026-03-10'), '2.00');
  },

  'money without a rate and records of the far future wait in quarantine, and say so again when sent again': async (server) => {
    const soon = (hours) => new Date(Date.now() + hours * 3600_000).toISOString();
    const rows = [sale('wait-1', { ...on('2026-01-20'), currency: 'USD' }), sale('wait-2', { ...on('2026-03-11'), currency: 'XAU' }), sale('wait-3', { occurred_at: soon(25) })];
    assert.deepEqual(told(await server.post(rows)), { quarantined: 3 });
    assert.deepEqual(told(await server.post(rows)), { quarantined: 3 });
    assert.deepEqual(told(await server.post(sale('wait-4', { occurred_at: soon(23), owner: 'cai' }))), { accepted: 1 });
    const { json } = await server.get('/api/v1/quarantine');
    const text = JSON.stringify(json);
    for (const id of ['wait-1', 'wait-2', 'wait-3']) assert.ok(text.includes(id), `${id} in ${text}`);
    assert.ok(!text.includes('wait-4'));
    assert.equal(await server.actual('acme', 'revenue', '2026-01-20'), '0.00');
  },

  'a record in quarantine takes no part in the order of versions': async (server) => {
    const day = '2026-03-12';
    assert.deepEqual(told(await server.post(sale('apart', { ...on(day), currency: 'XAU', version: 9 }))), { quarantined: 1 });
    assert.deepEqual(told(await server.post(sale('apart', { ...on(day), version: 2 }))), { accepted: 1 });
    assert.equal(await server.actual('anna', 'revenue', day), '100.00');
  },

  'the position grows with what is recorded and stays with duplicates': async (server) => {
    const offset = (outcome) => BigInt(outcome.position.split(':')[1]);
    const first = await server.post(sale('grow-1', on('2026-03-13')));
    const second = await server.post(sale('grow-2', on('2026-03-13')));
    assert.equal(first.position.split(':')[0], second.position.split(':')[0]);
    assert.ok(offset(second) > offset(first));
    assert.equal((await server.post(sale('grow-2', on('2026-03-13')))).position, second.position);
  },
});

onOneServer('what counts', {}, {
  'the newest version counts whatever the order of arrival': async (server) => {
    const day = '2026-04-01';
    const versions = [
      { ...on(day), version: 1, amount: '10.00' }, { ...on('2026-04-02'), version: 2, amount: '20.00', owner: 'cai' },
      { ...on(day), version: 3, type: 'void' }, { ...on(day), version: 4, amount: '0.01', owner: 'ben' },
    ];
    const orders = permutations([0, 1, 2, 3]);
    for (const [i, order] of orders.entries()) {
      for (const which of order) await server.post(sale(`order-${i}`, versions[which]));
    }
    assert.equal(await server.actual('ben', 'revenue', day), '0.24');
    assert.equal(await server.actual('acme', 'revenue', '2026-04'), '0.24');
    assert.equal(await server.actual('acme', 'deals', '2026-04'), '24');
  },

  'of equal versions the later occurred_at counts': async (server) => {
    const [early, late] = ['09:00:00', '17:00:00'].map((clock) => ({ ...on('2026-05-04', clock), amount: String(Number(clock.slice(0, 2))) }));
    await server.post([sale('tie-1', early), sale('tie-1', late)]);
    assert.deepEqual(told(await server.post([sale('tie-2', late), sale('tie-2', early)])), { accepted: 1, stale: 1 });
    assert.equal(await server.actual('anna', 'revenue', '2026-05-04'), '34.00');
  },

  'a void takes a record back, keeps back what is older, and gives way to what is newer': async (server) => {
    const day = '2026-05-06';
    const take_back = (id, version) => ({ id, source: 'crm', type: 'void', occurred_at: `${day}T12:00:00+08:00`, version });
    await server.post(sale('void-1', { ...on(day), version: 1 }));
    assert.deepEqual(told(await server.post(take_back('void-1', 2))), { replaced: 1 });
    assert.equal(await server.actual('acme', 'revenue', day), '0.00');
    assert.deepEqual(told(await server.post(take_back('void-2', 2))), { accepted: 1 });
    assert.deepEqual(told(await server.post(sale('void-2', { ...on(day), version: 1 }))), { stale: 1 });
    assert.equal(await server.actual('acme', 'deals', day), '0');
    assert.deepEqual(told(await server.post(sale('void-1', { ...on(day), version: 3, amount: '70.00' }))), { replaced: 1 });
    assert.equal(await server.actual('anna', 'revenue', day), '70.00');
  },

  'an edit moves a record to another owner and another day': async (server) => {
    await server.post(sale('move', { ...on('2026-05-07'), version: 1 }));
    await server.post(sale('move', { ...on('2026-05-08'), version: 2, owner: 'cai', amount: '55.55' }));
    assert.equal(await server.actual('east', 'revenue', '2026-05-07'), '0.00');
    assert.equal(await server.actual('west', 'revenue', '2026-05-08'), '55.55');
    assert.equal(await server.actual('acme', 'revenue', '2026-05-07'), '0.00');
  },

  'a refund is an event of its own and takes its absolute value off': async (server) => {
    const day = '2026-05-11';
    await server.post([sale('paid', on(day)), sale('R-1', { ...on(day), type: 'refund.issued', amount: '30.00' }),
      sale('R-2', { ...on(day), type: 'refund.issued', amount: '-20.00' })]);
    assert.equal(await server.actual('anna', 'revenue', day), '50.00');
    assert.equal(await server.actual('anna', 'deals', day), '1');
  },

  'an alias counts for its unit, an unknown or missing owner for the root and unassigned, and both are listed': async (server) => {
    const day = '2026-05-12';
    await server.post([sale('who-1', { ...on(day), owner: 'Anna Snelling' }), sale('who-2', { ...on(day), owner: '005000000000007' }),
      sale('who-3', { ...on(day), owner: 'ANNA' }), sale('who-4', { ...on(day), owner: undefined })]);
    const figures = { acme: '400.00', east: '200.00', anna: '200.00', unassigned: '200.00', west: '0.00' };
    for (const [unit, expected] of Object.entries(figures)) assert.equal(await server.actual(unit, 'revenue', day), expected, unit);
    const unmatched = await server.get('/api/v1/unmatched');
    assert.match(unmatched.text, /"ANNA"/);
    assert.doesNotMatch(unmatched.text, /Snelling/);
  },

  'a member counts for the region he belongs to on the day': async (server) => {
    await server.post([sale('dan-1', { occurred_at: '2026-06-30T23:59:59+08:00', owner: 'dan' }), sale('dan-2', { occurred_at: '2026-07-01T00:00:00+08:00', owner: 'dan' })]);
    assert.equal(await server.actual('east', 'revenue', '2026-06-30'), '100.00');
    assert.equal(await server.actual('west', 'revenue', '2026-07-01'), '100.00');
    assert.equal(await server.actual('west', 'revenue', '2026-06'), '0.00');
    assert.equal(await server.actual('dan', 'revenue', '2026'), '200.00');
  },

  'amounts are rounded to cents half away from zero, and other currencies by the rate of their day': async (server) => {
    const day = '2026-05-13';
    const rows = [['0.005', '0.01'], ['0.0049', '0.00'], ['-0.005', '-0.01'], ['2.675', '2.68']];
    for (const [i, [amount, expected]] of rows.entries()) {
      const facts = { ...on(`2026-08-${String(i + 1).padStart(2, '0')}`), amount };
      assert.deepEqual(told(await server.post(sale(`round-${i}`, facts))), { accepted: 1 }, amount);
      assert.equal(await server.actual('anna', 'revenue', facts.occurred_at.slice(0, 10)), expected, amount);
    }
    await server.post([sale('usd-1', { ...on(day), amount: '10.01', currency: 'USD' }), sale('usd-2', { ...on(day), amount: '0.015', currency: 'USD' })]);
    // 10.01 × 7.10 = 71.071 → 71.07; 0.015 → 0.02 dollars × 7.10 = 0.142 → 0.14.
    assert.equal(await server.actual('anna', 'revenue', day), '71.21');
  },

  'sums beyond what a double can hold stay exact': async (server) => {
    const amount = '9007199254740.93';
    const rows = Array.from({ length: 30 }, (_, i) => `{"id":"big-${i}","source":"crm","type":"order.paid","occurred_at":"2026-09-01T10:00:00Z","owner":"ben","amount":${i % 2 ? amount : `"${amount}"`}}`);
    assert.deepEqual(told((await server.send(`[${rows}]`)).json), { accepted: 30 });
    assert.equal(await server.actual('ben', 'revenue', '2026-09'), '270215977642227.90');
    await server.post(sale('big-odd', { ...on('2026-09-02'), owner: 'ben', amount: '0.01' }));
    assert.equal(await server.actual('acme', 'revenue', '2026-09'), '270215977642227.91');
  },

  'an event counts under its slice, or under "other" when it has none the plan knows': async (server) => {
    const day = '2026-05-14';
    await server.post([sale('s-1', { ...on(day), segment: 'new', product: 'GTX Pro', amount: '1.00' }), sale('s-2', { ...on(day), segment: 'lost', product: 'GTXPro', amount: '2.00' }),
      sale('s-3', { ...on(day), amount: '4.00' })]);
    const figures = { '': '7.00', 'segment:new': '1.00', 'segment:existing': '0.00', 'segment:other': '6.00', 'product:GTX Pro': '1.00', 'product:other': '6.00' };
    for (const [slice, expected] of Object.entries(figures)) assert.equal((await server.cell('acme', 'revenue', day, slice)).actual, expected, slice);
  },

  'an event belongs to the local day, month and week of its instant': async (server) => {
    await server.post([sale('edge-1', { occurred_at: '2026-10-31T15:59:59.999Z' }), sale('edge-2', { occurred_at: '2026-10-31T16:00:00Z' })]);
    assert.equal(await server.actual('anna', 'deals', '2026-10'), '1');
    assert.equal(await server.actual('anna', 'deals', '2026-11-01'), '1');
    assert.equal(await server.actual('anna', 'deals', '2026-W44'), '2');
    assert.equal(await server.actual('anna', 'deals', '2026-Q4'), '2');
  },

  'the win rate is deals over closed deals, and null where none is closed': async (server) => {
    const day = '2026-05-15';
    await server.post([sale('w-1', on(day)), sale('w-2', { ...on(day), type: 'deal.lost' }), sale('w-3', { ...on(day), type: 'deal.lost' })]);
    assert.equal(await server.actual('anna', 'win_rate', day), '0.333333');
    assert.equal(await server.actual('cai', 'win_rate', day), null);
  },
});

test('a record of the future counts by itself once its time is near', async (t) => {
  const server = await startServer(t, { args: ['--future-ms-max', '500'] });
  const event = sale('soon', { occurred_at: new Date(Date.now() + 2_500).toISOString() });
  assert.deepEqual(told(await server.post(event)), { quarantined: 1 });
  assert.equal(await server.actual('anna', 'deals', 'year'), '0');
  await until('its release', async () => (await server.actual('anna', 'deals', 'year')) === '1');
  assert.deepEqual(told(await server.post(event)), { duplicate: 1 });
  assert.deepEqual((await server.get('/api/v1/quarantine')).json, []);
});

function permutations(list) {
  return list.length < 2 ? [list] : list.flatMap((item, i) => permutations([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [item, ...rest]));
}
