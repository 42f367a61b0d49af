// <deal-celebration>: 喜报 over the stage, in red and gold; the one place where the wall is festive. The figure above stays in sight.

import { build, setText } from './dom.js';

/** @typedef {import('../celebration_player.js').Shown} Shown */

const sparks = 14;

export class DealCelebration extends HTMLElement {
  #heading = build('p', 'celebration-heading');
  #who = build('p', 'celebration-who');
  #text = build('p', 'celebration-text');

  connectedCallback() {
    if (this.firstChild !== null) return;
    const rays = build('div', 'celebration-sparks', ...Array.from({ length: sparks }, () => build('span', 'spark')));
    rays.setAttribute('aria-hidden', 'true');
    this.setAttribute('role', 'status');
    this.append(rays, build('div', 'celebration-card', this.#heading, this.#who, this.#text));
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

customElements.define('deal-celebration', DealCelebration);
