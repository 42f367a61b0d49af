// The stand-up: the feed for what runs, one question for yesterday's close, one per person for what is needed today.

import './elements/page_head.js';
import { Api, ApiError, lanes } from './api.js';
import { BoardFeed } from './board_feed.js';
import { settingsFrom, takeToken } from './settings.js';
import { StandupPage } from './standup_page.js';
import { agenda, goBack, goOn, notBegun } from './view/agenda.js';
import { people } from './view/desk_scene.js';
import { errorWords } from './view/problem.js';
import { standupView } from './view/standup_view.js';

const peopleMax = 200;
const funnelsEveryMs = 60_000;
const dayMs = 86_400_000;

const settings = settingsFrom(location.search);
const token = takeToken(location, sessionStorage, history);
const api = new Api(token);
const lane = lanes(3);
const page = new StandupPage(document, settings);

let meeting = notBegun;
let problem = '';
/** @type {import('./view/standup_view.js').Frozen | null} */
let frozen = null;
let frozenFor = '';
/** @type {Map<string, readonly any[]>} */
const funnels = new Map();
let funnelsFor = '';
let funnelsMs = 0;

const feed = new BoardFeed(token, {
  scope: settings.scope,
  metricsOf: () => undefined,
  busy: () => meeting.startedMs.length > 0 && meeting.endedMs === null,
  paint: (state, now) => {
    const view = standupView(state, settings, frozen, funnels, now);
    page.update(view, problem, agenda(meeting, now.localMs));
    if (view.scene === null) return;
    askYesterday(view.scene);
    askFunnels(view.scene, now.localMs);
  },
});

/** The day before the running one as the ledger knew it at its end. @param {import('./view/wall_view.js').Scene} scene */
function askYesterday(scene) {
  const today = scene.plan.periods.find(({ kind }) => kind === 'day');
  if (today === undefined) return;
  const day = new Date(Date.parse(`${today.id}T00:00:00Z`) - dayMs).toISOString().slice(0, 10);
  const key = `${scene.main} ${scene.metric.id} ${day} ${scene.plan.version}`;
  if (key === frozenFor) return;
  frozenFor = key;
  const question = { unit: scene.main, descend: 1, metric: scene.metric.id, period: day };
  const close = String(today.start_ms - 1);
  // A ledger that begins later than the close knew nothing then: what had occurred by the close is shown instead, and says so.
  Promise.all([api.get('cells', { ...question, known_at: close }), api.get('cells', { ...question, as_of: close })]).then(([known, occurred]) => {
    const some = (/** @type {any[]} */ cells) => cells.some(({ actual }) => actual !== null && actual !== 0);
    const wasKnown = some(known) || !some(occurred);
    frozen = { day, cells: wasKnown ? known : occurred, known: wasKnown };
    problem = '';
  }, (error) => {
    problem = error instanceof ApiError ? errorWords(error, page.t) : String(error);
  }).finally(() => feed.invalidate());
}

/** @param {import('./view/wall_view.js').Scene} scene @param {number} nowMs */
function askFunnels(scene, nowMs) {
  const units = people(scene).slice(0, peopleMax);
  const key = `${scene.main} ${scene.plan.version} ${scene.period.id} ${units.length}`;
  if (key === funnelsFor && nowMs - funnelsMs < funnelsEveryMs) return;
  funnelsFor = key;
  funnelsMs = nowMs;
  for (const { id } of units) {
    lane(async () => {
      const rows = await api.get('funnel', { unit: id, period: scene.period.id }).catch(() => null);
      if (rows !== null) funnels.set(id, rows);
      feed.invalidate();
    });
  }
}

/** @param {(meeting: import('./view/agenda.js').Meeting, nowMs: number) => import('./view/agenda.js').Meeting} step */
function move(step) {
  meeting = step(meeting, feed.now().localMs);
  feed.invalidate();
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const onControl = document.activeElement instanceof HTMLButtonElement || document.activeElement instanceof HTMLAnchorElement;
  if ((!onControl && [' ', 'Enter'].includes(event.key)) || ['ArrowRight', 'PageDown'].includes(event.key)) move(goOn);
  else if (['ArrowLeft', 'PageUp'].includes(event.key)) move(goBack);
  else return;
  event.preventDefault();
});
page.onNext(() => move(goOn));
feed.start();
