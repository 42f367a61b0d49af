// <north-star>: the one main figure of the wall, what it is of, and the vital facts beside it.

import { build, setAttribute, setText } from './dom.js';
import { ExactFigure } from './exact_figure.js';
import { TrafficLight } from './traffic_light.js';

/** @typedef {NonNullable<import('../view/wall_view.js').WallView['board']>} Board */
/** @typedef {import('../view/wall_view.js').Fact} Fact */

const factNames = /** @type {const} */ (['attainment', 'elapsed', 'needed', 'forecast']);

export class NorthStar extends HTMLElement {
  #figure = new ExactFigure();
  #light = new TrafficLight();
  #facts = factNames.map((name) => ({ name, label: build('dt', 'fact-label'), value: new ExactFigure() }));

  connectedCallback() {
    if (this.firstChild !== null) return;
    this.#light.className = 'light-large';
    const facts = this.#facts.map(({ name, label, value }) => {
      const fact = build('div', 'fact', label, build('dd', 'fact-value', value));
      fact.dataset.fact = name;
      return fact;
    });
    this.append(
      build('div', 'main-figure', this.#figure),
      build('div', 'vitals', this.#light, build('dl', 'facts', ...facts)),
    );
  }

  /** @param {Board} board @param {string} none */
  update(board, none) {
    this.#figure.update(board.figure, none, board.metricName);
    this.#light.update(board.light, board.lightWord);
    for (const { name, label, value } of this.#facts) {
      const fact = board.facts[name];
      setText(label, fact.label);
      value.update({ symbol: '', digits: fact.value, suffix: '', exact: fact.title }, none, fact.label);
    }
    setAttribute(this, 'data-light', board.light);
  }
}

customElements.define('north-star', NorthStar);
