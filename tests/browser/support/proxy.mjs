// A network between browser and server that a test can cut, or let stall: it takes every byte and hands on none.

import { connect, createServer } from 'node:net';

export class Proxy {
  #pairs = new Set();
  #stalled = false;

  constructor(port) {
    this.target = port;
  }

  async start(port = 0) {
    this.server = createServer((near) => this.#join(near));
    await new Promise((resolve) => { this.server.listen(port, '127.0.0.1', resolve); });
    this.port = this.server.address().port;
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  #join(near) {
    const far = connect(this.target, '127.0.0.1');
    const pair = [near, far];
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [far, near]]) {
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => { to.destroy(); this.#pairs.delete(pair); });
      if (this.#stalled) from.pause();
    }
  }

  /** Connections stand, nothing goes through; what was sent meanwhile arrives when it is over. */
  stall() {
    this.#stalled = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  flow() {
    this.#stalled = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  /** Connections break, and none is taken until start(port). */
  async cut() {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    this.#pairs.clear();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  end() {
    return this.server.listening ? this.cut() : undefined;
  }
}
