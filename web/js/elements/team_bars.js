// <team-bars>: every unit below as a bar with its light. More teams than rows are shown page by page.

import { build, KeyedList, rowsOf, setAttribute, setText } from './dom.js';
import { TargetBar } from './target_bar.js';
import { TrafficLight } from './traffic_light.js';

/** @typedef {import('../view/rows.js').TeamRow} TeamRow */

const pageMs = 10_000;

export class TeamBars extends HTMLElement {
  #heading = build('h2', 'panel-title');
  #note = build('span', 'panel-note');
  #rows = build('ul', 'rows');
  #list = new KeyedList(this.#rows, createRow);

  connectedCallback() {
    if (this.firstChild !== null) return;
    this.append(build('div', 'panel-head', this.#heading, this.#note), this.#rows);
  }

  /** @param {string} heading @param {string} note @param {readonly TeamRow[]} rows @param {number} nowMs */
  update(heading, note, rows, nowMs) {
    setText(this.#heading, heading);
    this.hidden = rows.length === 0;
    const size = Math.max(1, rowsOf(this, rows.length));
    const pages = Math.max(1, Math.ceil(rows.length / size));
    const page = Math.floor(nowMs / pageMs) % pages;
    setText(this.#note, [note, pages > 1 ? `${page + 1}/${pages}` : ''].filter((text) => text !== '').join(' · '));
    this.#list.update(rows.slice(page * size, (page + 1) * size));
  }
}

function createRow() {
  const light = new TrafficLight();
  const name = build('span', 'row-name');
  const bar = new TargetBar();
  const amount = build('span', 'row-amount');
  const value = build('span', 'row-value');
  const node = build('li', 'row team-row', light, name, bar, amount, value);
  return {
    node,
    update: (/** @type {TeamRow} */ row) => {
      light.update(row.light, row.lightWord);
      setText(name, row.name);
      bar.update(row.progress, row.light);
      setText(amount, row.amount);
      setText(value, row.value);
      setAttribute(node, 'data-inner', row.inner === true ? '' : null);
      setAttribute(node, 'title', row.title);
    },
  };
}

customElements.define('team-bars', TeamBars);
