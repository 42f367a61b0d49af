// <trend-chart>: the period so far against the expected curve and the period before. ECharts draws it; it is
// loaded after the figures stand, for the wall must be readable before it is complete.

import { build, setAttribute, setText } from './dom.js';
import { trendOption } from './trend_option.js';

/** @typedef {import('../view/trend.js').Trend} Trend */
/** @typedef {{heading: string, summary: string, names: {actual: string, expected: string, previous: string, forecast: string}, axisText: (value: number) => string}} TrendWords */

/** Another trend, or another size, is drawn soon; that today's point has moved, a line of thirty points need not tell within the blink. */
const drawSoonMs = 250;
const drawAgainMs = 3000;

export class TrendChart extends HTMLElement {
  #heading = build('h2', 'panel-title');
  #legend = build('p', 'panel-note trend-legend');
  #canvas = build('div', 'trend-canvas');
  #keys = ['actual', 'expected', 'previous', 'forecast'].map((name) => build('span', `trend-key trend-key-${name}`));
  /** @type {any} */
  #chart = null;
  #loading = false;
  #drawn = '';
  #shape = '';
  /** @type {{trend: Trend, words: TrendWords} | null} */
  #wanted = null;
  /** @type {number | null} */
  #timer = null;
  #timerMs = 0;
  #resized = new ResizeObserver(() => {
    this.#chart?.resize();
    this.#drawn = '';
    this.#drawSoon(drawSoonMs);
  });

  connectedCallback() {
    if (this.firstChild === null) {
      this.#canvas.setAttribute('role', 'img');
      this.#legend.append(...this.#keys);
      this.append(build('div', 'panel-head', this.#heading, this.#legend), this.#canvas);
    }
    this.#resized.observe(this.#canvas);
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#chart?.dispose();
    this.#chart = null;
    this.#shape = '';
  }

  /** @param {Trend | null} trend @param {TrendWords} words */
  update(trend, words) {
    setText(this.#heading, words.heading);
    this.hidden = trend === null;
    const known = this.#drawn !== '' && trend?.days.length === this.#wanted?.trend.days.length && trend?.days[0] === this.#wanted?.trend.days[0];
    this.#wanted = trend === null ? null : { trend, words };
    if (trend === null) return;
    setAttribute(this.#canvas, 'aria-label', words.summary || words.heading);
    const names = [words.names.actual, words.names.expected, some(trend.previous) ? words.names.previous : '', some(trend.likely) ? words.names.forecast : ''];
    this.#keys.forEach((key, index) => setText(key, names[index]));
    this.#drawSoon(known ? drawAgainMs : drawSoonMs);
  }

  /** @param {number} inMs */
  #drawSoon(inMs) {
    if (this.#wanted === null) return;
    if (this.#timer !== null) {
      if (this.#timerMs <= inMs) return;
      clearTimeout(this.#timer);
    }
    this.#timerMs = inMs;
    this.#timer = window.setTimeout(() => {
      this.#timer = null;
      this.#draw();
    }, inMs);
  }

  async #draw() {
    if (this.#wanted === null || this.#canvas.clientHeight === 0) return;
    if (this.#chart === null) {
      if (this.#loading) return;
      this.#loading = true;
      const echarts = await import('/vendor/echarts.esm.min.js').catch(() => null);
      this.#loading = false;
      // A chart library that does not come leaves the figures; the next update tries again.
      if (echarts === null || !this.isConnected) return;
      this.#chart = echarts.init(this.#canvas, null, { renderer: 'canvas' });
    }
    const { trend, words } = this.#wanted;
    const form = JSON.stringify(trend);
    if (form === this.#drawn) return;
    this.#drawn = form;
    const option = trendOption(trend, words.axisText, getComputedStyle(this.#canvas));
    // Lines of the same number and the same days take their new points; anything else is drawn from nothing.
    const shape = `${option.series.length} ${trend.days[0]} ${trend.days.length}`;
    this.#chart.setOption(option, { notMerge: shape !== this.#shape });
    this.#shape = shape;
  }
}

/** @param {(number | null)[]} values */
const some = (values) => values.some((value) => value !== null);

customElements.define('trend-chart', TrendChart);
