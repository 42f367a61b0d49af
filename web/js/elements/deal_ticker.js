// <deal-ticker>: the latest deals, newest first, as many as the layout has rows for. It stands still: nobody reads
// a running text from six metres.

import { build, KeyedList, rowsOf, setAttribute, setText } from './dom.js';

/** @typedef {import('../view/ticker.js').TickerItem} TickerItem */

export class DealTicker extends HTMLElement {
  #heading = build('h2', 'ticker-title');
  #empty = build('p', 'ticker-empty');
  #rows = build('ul', 'ticker-rows');
  #told = false;
  #list = new KeyedList(this.#rows, () => createRow(this.#told));

  connectedCallback() {
    if (this.firstChild !== null) return;
    this.append(this.#heading, this.#empty, this.#rows);
  }

  /** @param {string} heading @param {string} empty @param {readonly TickerItem[]} items */
  update(heading, empty, items) {
    setText(this.#heading, heading);
    setText(this.#empty, items.length === 0 ? empty : '');
    this.#list.update(items.slice(0, rowsOf(this, items.length)));
    this.#told = true;
  }
}

/** @param {boolean} isNew it closed while the wall was looking */
function createRow(isNew) {
  const parts = {
    time: build('time', 'deal-time'), who: build('span', 'deal-who'), amount: build('span', 'deal-amount'),
    customer: build('span', 'deal-customer'), note: build('span', 'deal-note'),
  };
  const node = build('li', 'deal', ...Object.values(parts));
  setAttribute(node, 'data-new', isNew ? '' : null);
  return {
    node,
    update: (/** @type {TickerItem} */ item) => {
      setText(parts.time, item.time);
      setText(parts.who, item.who);
      setText(parts.amount, item.amount);
      setText(parts.customer, item.customer);
      setText(parts.note, item.note);
      setAttribute(node, 'data-state', item.state);
      setAttribute(parts.amount, 'title', item.title);
    },
  };
}

customElements.define('deal-ticker', DealTicker);
