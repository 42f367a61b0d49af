// <spark-line>: the course of a period in a cell of a table: what is done, and the line of what was due.

import { setAttribute } from './dom.js';

const svg = 'http://www.w3.org/2000/svg';
const [width, height] = [96, 24];

export class SparkLine extends HTMLElement {
  #due = document.createElementNS(svg, 'path');
  #done = document.createElementNS(svg, 'path');

  connectedCallback() {
    if (this.firstChild !== null) return;
    const picture = document.createElementNS(svg, 'svg');
    picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
    picture.setAttribute('aria-hidden', 'true');
    picture.setAttribute('preserveAspectRatio', 'none');
    this.#due.setAttribute('class', 'spark-due');
    this.#done.setAttribute('class', 'spark-done');
    picture.append(this.#due, this.#done);
    this.append(picture);
  }

  /** @param {readonly import('../board/store.js').DailyRow[] | null} rows @param {number | null} actual */
  update(rows, actual) {
    const shown = rows ?? [];
    const begun = shown.findLastIndex((row) => row.cumulative !== null);
    const done = shown.map((row, index) => (index === begun && actual !== null ? actual : row.cumulative));
    const due = shown.map((row) => row.expected);
    const values = [...done, ...due].filter((value) => value !== null);
    const [low, high] = [Math.min(0, ...values), Math.max(1e-9, ...values)];
    const path = (/** @type {(number | null)[]} */ line) => line.flatMap((value, index) => (value === null ? [] : [[(index / Math.max(1, line.length - 1)) * width, height - 1 - ((value - low) / (high - low)) * (height - 2)]]))
      .map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
    setAttribute(this.#due, 'd', path(due) || null);
    setAttribute(this.#done, 'd', path(done) || null);
  }
}

customElements.define('spark-line', SparkLine);
