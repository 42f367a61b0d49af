import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { parseMessage } from '../../web/js/feed/protocol.js';
import { golden, goldenText } from './golden.mjs';

const fromServer = readdirSync(new URL('../data/feed/', import.meta.url)).map((name) => name.replace('.json', '')).filter((name) => !name.startsWith('client_'));

test('every golden message of the server is understood', () => {
  assert.ok(fromServer.length >= 10);
  for (const name of fromServer) assert.equal(parseMessage(goldenText(name)).fault, null, name);
});

test('a message keeps its content as it came', () => {
  assert.deepEqual(parseMessage(goldenText('snapshot_acme')).message, golden('snapshot_acme'));
});

test('a type this page does not know is no fault, so that servers may grow', () => {
  assert.deepEqual(parseMessage('{"type":"weather","sky":"blue"}'), { message: null, fault: null });
});

test('what breaks the protocol is named by its field', () => {
  const snapshot = golden('snapshot_acme');
  const delta = golden('delta_deal');
  const rows = [
    ['not JSON', 'not JSON'],
    ['[]', 'no type'],
    ['{"type":"toString"}', null],
    [{ ...snapshot, position: '1041' }, 'snapshot.position'],
    [{ ...snapshot, cells: [{ ...snapshot.cells[0], actual: '12' }] }, 'snapshot.cells'],
    [{ ...snapshot, cells: [{ ...snapshot.cells[0], light: 'blue' }] }, 'snapshot.cells'],
    [{ ...snapshot, plan: { ...snapshot.plan, periods: null } }, 'snapshot.plan'],
    [{ ...snapshot, news: [{ id: 7 }] }, 'snapshot.news'],
    [{ ...delta, cells: [{ actual: 5 }] }, 'delta.cells'],
    [{ ...delta, at_ms: null }, 'delta.at_ms'],
    [{ ...delta, contests: {} }, 'delta.contests'],
    [{ type: 'beat', at_ms: 1, position: 'e:' }, 'beat.position'],
  ];
  for (const [message, fault] of rows) {
    assert.equal(parseMessage(typeof message === 'string' ? message : JSON.stringify(message)).fault, fault);
  }
});
