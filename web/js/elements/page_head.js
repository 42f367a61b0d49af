// <page-head>: the way between the pages, the age of the figures, language and theme. The same on every page but the wall.

import { sessionEvent } from '../admission.js';
import { build, setAttribute, setText } from './dom.js';
import { FeedStatus } from './feed_status.js';

/** @typedef {import('../view/dictionary.js').Translate} Translate */

const pages = /** @type {const} */ ([['live', 'pageLive'], ['standup', 'pageStandup'], ['me', 'pageMe'], ['report', 'pageReport'], ['admin', 'pageAdmin'], ['wall', 'pageWall']]);
/** What goes with one from page to page. */
const carried = ['lang', 'theme', 'scope'];

export class PageHead extends HTMLElement {
  #status = new FeedStatus();
  #built = false;

  /** @param {Translate} t @param {import('../settings.js').Settings} settings */
  #build(t, settings) {
    this.#built = true;
    this.setAttribute('role', 'banner');
    const nav = build('nav', 'page-nav', ...pages.map(([name, phrase]) => this.#link(name, t(phrase))));
    nav.setAttribute('aria-label', t('pages'));
    const other = settings.language === 'en' ? { lang: 'zh' } : { lang: 'en' };
    const theme = settings.theme === 'dark' ? { theme: 'light' } : { theme: 'dark' };
    const language = build('a', 'page-switch', settings.language === 'en' ? '中文' : 'English');
    language.lang = settings.language === 'en' ? 'zh-CN' : 'en';
    const light = build('a', 'page-switch', t(settings.theme === 'dark' ? 'themeLight' : 'themeDark'));
    for (const [link, change] of /** @type {const} */ ([[language, other], [light, theme]])) {
      link.href = here(change);
      // The address may have changed since: filters stand in it.
      link.addEventListener('click', () => { link.href = here(change); });
    }
    const switches = build('span', 'page-switches', language, light);
    this.append(nav, this.#status, switches);
    window.addEventListener(sessionEvent, (event) => signOutOf(switches, /** @type {CustomEvent} */ (event).detail, t));
  }

  /** @param {string} name @param {string} text */
  #link(name, text) {
    const link = build('a', 'page-link', text);
    const query = new URLSearchParams(location.search);
    const kept = new URLSearchParams(carried.flatMap((key) => (query.has(key) ? [[key, query.get(key) ?? '']] : [])));
    link.href = `/${name}${kept.size > 0 ? `?${kept}` : ''}`;
    if (location.pathname === `/${name}`) link.setAttribute('aria-current', 'page');
    return link;
  }

  /** @param {Translate} t @param {import('../settings.js').Settings} settings @param {import('../view/status.js').Status | null} status null: this page has no feed */
  update(t, settings, status) {
    if (!this.#built) this.#build(t, settings);
    setAttribute(this.#status, 'hidden', status === null ? '' : null);
    if (status !== null) this.#status.update(status);
  }
}

/** This page with something else in its address. @param {Record<string, string>} change */
function here(change) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) query.set(name, value);
  return `${location.pathname}?${query}`;
}

/** Whoever signed in by hand may sign out by hand. @param {HTMLElement} switches @param {import('../admission.js').Session} session @param {Translate} t */
function signOutOf(switches, { name, by, role }, t) {
  if (by !== 'cookie' || role === 'display' || switches.querySelector('.sign-out') !== null) return;
  const button = build('button', 'page-switch sign-out', t('signOut'));
  button.type = 'button';
  button.title = t('signedInAs', { name: name ?? '' });
  button.addEventListener('click', () => void fetch('/api/v1/session', { method: 'DELETE' }).finally(() => location.replace('/login')));
  switches.append(button);
}

/** @param {HTMLElement} main @param {string} text shown as an alert */
export function setProblem(main, text) {
  let problem = /** @type {HTMLElement | null} */ (main.querySelector(':scope > .problem'));
  if (problem === null) {
    problem = build('p', 'problem');
    problem.setAttribute('role', 'alert');
    main.prepend(problem);
  }
  setText(problem, text);
}

customElements.define('page-head', PageHead);
