// A day of a wall in minutes: what 24 hours bring, at speed, while the size of the page is looked at.

import { openWall } from './pages.mjs';
import { SampleBoard } from './sample_board.mjs';
import { SampleServer } from './sample_server.mjs';
import { sizeOf } from './page_size.mjs';

export const dealsOfDay = 43_200;
const dayMs = 86_400_000;
const tickMs = 25;
const samplesWanted = 30;
/** Scripts are compiled and formats made in the first moments; that is no growth. */
const warmUpShare = 0.08;
/** And at least so long: until then the browser compiles, and fills its own caches. */
const warmUpSeconds = 25;

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/**
 * A day on the sample server, its clock moved on by hand: a deal every two seconds, one in twenty corrected, one in fifty taken
 * back, good news four times an hour and played for a moment, a beat a tick, midnight with its new period, night, every scene,
 * the network cut every hour, and a server of another epoch every six.
 */
export class SampleDay {
  #done = 0;
  #hour = 0;
  #quarter = 0;
  #started = 0;
  #day = '';

  async start() {
    this.board = new SampleBoard();
    this.#started = this.board.nowMs;
    this.board.setClock(this.#started, 0);
    this.#day = this.board.today().id;
    this.server = await new SampleServer(this.board).start();
    return `${this.server.url}/wall?scenes=board,teams,pk,milestones,trend&seconds=20`;
  }

  /** Everything up to this share of the day. */
  async step(share) {
    const { board, server } = this;
    board.setClock(this.#started + share * dayMs, 0);
    const news = [];
    for (; this.#done < Math.floor(share * dealsOfDay); this.#done += 1) news.push(...this.#deal());
    if (board.today().id !== this.#day) {
      this.#day = board.today().id;
      server.snapshots();
    }
    server.publish(news.slice(-12));
    server.broadcast(board.beat());
    await this.#events(share);
    // The real ledger goes on; what the test board keeps of it must not weigh on the machine.
    board.news.splice(0, Math.max(0, board.news.length - 50));
  }

  #deal() {
    const { board } = this;
    const item = board.deal(`rep${1 + (this.#done % 40)}`, 100 + (this.#done * 7919) % 90_000, { id: `crm:S-${this.#done}` });
    if (this.#done % 20 === 7) return [item, { ...item, amount: item.amount / 2, edit: true }];
    if (this.#done % 50 === 9) return [item, { ...item, type: 'void', edit: true }];
    return [item];
  }

  async #events(share) {
    const { board, server } = this;
    if (Math.floor(share * 96) > this.#quarter) {
      this.#quarter = Math.floor(share * 96);
      await this.#celebrate();
    }
    if (Math.floor(share * 24) === this.#hour) return;
    this.#hour = Math.floor(share * 24);
    if (this.#hour % 6 === 0) board.epoch = `epoch${this.#hour}`;
    server.cut();
  }

  async #celebrate() {
    const { board, server } = this;
    const atMs = board.now() + 200;
    server.broadcast({ type: 'celebrate', id: `crm:C-${this.#quarter}`, unit: 'rep1', text: '签下 ¥288万', at_ms: atMs });
    for (let tick = 1; tick <= 4; tick += 1) {
      board.setClock(atMs + tick * 50, 0);
      server.broadcast(board.beat());
      await pause(tickMs);
    }
  }

  end() {
    return this.server.vanish();
  }
}

/**
 * Plays a day into one wall within `seconds` of real time; the samples taken on the way, after the warm-up.
 * @param {{start: () => Promise<string>, step: (share: number) => Promise<void>, end: () => Promise<void>}} day
 * @param {(sample: import('./page_size.mjs').Size, share: number) => void} [onSample]
 */
export async function soak(browser, day, seconds, onSample = () => undefined) {
  const { page, faults, close } = await openWall(browser, await day.start());
  const samples = [];
  try {
    const size = await sizeOf(page);
    const startMs = performance.now();
    const warmUp = Math.max(warmUpShare, warmUpSeconds / seconds);
    for (let share = 0; share < 1;) {
      share = Math.min(1, (performance.now() - startMs) / (seconds * 1000));
      await day.step(share);
      if (share >= warmUp + (samples.length / samplesWanted) * (1 - warmUp)) {
        samples.push(await size());
        onSample(samples.at(-1), share);
      }
      await pause(tickMs);
    }
  } finally {
    await close();
    await day.end();
  }
  return { samples, faults };
}
