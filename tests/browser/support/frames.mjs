// What a page's main thread does for each frame, from the browser's own trace: script, style, layout, paint and the rest, in
// the thread's CPU time, so that a busy machine does not count; and beside it when frames came.

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'disabled-by-default-devtools.timeline.frame', 'devtools.timeline.frame', '__metadata'];
const kinds = { script: /^(FunctionCall|EvaluateScript|FireAnimationFrame|TimerFire|V8\.|WebSocketReceive)/, style: /^(UpdateLayoutTree|RecalculateStyles)$/, layout: /^Layout$/, paint: /^(PrePaint|Paint|Layerize|Commit)$/ };

export const share = (values, part) => (values.length === 0 ? 0 : [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]);

/** Records while `run` runs; the busiest renderer's main thread is the page's. */
export async function traced(browser, run) {
  const session = await browser.newBrowserCDPSession();
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => { for (const event of value) events.push(event); });
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { recordMode: 'recordContinuously', includedCategories: categories } });
  await run();
  const whole = new Promise((resolve) => { session.once('Tracing.tracingComplete', resolve); });
  await session.send('Tracing.end');
  await whole;
  await session.detach();
  return events;
}

function mainThread(events) {
  const busy = new Map();
  const mains = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`));
  for (const { name, pid, tid, tdur = 0 } of events) if (name === 'RunTask' && mains.has(`${pid} ${tid}`)) busy.set(`${pid} ${tid}`, (busy.get(`${pid} ${tid}`) ?? 0) + tdur);
  const [found] = [...busy].sort((a, b) => b[1] - a[1])[0] ?? [''];
  return events.filter(({ pid, tid }) => `${pid} ${tid}` === found).sort((a, b) => a.ts - b.ts);
}

/** Of each frame the milliseconds of CPU between its beginning and the next one's: `{work, gap, script, style, layout, paint}`. */
export function framesOf(events) {
  const thread = mainThread(events);
  const begins = thread.filter(({ name }) => name === 'BeginMainThreadFrame').map(({ ts }) => ts);
  const frames = begins.slice(0, -1).map((ts, index) => ({ ts, gap: (begins[index + 1] - ts) / 1000, work: 0, script: 0, style: 0, layout: 0, paint: 0 }));
  const until = {};
  let at = 0;
  for (const { name, ts, dur = 0, tdur = 0 } of thread) {
    while (at < frames.length && ts >= begins[at + 1]) at += 1;
    if (at >= frames.length || ts < frames[at].ts) continue;
    if (name === 'RunTask') frames[at].work += tdur / 1000;
    const [kind] = Object.entries(kinds).find(([, form]) => form.test(name)) ?? [];
    // A call inside a call is counted with the outer one.
    if (kind === undefined || ts < (until[kind] ?? 0)) continue;
    until[kind] = ts + dur;
    frames[at][kind] += tdur / 1000;
  }
  return frames;
}

/** One frame more than a display of 60 Hz shows each is dropped once per missed turn. */
export function summary(frames, displayMs = 1000 / 60) {
  const dropped = frames.reduce((sum, { gap }) => sum + Math.max(0, Math.round(gap / displayMs) - 1), 0);
  const seconds = frames.reduce((sum, { gap }) => sum + gap, 0) / 1000;
  const of = (name) => Object.fromEntries([['p50', 0.5], ['p95', 0.95], ['p99', 0.99]].map(([word, part]) => [word, Number(share(frames.map((frame) => frame[name]), part).toFixed(2))]));
  return { frames: frames.length, fps: Number((frames.length / seconds).toFixed(1)), dropped, work: of('work'), gap: of('gap'), script: of('script'), style: of('style'), layout: of('layout'), paint: of('paint') };
}
