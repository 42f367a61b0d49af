import assert from 'node:assert/strict';
import test from 'node:test';
import { FeedConnection } from '../../web/js/feed/connection.js';
import { probeDelayMs, refusalDelayMs } from '../../web/js/feed/retry.js';
import { golden } from './golden.mjs';

/** A world with a clock of its own: sockets are opened, fed and closed by hand, and no test sleeps. */
class World {
  nowMsValue = 0;
  timers = [];
  sockets = [];
  reachable = true;
  probes = 0;
  phases = [];
  messages = [];

  environment = {
    openSocket: () => {
      const socket = { sent: [], closed: false, send: (text) => socket.sent.push(JSON.parse(text)), close: () => { socket.closed = true; }, onopen: null, onmessage: null, onclose: null };
      this.sockets.push(socket);
      return socket;
    },
    probe: async () => {
      this.probes += 1;
      return this.reachable;
    },
    nowMs: () => this.nowMsValue,
    setTimer: (run, delayMs) => {
      const timer = { run, atMs: this.nowMsValue + delayMs };
      this.timers.push(timer);
      return timer;
    },
    clearTimer: (timer) => { this.timers = this.timers.filter((other) => other !== timer); },
    random: () => 0.99,
  };

  connect({ token = null, position = () => 'e7:1041' } = {}) {
    this.connection = new FeedConnection('ws://wall/feed', token, {
      onMessage: (message) => this.messages.push(message.type),
      onPhase: (phase) => this.phases.push(phase),
      subscription: (fresh) => ({ scopes: ['acme'], ...(fresh || position() === null ? {} : { position: position() }) }),
    }, this.environment);
    this.connection.start();
    return this;
  }

  get socket() {
    return this.sockets.at(-1);
  }

  open() {
    this.socket.onopen?.({});
    this.say('hello');
    return this;
  }

  say(name) {
    this.socket.onmessage({ data: JSON.stringify(golden(name)) });
  }

  async pass(ms) {
    const endMs = this.nowMsValue + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.nowMsValue = Math.max(this.nowMsValue, next.atMs);
      next.run();
      // A probe's answer comes as a promise.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.nowMsValue = endMs;
  }
}

test('a token is the first thing said, the subscription follows the hello', () => {
  const world = new World().connect({ token: 'secret', position: () => null }).open();
  assert.deepEqual(world.socket.sent, [{ type: 'auth', token: 'secret' }, { type: 'subscribe', scopes: ['acme'] }]);
});

test('a server that waits for a token is waited for, so that its refusal is heard', async () => {
  const world = new World().connect();
  world.socket.onopen({});
  await world.pass(10_500);
  assert.equal(world.sockets.length, 1);
  world.socket.onclose({ code: 1008 });
  assert.deepEqual(world.phases, ['refused']);
});

test('the feed counts as open when figures arrive, not when the socket does', () => {
  const world = new World().connect().open();
  assert.deepEqual(world.phases, []);
  world.say('snapshot_acme');
  assert.deepEqual(world.phases, ['open']);
});

test('after a break the wall is back within a second of the server\'s return, and resumes', async () => {
  const world = new World().connect().open();
  world.say('snapshot_acme');
  world.reachable = false;
  world.socket.onclose({ code: 1006 });
  await world.pass(60_000);
  assert.equal(world.sockets.length, 1, 'sockets are not tried while nobody answers');
  assert.ok(world.probes > 60, `${world.probes} probes`);
  world.reachable = true;
  await world.pass(900);
  assert.equal(world.sockets.length, 2);
  world.open();
  assert.deepEqual(world.socket.sent, [{ type: 'subscribe', scopes: ['acme'], position: 'e7:1041' }]);
});

test('a resume that brings nothing is answered by asking for a snapshot', async () => {
  const world = new World().connect().open();
  await world.pass(800);
  assert.deepEqual(world.socket.sent.map(({ position }) => position), ['e7:1041', undefined]);
});

test('a beat does not make an old picture look new before the figures of this connection are here', () => {
  const world = new World().connect().open();
  world.say('beat');
  assert.deepEqual([world.phases, world.messages], [[], ['hello']]);
  world.say('delta_deal');
  world.say('beat');
  assert.deepEqual([world.phases, world.messages], [['open'], ['hello', 'delta', 'beat']]);
});

test('a socket that fell silent is replaced as soon as the server answers by another way', async () => {
  const world = new World().connect().open();
  world.say('snapshot_acme');
  world.reachable = false;
  await world.pass(30_000);
  assert.equal(world.sockets.length, 1);
  world.reachable = true;
  await world.pass(900);
  assert.equal(world.sockets.length, 2);
  assert.equal(world.sockets[0].closed, true);
});

test('beats keep the connection as it is', async () => {
  const world = new World().connect().open();
  world.say('snapshot_acme');
  for (let index = 0; index < 20; index += 1) {
    await world.pass(5000);
    world.say('beat');
  }
  assert.equal(world.sockets.length, 1);
  assert.equal(world.probes, 0);
});

test('a refusal is not pressed', async () => {
  for (const code of [1008, 4003]) {
    const world = new World().connect().open();
    world.socket.onclose({ code });
    await world.pass(600_000);
    assert.deepEqual([world.phases, world.sockets.length, world.probes], [['refused'], 1, 0]);
  }
});

test('a server that answers but gives no feed is pressed less and less', async () => {
  const world = new World().connect();
  const waits = [];
  for (let index = 0; index < 8; index += 1) {
    const [before, sinceMs] = [world.sockets.length, world.nowMsValue];
    world.socket.onclose({ code: 1006 });
    while (world.sockets.length === before && world.nowMsValue - sinceMs < 60_000) await world.pass(100);
    waits.push(world.nowMsValue - sinceMs);
  }
  assert.ok(waits[0] <= 500 && waits[1] <= 1500, `the first waits are short: ${waits}`);
  assert.ok(waits[7] >= 10_000 && waits[7] <= 21_000, `the last are long: ${waits}`);
});

test('a hint that the network is back is followed at once', async () => {
  const world = new World().connect().open();
  world.say('snapshot_acme');
  world.connection.hurry();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(world.sockets.length, 2);
});

test('a message that breaks the protocol ends the connection instead of being shown', async () => {
  const world = new World().connect().open();
  world.say('snapshot_acme');
  const warn = console.warn;
  console.warn = () => {};
  world.socket.onmessage({ data: '{"type":"delta","cells":7}' });
  console.warn = warn;
  assert.equal(world.sockets[0].closed, true);
  assert.deepEqual(world.messages, ['hello', 'snapshot']);
});

test('what is painted is said only while the feed is open', () => {
  const world = new World().connect({ position: () => null }).open();
  world.connection.painted('e7:1', 5.6);
  world.say('snapshot_acme');
  world.connection.painted('e7:1041', 5.6);
  assert.deepEqual(world.socket.sent.slice(1), [{ type: 'painted', position: 'e7:1041', at_ms: 6 }]);
});

test('waits are short while nobody answers, long while somebody refuses, and never all alike', () => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    assert.ok(probeDelayMs(attempt, 0.999) <= 800);
    assert.ok(refusalDelayMs(attempt, 0.999) <= 20_000);
    assert.notEqual(probeDelayMs(attempt, 0.1), probeDelayMs(attempt, 0.9));
  }
  assert.ok(probeDelayMs(1, 0.999) <= 500);
  assert.ok(refusalDelayMs(8, 0) >= 10_000);
});
