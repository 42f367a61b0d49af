// <exact-figure>: a figure in short form that shows its exact form on a click, and always as its title. It
// makes itself smaller when it would not fit; it never cuts a figure and never wraps it.

import { build, setAttribute, setText } from './dom.js';

/** @typedef {{symbol: string, digits: string, suffix: string, exact: string}} Shown */

export class ExactFigure extends HTMLElement {
  #symbol = build('span', 'figure-unit');
  #digits = build('span', 'figure-digits');
  #suffix = build('span', 'figure-unit');
  #text = build('span', 'figure-text', this.#symbol, this.#digits, this.#suffix);
  #button = build('button', 'figure', this.#text);
  /** @type {[Shown | null, string, string]} */
  #given = [null, '', ''];
  #exact = false;
  #fitted = '';
  #resized = new ResizeObserver(() => this.#fit());

  connectedCallback() {
    if (this.firstChild === null) {
      this.#button.type = 'button';
      this.#button.addEventListener('click', () => this.#toggle());
      this.append(this.#button);
    }
    this.#resized.observe(this);
  }

  disconnectedCallback() {
    this.#resized.disconnect();
  }

  /** @param {Shown | null} shown @param {string} none @param {string} label */
  update(shown, none, label) {
    this.#given = [shown, none, label];
    setText(this.#symbol, shown === null || this.#exact ? '' : shown.symbol);
    setText(this.#digits, shown === null ? none : this.#exact ? shown.exact : shown.digits);
    setText(this.#suffix, shown === null || this.#exact ? '' : shown.suffix);
    const title = shown === null || shown.exact === '' ? null : shown.exact;
    setAttribute(this.#button, 'title', title);
    const text = this.#text.textContent ?? '';
    setAttribute(this.#button, 'aria-label', [label, text, title === null || title === text ? '' : `(${title})`].join(' ').trim());
    // Digits are all of one width, so only another number of characters needs another size.
    const form = text.replace(/\d/g, '0');
    if (form === this.#fitted) return;
    this.#fitted = form;
    this.#fit();
  }

  #toggle() {
    const [shown] = this.#given;
    this.#exact = !this.#exact && shown !== null && shown.exact !== '';
    this.update(...this.#given);
  }

  #fit() {
    this.#text.style.removeProperty('font-size');
    const [room, wanted] = [this.clientWidth, this.#text.offsetWidth];
    if (wanted > room && room > 0) this.#text.style.setProperty('font-size', `${Math.floor((room / wanted) * 990) / 10}%`);
  }
}

customElements.define('exact-figure', ExactFigure);
