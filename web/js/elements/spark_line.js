// <spark-line>: the course of a period in a cell of a table: what is done, and the line of what was due.

import { setAttribute } from './dom.js';

const svg = 'http://www.w3.org/2000/svg';
const [width, height] = [96, 24];
/** A line of thirty points need not follow every deal within the blink; the page's next second brings the last one. */
const drawEveryMs = 1000;

export class SparkLine extends HTMLElement {
  #due = document.createElementNS(svg, 'path');
  #done = document.createElementNS(svg, 'path');

  #drawnMs = -Infinity;
  /** @type {readonly import('../board/store.js').DailyRow[] | null | undefined} */
  #rows = undefined;

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
    const nowMs = performance.now();
    if (rows === this.#rows && nowMs - this.#drawnMs < drawEveryMs) return;
    [this.#rows, this.#drawnMs] = [rows, nowMs];
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
