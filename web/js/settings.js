// What the address says: ?lang=en&theme=light&scope=east&metric=revenue&period=quarter&ranking=amount#token=…
// and of a wall also ?scenes=board,teams,pk&seconds=20&night=22:00-07:00&quiet=12:00-13:30&celebrate=off&gong=on (docs/pages.md).

import { hoursFrom } from './view/hours.js';
import { sceneNames } from './view/scenes.js';

/** @typedef {import('./view/dictionary.js').Language} Language */
/**
 * @typedef {object} Settings
 * @property {Language} language
 * @property {'dark' | 'light'} theme
 * @property {string | null} scope
 * @property {string | null} metric
 * @property {string} period a kind (`month`) or an id (`2026-11`)
 * @property {'attainment' | 'amount' | 'improved' | 'none'} ranking
 * @property {import('./view/scenes.js').SceneName[]} scenes in their order, the board alone when none is named
 * @property {number} seconds each scene stands
 * @property {import('./view/hours.js').Span[]} night hours in which the wall is dim
 * @property {import('./view/hours.js').Span[]} quiet hours without celebrations
 * @property {boolean} celebrate
 * @property {boolean | null} gong null: as somebody set it on this screen
 */

const nightHours = '22:00-07:00';
const sceneSeconds = 20;
const rankings = /** @type {const} */ (['attainment', 'amount', 'improved', 'none']);

/** @param {string} search @returns {Settings} */
export function settingsFrom(search) {
  const query = new URLSearchParams(search);
  const ranking = query.get('ranking');
  return {
    language: (query.get('lang') ?? 'zh').toLowerCase().startsWith('en') ? 'en' : 'zh',
    theme: query.get('theme') === 'light' ? 'light' : 'dark',
    scope: query.get('scope') || null,
    metric: query.get('metric') || null,
    period: query.get('period') || 'month',
    ranking: rankings.find((known) => known === ranking) ?? 'attainment',
    scenes: scenesFrom(query.get('scenes')),
    seconds: secondsFrom(query.get('seconds')),
    night: hoursFrom(query.get('night') ?? nightHours),
    quiet: hoursFrom(query.get('quiet') ?? ''),
    celebrate: query.get('celebrate') !== 'off',
    gong: query.has('gong') ? query.get('gong') === 'on' : null,
  };
}

/** @param {string | null} text */
function scenesFrom(text) {
  const known = (text ?? '').split(',').flatMap((name) => sceneNames.find((scene) => scene === name.trim()) ?? []);
  return known.length === 0 ? [sceneNames[0]] : [...new Set(known)];
}

/** @param {string | null} text */
function secondsFrom(text) {
  const seconds = Number(text ?? sceneSeconds);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(3600, Math.max(5, seconds)) : sceneSeconds;
}

const storageKey = 'northstar.token';

/**
 * The token of the address, remembered for this tab and taken out of the address, so that no photograph of a
 * wall shows it.
 * @param {Location} location
 * @param {Storage} storage
 * @param {History} history
 * @returns {string | null}
 */
export function takeToken(location, storage, history) {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return storage.getItem(storageKey);
  storage.setItem(storageKey, token);
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}
