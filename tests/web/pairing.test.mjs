// A display that waits to be paired, against a server played by hand.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loginAddress, safeNext } from '../../web/js/admission.js';
import { PairingCode } from '../../web/js/pairing.js';

/** Answers in order; time passes when the display waits. */
function world(...answers) {
  const asked = [];
  const states = [];
  const waits = [];
  let now = 0;
  const code = new PairingCode({
    post: (path, body) => { asked.push(body === undefined ? path : `${path} ${body.secret}`); return Promise.resolve(answers.shift() ?? { status: 0, json: null }); },
    nowMs: () => now,
    later: (run, delayMs) => waits.push({ run, delayMs }),
  }, (state) => states.push(state));
  /** Lets the display wait `times` times. */
  const wait = async (times = 1) => {
    for (let i = 0; i < times; ++i) {
      const { run, delayMs } = waits.shift();
      now += delayMs;
      run();
      for (let turn = 0; turn < 10; ++turn) await null;
    }
  };
  return { code, asked, states, wait };
}

const code = (text) => ({ status: 201, json: { code: text, secret: `secret-${text}`, expires_in_s: 600 } });
const waiting = { status: 200, json: { state: 'waiting', expires_in_s: 590 } };

test('a display shows its code, asks every two seconds, and is done when it is paired', async () => {
  const { code: display, asked, states, wait } = world(code('A7K3PQ'), waiting, { status: 200, json: { state: 'paired', name: 'lobby' } });
  await display.begin();
  await wait(2);
  assert.deepEqual(asked, ['pairing', 'pairing/claim secret-A7K3PQ', 'pairing/claim secret-A7K3PQ']);
  assert.deepEqual(states.map(({ phase, code: shown }) => [phase, shown]), [['code', 'A7K3PQ'], ['paired', 'A7K3PQ']]);
  assert.equal(states[0].untilMs, 600_000);
});

test('a code that the server does not know any more gives place to another', async () => {
  const { code: display, states, wait } = world(code('A7K3PQ'), { status: 200, json: { state: 'expired' } }, code('R9WXYT'), waiting);
  await display.begin();
  await wait(2);
  assert.deepEqual(states.map(({ code: shown }) => shown), ['A7K3PQ', 'R9WXYT']);
});

test('a server that is away keeps the code on the glass and says so, until it answers', async () => {
  const { code: display, states, wait } = world(code('A7K3PQ'), { status: 0, json: null }, waiting);
  await display.begin();
  await wait(2);
  assert.deepEqual(states.map(({ phase, code: shown }) => [phase, shown]), [['code', 'A7K3PQ'], ['away', 'A7K3PQ'], ['code', 'A7K3PQ']]);
});

test('a code renews itself before it is worth nothing, though nobody answers', async () => {
  const { code: display, asked, wait } = world(code('A7K3PQ'));
  await display.begin();
  await wait(300);
  assert.equal(asked.at(-1), 'pairing');
});

test('without a code to be had the display says why and tries again', async () => {
  const { code: display, states, wait } = world({ status: 429, json: {} }, { status: 0, json: null }, code('A7K3PQ'));
  await display.begin();
  await wait(2);
  assert.deepEqual(states.map(({ phase }) => phase), ['full', 'away', 'code']);
});

test('the way back from the sign-in is a page of this server', () => {
  assert.equal(loginAddress({ pathname: '/live', search: '?lang=en&unit=east' }), '/login?lang=en&next=%2Flive%3Flang%3Den%26unit%3Deast');
  assert.equal(safeNext('/live?unit=east'), '/live?unit=east');
  for (const bad of [null, '', 'live', '//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/a\nb']) assert.equal(safeNext(bad), '/');
});
