// A company of 1,000 people in 25 teams, each of whom sells something every sixtieth of a second.

import { SampleBoard } from './sample_board.mjs';
import { SampleServer } from './sample_server.mjs';

export function thousandUnits() {
  const units = [{ id: 'root', name: '总部', kind: 'company' }];
  for (let team = 0; team < 25; team += 1) {
    units.push({ id: `t${team}`, name: `第${team + 1}组`, kind: 'team', parent: 'root' });
    for (let rep = 0; rep < 40; rep += 1) units.push({ id: `t${team}r${rep}`, name: `组员${rep + 1}`, kind: 'rep', parent: `t${team}` });
  }
  return units;
}

export const thousandServer = () => new SampleServer(new SampleBoard({ units: thousandUnits() })).start();

/** The frames of some ticks, made beforehand so that making them does not take the machine from the browser. */
export function ticksOf(board, scopes, count) {
  return Array.from({ length: count }, (_, tick) => {
    for (const leaf of board.leaves) board.actuals.set(leaf.id, board.actuals.get(leaf.id) + 1 + (tick * 31) % 997);
    board.offset += 1;
    return scopes.map((scope) => JSON.stringify(board.delta(scope)));
  });
}

/** Sends one tick after another, `everyMs` apart by the clock: what is late is sent at once. */
export async function play(sockets, ticks, everyMs) {
  const startMs = performance.now();
  for (const [index, texts] of ticks.entries()) {
    const dueMs = startMs + index * everyMs;
    if (performance.now() < dueMs) await new Promise((resolve) => { setTimeout(resolve, dueMs - performance.now()); });
    for (const socket of sockets) for (const text of texts) socket.send(text);
  }
}

/** Opens every branch of the desk's table, the last first, so that those still to be opened stay in sight. */
export async function openBranches(page) {
  for (let team = 24; team >= 0; team -= 1) {
    await page.locator(`tr:has(.name-button[data-unit="t${team}"]) .branch-button[aria-expanded="false"]`).evaluate((button) => button.click());
  }
}
