// What a celebration and its correction have in common: heading, who, and what, over the stage while there is something to tell.

import { build, setText } from './dom.js';

/** @typedef {import('../celebration_player.js').Shown} Shown */

export class NewsCard extends HTMLElement {
  /** @type {HTMLElement[]} */
  #lines = [];

  /** Its three lines, built once. @param {string} name of its classes @returns {HTMLElement[]} none the second time */
  buildLines(name) {
    if (this.#lines.length !== 0) return [];
    this.setAttribute('role', 'status');
    this.#lines = ['heading', 'who', 'text'].map((part) => build('p', `${name}-${part}`));
    return this.#lines;
  }

  /** @param {Shown | null} shown */
  update(shown) {
    this.hidden = shown === null;
    if (shown === null) return;
    [shown.heading, shown.who, shown.text].forEach((text, index) => setText(this.#lines[index], text));
  }
}
