// <target-bar>: how far the period has come, with the thin mark of what is expected by now.

import { asPercentage, build, setAttribute, setProperty, setText } from './dom.js';

/** @typedef {import('../view/progress.js').Progress} Progress */
/** @typedef {import('../feed/protocol.js').Light} Light */

export class TargetBar extends HTMLElement {
  #fill = build('span', 'bar-fill');
  #goal = build('span', 'bar-goal');
  #mark = build('span', 'bar-mark');
  #track = build('span', 'bar-track', this.#fill, this.#goal);
  #expected = build('span', 'bar-caption bar-expected');
  #target = build('span', 'bar-caption bar-target');

  connectedCallback() {
    if (this.firstChild !== null) return;
    this.append(build('span', 'bar', this.#track, this.#mark));
    // A bar in a row has no words of its own: the row has them.
    if (this.hasAttribute('captions')) this.append(build('span', 'bar-captions', this.#expected, this.#target));
  }

  /** @param {Progress} progress @param {Light} light @param {string} [expected] @param {string} [target] */
  update(progress, light, expected = '', target = '') {
    setAttribute(this, 'data-light', light);
    // Each on the part that needs it: what is set above is looked at again in all that stands below.
    setProperty(this.#fill, '--fill', asPercentage(progress.fill));
    for (const part of [this.#mark, this.#expected]) setProperty(part, '--mark', asPercentage(progress.expected ?? 0));
    setProperty(this.#goal, '--goal', asPercentage(progress.target ?? 1));
    setAttribute(this.#mark, 'hidden', progress.expected === null ? '' : null);
    setAttribute(this.#goal, 'hidden', progress.target === null ? '' : null);
    setAttribute(this, 'data-exceeded', progress.target === null ? null : '');
    setText(this.#expected, expected);
    setText(this.#target, target);
  }
}

customElements.define('target-bar', TargetBar);
