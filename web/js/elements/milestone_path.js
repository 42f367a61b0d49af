// <milestone-path>: the next milestone large, with what is missing; the others below it, reached or open.

import { build, KeyedList, rowsOf, setAttribute, setText } from './dom.js';
import { TargetBar } from './target_bar.js';

/** @typedef {import('../view/milestones.js').MilestoneRow} MilestoneRow */

const signs = { next: '◎', reached: '★', lost: '↺', open: '☆' };

export class MilestonePath extends HTMLElement {
  #heading = build('h2', 'panel-title');
  #rows = build('ul', 'milestone-rows');
  #list = new KeyedList(this.#rows, createRow);

  connectedCallback() {
    if (this.firstChild !== null) return;
    this.append(build('div', 'panel-head', this.#heading), this.#rows);
  }

  /** @param {string} heading @param {readonly MilestoneRow[]} rows */
  update(heading, rows) {
    setText(this.#heading, heading);
    this.#list.update(rows.slice(0, rowsOf(this, rows.length)));
  }
}

function createRow() {
  const parts = {
    sign: build('span', 'milestone-sign'), word: build('span', 'milestone-word'), reward: build('span', 'milestone-reward'),
    what: build('span', 'milestone-what'), missing: build('span', 'milestone-missing'),
  };
  const bar = new TargetBar();
  const node = build('li', 'milestone', parts.sign, build('span', 'milestone-names', parts.reward, parts.what), build('span', 'milestone-state', parts.word, parts.missing), bar);
  parts.sign.setAttribute('aria-hidden', 'true');
  return {
    node,
    update: (/** @type {MilestoneRow} */ row) => {
      setAttribute(node, 'data-state', row.state);
      setText(parts.sign, signs[row.state]);
      setText(parts.word, row.word);
      setText(parts.reward, row.reward);
      setText(parts.what, row.what);
      setText(parts.missing, row.missing);
      setAttribute(parts.missing, 'title', row.title || null);
      bar.update({ fill: row.fill, expected: null, target: null }, 'grey');
    },
  };
}

customElements.define('milestone-path', MilestonePath);
