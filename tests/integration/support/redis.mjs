// Real Redis servers for a test: on free ports of loopback, in folders that go with the test, killed and paused as the test wants.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder, writeJson } from './process.mjs';
import { until } from './server.mjs';

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** One command and its answer: texts, numbers and arrays of them; an error answer rejects. */
export function ask(port, ...words) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('connect', () => socket.write(`*${words.length}\r\n${words.map((w) => `$${Buffer.byteLength(String(w))}\r\n${w}\r\n`).join('')}`));
    socket.on('data', (more) => {
      text = Buffer.concat([text, more]);
      const read = answerAt(text, 0);
      if (!read) return;
      socket.destroy();
      if (read.value instanceof Error) reject(read.value);
      else resolve(read.value);
    });
    socket.on('close', () => reject(new Error('closed before it answered')));
  });
}

function answerAt(bytes, from) {
  const end = bytes.indexOf('\r\n', from);
  if (end < 0) return null;
  const line = bytes.toString('latin1', from + 1, end);
  switch (bytes.toString('latin1', from, from + 1)) {
    case '+': return { value: line, next: end + 2 };
    case '-': return { value: new Error(line), next: end + 2 };
    case ':': return { value: Number(line), next: end + 2 };
    case '$': {
      const size = Number(line);
      if (size < 0) return { value: null, next: end + 2 };
      if (bytes.length < end + 4 + size) return null;
      return { value: bytes.toString('utf8', end + 2, end + 2 + size), next: end + 4 + size };
    }
    default: {
      const value = [];
      let next = end + 2;
      for (let left = Number(line); left > 0; left--) {
        const item = answerAt(bytes, next);
        if (!item) return null;
        value.push(item.value);
        next = item.next;
      }
      return { value, next };
    }
  }
}

/** A server that can be killed and started again, with or without what it held. `args`: more of its settings. */
export async function startRedis(t, { port, args = [], folder = temporaryFolder(), program = 'redis-server', file } = {}) {
  const redis = { port: port ?? await freePort(), child: undefined };
  redis.url = `redis://127.0.0.1:${redis.port}`;
  redis.ask = (...words) => ask(redis.port, ...words);
  redis.start = async () => {
    const own = file ? [file] : ['--port', redis.port, '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...args];
    redis.child = spawn(program, own.map(String), { stdio: 'ignore' });
    await until('redis answers', () => redis.ask('PING').catch(() => false), 10_000);
  };
  redis.kill = async () => {
    if (redis.child.exitCode !== null || redis.child.signalCode !== null) return;
    const ended = once(redis.child, 'exit');
    redis.child.kill('SIGKILL');
    await ended;
  };
  redis.pause = () => redis.child.kill('SIGSTOP');
  redis.resume = () => redis.child.kill('SIGCONT');
  t.after(() => redis.kill());
  await redis.start();
  return redis;
}

/** A Sentinel that watches the master at `port` under the name `main`, and needs `quorum` to agree. */
export async function startSentinel(t, master_port, quorum) {
  const port = await freePort();
  const file = writeJson(temporaryFolder(), 'sentinel.conf', `port ${port}
bind 127.0.0.1
sentinel monitor main 127.0.0.1 ${master_port} ${quorum}
sentinel down-after-milliseconds main 700
sentinel failover-timeout main 3000
`);
  return startRedis(t, { port, program: 'redis-sentinel', file });
}

/** A way to `port` that can be cut, or stall without a word, and be open again. */
export async function startProxy(t, port) {
  const sockets = new Set();
  const proxy = { stalled: false, open: true };
  const server = createServer((near) => {
    if (!proxy.open) return near.destroy();
    const far = connect(port, '127.0.0.1');
    for (const [a, b] of [[near, far], [far, near]]) {
      sockets.add(a);
      a.on('error', () => {}).on('close', () => { sockets.delete(a); b.destroy(); });
      a.on('data', (bytes) => { if (!proxy.stalled) b.write(bytes); });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.port = server.address().port;
  proxy.url = `redis://127.0.0.1:${proxy.port}`;
  proxy.cut = () => { proxy.open = false; for (const socket of sockets) socket.destroy(); };
  proxy.stall = () => { proxy.stalled = true; };
  /** What stalled has lost bytes, so those connections end. */
  proxy.heal = () => { proxy.open = true; proxy.stalled = false; for (const socket of sockets) socket.destroy(); };
  t.after(() => { proxy.cut(); server.close(); });
  assert.ok(proxy.port);
  return proxy;
}
