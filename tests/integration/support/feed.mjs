// A viewer of the feed: keeps every message in order, with its figures as text, and lets a test await what it expects.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { parseExact } from './exact_json.mjs';
import { patience } from './process.mjs';

const WebSocket = createRequire(new URL('../../../web/package.json', import.meta.url))('ws');

/** Opens a connection; resolves when the upgrade is done. `feed.refused` holds the status when it was not. */
export async function openFeed(t, server, { token, protocol = 'northstar.v1', headers = {} } = {}) {
  const url = `${server.url.replace('http', 'ws')}/api/v1/feed`;
  const socket = new WebSocket(url, protocol ? [protocol] : [], { headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers } });
  const feed = { socket, messages: [], taken: 0, waiting: new Set() };
  t.after(() => socket.terminate());
  feed.closed = new Promise((resolve) => socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })));
  socket.on('message', (data, binary) => {
    assert.equal(binary, false, 'the feed sends text frames');
    const text = String(data);
    feed.messages.push({ ...parseExact(text), text });
    for (const look of [...feed.waiting]) look();
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (request, response) => { feed.refused = response.statusCode; request.destroy(); resolve(); });
    socket.on('error', (error) => (feed.refused ? resolve() : reject(error)));
  });
  return Object.assign(feed, actions(feed));
}

function actions(feed) {
  const send = (message) => feed.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const subscribe = (...scopes) => send({ type: 'subscribe', scopes });
  /** The next message of that type (or one of those types); messages of other types before it count as seen. */
  const next = (type, pleases = () => true, limit_ms = 8_000 * patience) => new Promise((resolve, reject) => {
    const look = () => {
      const index = feed.messages.findIndex((message, i) => i >= feed.taken && [type].flat().includes(message.type) && pleases(message));
      if (index < 0) return false;
      feed.taken = index + 1;
      clearTimeout(late);
      feed.waiting.delete(look);
      resolve(feed.messages[index]);
      return true;
    };
    const late = setTimeout(() => {
      feed.waiting.delete(look);
      reject(new Error(`no ${[type].flat().join(' or ')} within ${limit_ms} ms; seen: ${feed.messages.map((message) => message.text.slice(0, 160)).join('\n') || 'nothing'}`));
    }, limit_ms);
    if (!look()) feed.waiting.add(look);
  });
  return { send, subscribe, next };
}

/** What a page knows of one scope: cells by number, kept by snapshots and deltas as the protocol says. */
export function boardOf(snapshot) {
  const cells = new Map(snapshot.cells.map((cell) => [cell.n, { ...cell }]));
  return {
    cells,
    position: snapshot.position,
    find: (unit, metric, period, slice = '') =>
      [...cells.values()].find((cell) => cell.unit === unit && cell.metric === metric && cell.period === period && cell.slice === slice),
    apply(delta) {
      for (const change of delta.cells) {
        assert.ok(cells.has(change.n), `delta names the unknown cell ${change.n}`);
        Object.assign(cells.get(change.n), change);
      }
      this.position = delta.position;
    },
  };
}

/** The id of the running period of a kind, as the snapshot tells it. */
export const running = (snapshot, kind) => snapshot.plan.periods.find((period) => period.kind === kind).id;

export const offsetOf = (position) => BigInt(position.slice(position.lastIndexOf(':') + 1));
