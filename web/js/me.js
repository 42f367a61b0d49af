// One person's page: the feed for the figures, two questions for the funnel and the bonus whenever the figure has moved.

import './elements/page_head.js';
import { Api } from './api.js';
import { BoardFeed } from './board_feed.js';
import { MePage } from './me_page.js';
import { settingsFrom, takeToken } from './settings.js';
import { liveCell } from './view/desk_scene.js';
import { meUnit, meView } from './view/me_view.js';

const askEveryMs = 10_000;
const unitKey = 'northstar.me';

const settings = settingsFrom(location.search);
const token = takeToken(location, sessionStorage, history);
const api = new Api(token);

let unit = new URLSearchParams(location.search).get('unit') ?? localStorage.getItem(unitKey) ?? '';
/** @type {import('./view/me_view.js').Asked} */
let asked = { funnel: null, bonus: null };
let askedFor = '';
let askedMs = 0;

const page = new MePage(document, settings, (chosen) => {
  unit = chosen;
  localStorage.setItem(unitKey, chosen);
  asked = { funnel: null, bonus: null };
  const address = new URLSearchParams(location.search);
  if (chosen === '') address.delete('unit');
  else address.set('unit', chosen);
  history.replaceState(null, '', `${location.pathname}${address.size > 0 ? `?${address}` : ''}`);
  feed.invalidate();
});

const feed = new BoardFeed(token, {
  scope: settings.scope,
  metricsOf: () => undefined,
  paint: (state, now) => {
    const view = meView(state, settings, unit, asked, now);
    page.update(view);
    if (view.scene !== null && view.unit !== '') ask(view.scene, now.localMs);
  },
});

/** @param {import('./view/wall_view.js').Scene} scene @param {number} nowMs */
function ask(scene, nowMs) {
  const me = meUnit(scene, unit);
  const key = `${me} ${scene.period.id} `;
  const version = `${key}${scene.plan.metrics.map(({ id }) => liveCell(scene, me, id, scene.period.id)?.actual).join()}`;
  if (version === askedFor || (askedFor.startsWith(key) && nowMs - askedMs < askEveryMs)) return;
  askedFor = version;
  askedMs = nowMs;
  // Who may not see bonuses, as a display, has no such part on the page.
  api.get('funnel', { unit: me, period: scene.period.id }).catch(() => []).then((funnel) => { asked = { ...asked, funnel }; feed.invalidate(); });
  api.get('bonus', { unit: me }).catch(() => []).then((bonus) => { asked = { ...asked, bonus }; feed.invalidate(); });
}

feed.start();
