// Bytes to a server without an HTTP client in between: for requests no client would send.

import { connect } from 'node:net';
import { patience } from './process.mjs';

/** Opens a connection and collects what comes back until it closes. */
export function openRaw(t, server) {
  const socket = connect(server.port, '127.0.0.1');
  const raw = { socket, received: '' };
  t.after(() => socket.destroy());
  socket.setEncoding('latin1');
  raw.opened = new Promise((resolve, reject) => { socket.once('connect', resolve); socket.once('error', reject); });
  // A server that has answered may reset a connection it will not read from any more.
  socket.on('error', () => {});
  raw.closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('data', (text) => { raw.received += text; });
  return raw;
}

/** Sends text and resolves with the status of the first answer, or 0 when the connection closed without one. */
export async function statusOf(t, server, text, limit_ms = 20_000 * patience) {
  const raw = openRaw(t, server);
  await raw.opened;
  raw.socket.write(text);
  return firstStatus(raw, limit_ms);
}

export function firstStatus(raw, limit_ms = 20_000 * patience) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer within ${limit_ms} ms, got: ${raw.received}`)), limit_ms);
    const look = () => {
      const match = /^HTTP\/1\.[01] (\d{3})/.exec(raw.received);
      if (!match) return;
      clearTimeout(late);
      resolve(Number(match[1]));
    };
    look();
    raw.socket.on('data', look);
    raw.closed.then(() => { look(); clearTimeout(late); resolve(0); });
  });
}
