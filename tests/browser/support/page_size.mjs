// How large a page is, as the browser itself counts it after a collection: bytes of script, DOM nodes, listeners.

/** @typedef {{heap: number, nodes: number, elements: number, listeners: number}} Size `nodes` counts detached ones too */

export async function sizeOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    // Twice: what the first collection finalizes, the second takes away.
    for (let turn = 0; turn < 2; turn += 1) await session.send('HeapProfiler.collectGarbage');
    const metrics = new Map((await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
    const elements = await page.evaluate(() => document.querySelectorAll('*').length);
    return { heap: metrics.get('JSHeapUsedSize'), nodes: metrics.get('Nodes'), elements, listeners: metrics.get('JSEventListeners') };
  };
}

const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/**
 * What the last third of the samples may hold more than the first: a share, and a little for what comes and goes. The browser's own
 * caches (compiled code, shapes of texts) fill in the first minutes; an object kept for each deal of a day would be megabytes.
 */
export const growthMax = { heap: [0.1, 256 * 1024], nodes: [0.05, 100], elements: [0.02, 10], listeners: [0.02, 10] };

/** The middle of the first and of the last third of each figure, and the sentences of those that have grown. */
export function growth(samples) {
  const third = Math.floor(samples.length / 3);
  const report = Object.entries(growthMax).map(([name, [share, slack]]) => {
    const [first, last] = [samples.slice(0, third), samples.slice(-third)].map((part) => middle(part.map((sample) => sample[name])));
    return { name, first, last, grew: last > first * (1 + share) + slack };
  });
  return { report, faults: report.filter(({ grew }) => grew).map(({ name, first, last }) => `${name} grew from ${first} to ${last}`) };
}

export const growthText = ({ report }) => report.map(({ name, first, last }) => (name === 'heap' ? `heap ${(first / 2 ** 20).toFixed(2)} → ${(last / 2 ** 20).toFixed(2)} MiB` : `${name} ${first} → ${last}`)).join(', ');
