// <leader-board>: who stands where, as many as the layout has rows for.

import { build, KeyedList, rowsOf, setAttribute, setText } from './dom.js';

/** @typedef {import('../view/rows.js').RankRow} RankRow */

export class LeaderBoard extends HTMLElement {
  #heading = build('h2', 'panel-title');
  #mode = build('span', 'panel-note');
  #rows = build('ol', 'rows');
  #list = new KeyedList(this.#rows, createRow);

  connectedCallback() {
    if (this.firstChild !== null) return;
    this.append(build('div', 'panel-head', this.#heading, this.#mode), this.#rows);
  }

  /** @param {string} heading @param {string} mode @param {readonly RankRow[]} rows */
  update(heading, mode, rows) {
    setText(this.#heading, heading);
    setText(this.#mode, mode);
    this.hidden = rows.length === 0;
    this.#list.update(rows.slice(0, rowsOf(this, rows.length)));
  }
}

function createRow() {
  const rank = build('span', 'row-rank');
  const name = build('span', 'row-name');
  const team = build('span', 'row-team');
  const value = build('span', 'row-value');
  const node = build('li', 'row rank-row', rank, build('span', 'row-person', name, team), value);
  return {
    node,
    update: (/** @type {RankRow} */ row) => {
      setText(rank, row.rank);
      setText(name, row.name);
      setText(team, row.team);
      setText(value, row.value);
      setAttribute(node, 'title', row.title);
      setAttribute(node, 'data-rank', row.rank);
    },
  };
}

customElements.define('leader-board', LeaderBoard);
