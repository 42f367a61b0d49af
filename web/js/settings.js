// What the address says: ?lang=en&theme=light&scope=east&metric=revenue&period=quarter&ranking=amount#token=…

/** @typedef {import('./view/dictionary.js').Language} Language */
/**
 * @typedef {object} Settings
 * @property {Language} language
 * @property {'dark' | 'light'} theme
 * @property {string | null} scope
 * @property {string | null} metric
 * @property {string} period a kind (`month`) or an id (`2026-11`)
 * @property {'attainment' | 'amount' | 'none'} ranking
 */

const rankings = /** @type {const} */ (['attainment', 'amount', 'none']);

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
  };
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
