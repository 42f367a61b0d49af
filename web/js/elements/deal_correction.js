// <deal-correction>: what was celebrated and is otherwise now, over the stage, in the wall's own calm colours: who, and what is true.

import { build, setText } from './dom.js';

/** @typedef {import('../celebration_player.js').Shown} Shown */

export class DealCorrection extends HTMLElement {
  #heading = build('p', 'correction-heading');
  #who = build('p', 'correction-who');
  #text = build('p', 'correction-text');

  connectedCallback() {
    if (this.firstChild !== null) return;
    this.setAttribute('role', 'status');
    this.append(this.#heading, this.#who, this.#text);
  }

  /** @param {Shown | null} shown */
  update(shown) {
    this.hidden = shown === null;
    if (shown === null) return;
    setText(this.#heading, shown.heading);
    setText(this.#who, shown.who);
    setText(this.#text, shown.text);
  }
}

customElements.define('deal-correction', DealCorrection);
