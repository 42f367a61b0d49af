// The demo's command line: writes the plan, or plays the company's year into a server.

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { dayOf, isoOf } from './china_time.mjs';
import { companyOf } from './company.mjs';
import { createEase } from './ease.mjs';
import { historyOf } from './history.mjs';
import { livePlay } from './live.mjs';
import { planOf, planText } from './plan.mjs';
import { createSender } from './sender.mjs';
import { randomOf } from './random.mjs';

const usage = `usage: scripts/demo plan FILE [--seed TEXT] [--now INSTANT]
       scripts/demo play [--server URL] [--token TOKEN] [--speed N] [--seed TEXT] [--once] [--now INSTANT] [--until INSTANT]

  plan   writes the demo company's plan for the running year
  play   posts the year so far, then plays live until stopped
  --once    posts the year so far and ends        --speed N   N times as many events (1: one every 1 to 3 seconds)
  --now     a fixed clock instead of the real one: posts the year until then and, with --until, plays on to there without waiting
  --until   ends the live play at this instant`;

const batch_rows = 1_000;
const options = {
  server: { type: 'string', default: process.env.NORTHSTAR_SERVER ?? 'http://127.0.0.1:8080' },
  token: { type: 'string', default: process.env.NORTHSTAR_TOKEN ?? '' },
  speed: { type: 'string', default: '1' }, seed: { type: 'string', default: 'beichen' },
  now: { type: 'string' }, until: { type: 'string' }, once: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
};

function fail(message) {
  console.error(`demo: ${message}\n${usage}`);
  process.exit(2);
}

function instant(text, name) {
  if (text === undefined) return undefined;
  const at_ms = Date.parse(text);
  if (!/(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(at_ms)) fail(`--${name} wants an instant with offset, such as 2026-11-20T15:00:00+08:00`);
  return at_ms;
}

async function writePlan(file, { seed, now_ms }) {
  const day = dayOf(now_ms ?? Date.now());
  const plan = planOf(companyOf(Number(day.slice(0, 4)), seed), day);
  await writeFile(file, planText(plan));
  console.error(`demo: plan of ${plan.organisation} for ${day.slice(0, 4)} written to ${file}`);
}

async function postHistory(company, now_ms, post) {
  const facts = historyOf(company, now_ms);
  const sum = { accepted: 0, replaced: 0, stale: 0, duplicate: 0, quarantined: 0, queued: 0, rejected: 0 };
  for (let i = 0; i < facts.length; i += batch_rows) {
    const outcome = await post(facts.slice(i, i + batch_rows).map(({ event }) => event));
    for (const key of Object.keys(sum)) sum[key] += key === 'rejected' ? outcome.rejected?.length ?? 0 : outcome[key] ?? 0;
  }
  const told = Object.entries(sum).filter(([, count]) => count > 0).map(([key, count]) => `${key} ${count}`).join(', ');
  console.error(`demo: ${facts.length} events until ${isoOf(now_ms)}: ${told || 'none'}`);
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The company's pace is kept by the board's own figures; on a fixed clock nothing is asked, so that each run is the same. */
async function playLive(company, post, { server, token, speed, now_ms, until_ms, seed }) {
  const next = livePlay(company);
  const random = randomOf(`${seed}/rhythm`);
  const ease = now_ms === undefined ? createEase({ server, token }) : () => 1;
  let clock_ms = now_ms ?? Date.now();
  for (;;) {
    const delay_ms = Math.round(random.between(1_000, 3_000) / speed);
    if (now_ms === undefined) await pause(delay_ms);
    clock_ms = now_ms === undefined ? Date.now() : clock_ms + delay_ms;
    if (until_ms !== undefined && clock_ms > until_ms) return;
    await post([next(clock_ms, ease(clock_ms))]);
  }
}

async function play({ server, token, speed, seed, once, now_ms, until_ms }) {
  const present_ms = now_ms ?? Date.now();
  const company = companyOf(Number(dayOf(present_ms).slice(0, 4)), seed);
  const post = createSender({ server, token });
  await postHistory(company, present_ms, post);
  if (once || (now_ms !== undefined && until_ms === undefined)) return;
  console.error(`demo: playing live at speed ${speed}`);
  await playLive(company, post, { server, token, speed, now_ms, until_ms, seed });
}

function parsed() {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return fail(error.message);
  }
}

const { values, positionals: [command, file, ...rest] } = parsed();
if (values.help) {
  console.log(usage);
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
const speed = Number(values.speed);
if (!(speed > 0)) fail('--speed wants a number above 0');
const wanted = { ...values, speed, now_ms: instant(values.now, 'now'), until_ms: instant(values.until, 'until') };
if (command === 'plan' && file && rest.length === 0) await writePlan(file, wanted);
else if (command === 'play' && !file) await play(wanted);
else fail('say "plan FILE" or "play"');
