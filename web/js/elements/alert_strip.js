// <alert-strip>: lights that stayed changed and that nobody has said to have seen, above the desk's table; those that were seen one click away.
// Asks for them by itself; who may not see them sees no strip.

import { sessionEvent } from '../admission.js';
import { alertRows } from '../view/alert_rows.js';
import { build, KeyedList, setAttribute, setText } from './dom.js';
import { TrafficLight } from './traffic_light.js';

/** @typedef {ReturnType<typeof alertRows>['fresh'][number]} Row */

const askEveryMs = 10_000;
const shownMax = 4;

export class AlertStrip extends HTMLElement {
  /** @type {import('../api.js').Api | null} */
  #api = null;
  /** @type {import('../view/dictionary.js').Translate | null} */
  #t = null;
  /** @type {readonly import('../view/alert_rows.js').Alert[]} */
  #alerts = [];
  #may = false;
  #askedMs = -Infinity;
  #busy = false;
  #all = false;
  #heading = build('h2', 'alerts-heading');
  #fresh = build('ul', 'alert-rows');
  #seenRows = build('ul', 'alert-rows');
  #seen = build('details', 'alerts-seen', build('summary', 'alerts-summary'), this.#seenRows);
  #allSeen = build('button', 'button alerts-all');
  #more = build('button', 'button button-quiet alerts-more');
  #freshList = new KeyedList(this.#fresh, () => this.#row());
  #seenList = new KeyedList(this.#seenRows, () => this.#row());

  /** @param {import('../view/dictionary.js').Translate} t @param {import('../api.js').Api} api */
  start(t, api) {
    this.#t = t;
    this.#api = api;
    this.setAttribute('role', 'region');
    this.setAttribute('aria-label', t('alerts'));
    this.#more.type = 'button';
    this.#more.addEventListener('click', () => { this.#all = !this.#all; this.#askedMs = -Infinity; });
    this.#allSeen.type = 'button';
    setText(this.#allSeen, t('acknowledgeAll'));
    this.#allSeen.addEventListener('click', () => void this.#acknowledgeAll());
    this.append(build('div', 'alerts-head', this.#heading, build('span', 'alerts-buttons', this.#more, this.#allSeen)), this.#fresh, this.#seen);
    window.addEventListener(sessionEvent, (event) => { this.#may = /** @type {CustomEvent} */ (event).detail.rights.includes('read_repairs'); this.#askedMs = -Infinity; });
  }

  /** Frame by frame. @param {import('../view/wall_view.js').Scene} scene @param {{localMs: number, serverMs: number}} now */
  update(scene, now) {
    const t = this.#t;
    if (t === null) return;
    if (this.#may && !this.#busy && now.localMs - this.#askedMs >= askEveryMs) void this.#ask(now.localMs);
    const { fresh, worse, seen } = alertRows(this.#alerts, scene, now.serverMs);
    this.hidden = fresh.length === 0 && seen.length === 0;
    setText(this.#heading, fresh.length === 0 ? t('alertsAllSeen') : t(worse === 0 ? 'alertsFresh' : 'alertsWorse', { count: fresh.length, worse }));
    setAttribute(this, 'data-fresh', fresh.length === 0 ? null : '');
    this.#freshList.update(this.#all ? fresh : fresh.slice(0, shownMax));
    setAttribute(this.#more, 'hidden', fresh.length > shownMax ? null : '');
    setAttribute(this.#allSeen, 'hidden', fresh.length > 1 ? null : '');
    setText(this.#more, this.#all ? t('showFewer') : t('showAll', { count: fresh.length }));
    setAttribute(this.#seen, 'hidden', seen.length === 0 ? '' : null);
    setText(/** @type {Element} */ (this.#seen.querySelector('summary')), t('alertsSeen', { count: seen.length }));
    if (this.#seen.open) this.#seenList.update(seen);
  }

  /** @param {number} nowMs */
  async #ask(nowMs) {
    this.#askedMs = nowMs;
    this.#busy = true;
    this.#alerts = await this.#api?.get('alerts').catch(() => this.#alerts);
    this.#busy = false;
  }

  /** @param {readonly string[]} ids */
  async #acknowledge(ids) {
    for (const id of ids) this.#alerts = await this.#api?.post('alerts/acknowledge', {}, JSON.stringify({ id })).catch(() => this.#alerts);
  }

  /** What stands here now, not what comes while it is said. */
  async #acknowledgeAll() {
    this.#allSeen.disabled = true;
    await this.#acknowledge(this.#alerts.filter(({ acknowledged_by: by }) => by === null).map(({ id }) => id).reverse());
    this.#allSeen.disabled = false;
  }

  #row() {
    const [name, what, time, seen] = ['alert-name', 'alert-what', 'alert-time', 'alert-seen'].map((one) => build('span', one));
    const [from, to] = [new TrafficLight(), new TrafficLight()];
    const button = build('button', 'button row-button', this.#t?.('acknowledge') ?? '');
    button.type = 'button';
    /** @type {readonly string[]} */
    let ids = [];
    button.addEventListener('click', () => void this.#acknowledge(ids));
    const arrow = build('span', 'alert-arrow', '→');
    arrow.setAttribute('aria-hidden', 'true');
    const node = build('li', 'alert-row', time, name, what, build('span', 'alert-lights', from, arrow, to), seen, button);
    return {
      node,
      update: (/** @type {Row} */ row) => {
        ids = row.ids;
        for (const [cell, text] of /** @type {const} */ ([[name, row.name], [what, row.what], [time, row.time], [seen, row.seen]])) setText(cell, text);
        from.update(/** @type {any} */ (row.from), row.fromWord);
        to.update(/** @type {any} */ (row.to), row.toWord);
        setAttribute(button, 'hidden', row.seen === '' ? null : '');
        setAttribute(button, 'aria-label', `${this.#t?.('acknowledge') ?? ''} ${row.name} ${row.what}`);
      },
    };
  }
}

customElements.define('alert-strip', AlertStrip);
