// Serves web/ and a feed that a test plays by hand: it can fall silent, vanish, come back, speak out of turn.
// The headers are the strict ones of the real server, so that a page that needs more fails here too.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from './packages.mjs';

const webFolder = fileURLToPath(new URL('../../../web/', import.meta.url));
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };
const policy = "default-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const beatMs = 5000;

export class SampleServer {
  constructor(board) {
    this.board = board;
    this.received = [];
    this.authorizations = [];
    this.silent = false;
    this.clients = new Set();
    this.port = 0;
  }

  async start() {
    // Longer than a slow machine leaves a page alone: a connection that closes while it is taken up again is no fault of the page.
    this.http = createServer({ keepAliveTimeout: 120_000 }, (request, response) => this.#answer(request, response));
    this.sockets = new WebSocketServer({ server: this.http, path: '/api/v1/feed', handleProtocols: () => 'northstar.v1' });
    this.sockets.on('connection', (socket) => this.#welcome(socket));
    await new Promise((resolve) => this.http.listen(this.port, '127.0.0.1', resolve));
    this.port = this.http.address().port;
    this.beating = setInterval(() => this.broadcast(this.board.beat()), beatMs);
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** As if the process were killed: sockets break, the port refuses. start() brings it back on the same port. */
  async vanish() {
    clearInterval(this.beating);
    this.cut();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  /** As if the network were cut for a moment: sockets break without a word, the server stays. */
  cut() {
    for (const { socket } of this.clients) socket.terminate();
    this.clients.clear();
  }

  broadcast(message) {
    if (this.silent) return;
    for (const client of this.clients) this.#tell(client, message);
  }

  /** A deal, told to every subscribed scope. */
  deal(unit, amount, changes) {
    const item = this.board.deal(unit, amount, changes);
    this.publish([item]);
    return item;
  }

  publish(news = []) {
    if (this.silent) return;
    for (const client of this.clients) {
      for (const scope of client.scopes) this.#tell(client, this.board.delta(scope, news));
    }
  }

  /** A snapshot to every subscribed scope, as a new day brings it. */
  snapshots() {
    for (const client of this.clients) {
      for (const scope of client.scopes) this.#tell(client, this.board.snapshot(scope));
    }
  }

  #welcome(socket) {
    const client = { socket, scopes: [] };
    this.clients.add(client);
    socket.on('close', () => this.clients.delete(client));
    socket.on('message', (text) => this.#take(client, JSON.parse(text)));
    this.#tell(client, { type: 'hello', epoch: this.board.epoch, server: 'sample', plan_version: 1, at_ms: this.board.now() });
  }

  #take(client, message) {
    this.received.push(message);
    if (message.type !== 'subscribe' || this.silent) return;
    client.scopes = message.scopes.length > 0 ? message.scopes : [this.board.units[0].id];
    const resumes = message.position?.startsWith(`${this.board.epoch}:`);
    for (const scope of client.scopes) this.#tell(client, resumes ? this.board.delta(scope, this.board.news.slice(-1)) : this.board.snapshot(scope));
  }

  #tell(client, message) {
    client.socket.send(JSON.stringify(message));
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.url);
    if (url.pathname === '/healthz') return response.end('ok');
    if (url.pathname === '/api/v1/session') {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      return response.end(JSON.stringify({ name: 'sample', role: 'viewer', unit: this.board.units[0].id, by: 'loopback', expires_at: null, rights: ['read_board'] }));
    }
    if (url.pathname === '/api/v1/daily') {
      this.authorizations.push(request.headers.authorization);
      return this.#daily(url, response);
    }
    const name = url.pathname === '/' ? '/index.html' : extname(url.pathname) === '' ? `${url.pathname}.html` : url.pathname;
    const body = await readFile(join(webFolder, normalize(name))).catch(() => null);
    response.writeHead(body === null ? 404 : 200, { 'Content-Type': types[extname(name)] ?? 'text/plain', 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' });
    response.end(body ?? 'not found');
  }

  #daily(url, response) {
    const rows = this.board.daily(url.searchParams.get('unit'));
    // The month before had other figures and was a day longer, which the chart must bear.
    if (url.searchParams.get('period') !== '2026-11') rows.forEach((row, index) => { row.cumulative = (rows[19].cumulative * (index + 1)) / 33; });
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(rows));
  }
}
