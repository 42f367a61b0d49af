// <unit-detail>: what stands behind one row: its course against the plan, the funnel, the days as a heat calendar, and why it moved.

import { build, KeyedList, setAttribute, setProperty, setText } from './dom.js';
import { TrafficLight } from './traffic_light.js';
import { TrendChart } from './trend_chart.js';

/** @typedef {import('../view/detail_view.js').DetailView} DetailView */

export class UnitDetail extends HTMLElement {
  #title = build('h2', 'detail-title');
  #light = new TrafficLight();
  #close = build('button', 'button button-quiet');
  #trend = new TrendChart();
  #funnelTitle = build('h3', 'detail-heading');
  #funnel = build('ul', 'funnel-rows');
  #funnelList = new KeyedList(this.#funnel, funnelRow);
  #gapTitle = build('h3', 'detail-heading');
  #gaps = build('ul', 'gap-rows');
  #gapList = new KeyedList(this.#gaps, gapRow);
  #fallTitle = build('h3', 'detail-heading');
  #fall = build('ol', 'fall-rows');
  #fallList = new KeyedList(this.#fall, fallRow);
  #heatTitle = build('h3', 'detail-heading');
  #heat = build('ol', 'heat-days');
  #heatList = new KeyedList(this.#heat, heatDay);
  #whyTitle = build('h3', 'detail-heading');
  #since = build('select', 'select');
  #sinceWord = build('span', 'field-word');
  #sum = build('p', 'why-sum');
  #why = build('ul', 'why-rows');
  #whyList = new KeyedList(this.#why, whyRow);

  /** @param {import('../view/dictionary.js').Translate} t @param {{onClose: () => void, onSince: (since: string) => void}} actions @param {readonly [string, string][]} sinces value and words */
  start(t, actions, sinces) {
    this.setAttribute('role', 'region');
    this.#title.id = 'detail-title';
    this.setAttribute('aria-labelledby', 'detail-title');
    this.tabIndex = -1;
    this.#close.type = 'button';
    setText(this.#close, t('close'));
    setText(this.#funnelTitle, t('funnel'));
    setText(this.#gapTitle, t('gapFrom'));
    setText(this.#fallTitle, t('gapWaterfall'));
    setText(this.#heatTitle, t('heat'));
    setText(this.#whyTitle, t('why'));
    // A list that scrolls by itself must be reached by keyboard.
    this.#why.tabIndex = 0;
    this.#why.setAttribute('aria-label', t('why'));
    setText(this.#sinceWord, t('since'));
    for (const [value, words] of sinces) {
      const option = build('option', '', words);
      option.value = value;
      this.#since.append(option);
    }
    this.#close.addEventListener('click', actions.onClose);
    this.#since.addEventListener('change', () => actions.onSince(this.#since.value));
    this.addEventListener('keydown', (event) => { if (event.key === 'Escape') actions.onClose(); });
    this.append(
      build('div', 'detail-head', this.#title, this.#light, this.#close), this.#trend,
      build('section', 'detail-part', this.#funnelTitle, this.#funnel), build('section', 'detail-part', this.#fallTitle, this.#fall), build('section', 'detail-part', this.#gapTitle, this.#gaps), build('section', 'detail-part', this.#heatTitle, this.#heat),
      build('section', 'detail-part', build('div', 'detail-line', this.#whyTitle, build('label', 'field', this.#sinceWord, this.#since)), this.#sum, this.#why),
    );
  }

  /** @param {DetailView} view */
  update(view) {
    setText(this.#title, view.title);
    this.#light.update(view.light, view.lightWord);
    this.#trend.update(view.trend, view.trendWords);
    this.#funnelList.update(view.funnel);
    setAttribute(/** @type {Element} */ (this.#funnel.parentElement), 'hidden', view.funnel.length === 0 ? '' : null);
    this.#fallList.update(view.waterfall);
    setAttribute(/** @type {Element} */ (this.#fall.parentElement), 'hidden', view.waterfall.length === 0 ? '' : null);
    this.#gapList.update(view.gaps);
    setAttribute(/** @type {Element} */ (this.#gaps.parentElement), 'hidden', view.gaps.length === 0 ? '' : null);
    this.#heatList.update(view.heat);
    setAttribute(/** @type {Element} */ (this.#heat.parentElement), 'hidden', view.heat.length === 0 ? '' : null);
    this.#since.value = view.since;
    setText(this.#sum, view.whySum);
    this.#whyList.update(view.why);
  }
}

function funnelRow() {
  const parts = { name: build('span', 'funnel-name'), bar: build('span', 'funnel-bar', build('span', 'funnel-fill')), actual: build('span', 'funnel-actual'), rate: build('span', 'funnel-rate'), needed: build('span', 'funnel-needed') };
  return {
    node: build('li', 'funnel-row', ...Object.values(parts)),
    update: (/** @type {DetailView['funnel'][number]} */ row) => {
      setText(parts.name, row.name);
      setProperty(parts.bar, '--fill', `${(row.share * 100).toFixed(1)}%`);
      setText(parts.actual, row.actual);
      setText(parts.rate, row.rate);
      setText(parts.needed, row.needed);
    },
  };
}

function fallRow() {
  const parts = { name: build('span', 'fall-name'), note: build('span', 'fall-note'), bar: build('span', 'fall-bar', build('span', 'fall-fill')), text: build('span', 'fall-text') };
  const node = build('li', 'fall-row', build('span', 'fall-words', parts.name, parts.note), parts.bar, parts.text);
  return {
    node,
    update: (/** @type {DetailView['waterfall'][number]} */ row) => {
      setText(parts.name, row.name);
      setText(parts.note, row.note);
      setProperty(parts.bar, '--left', `${(row.left * 100).toFixed(2)}%`);
      setProperty(parts.bar, '--width', `${(row.width * 100).toFixed(2)}%`);
      setText(parts.text, row.text);
      setAttribute(parts.text, 'title', row.title);
      setAttribute(node, 'data-kind', row.kind);
    },
  };
}

function gapRow() {
  const parts = { name: build('span', 'funnel-name'), bar: build('span', 'funnel-bar', build('span', 'funnel-fill')), text: build('span', 'gap-text') };
  const node = build('li', 'gap-row', ...Object.values(parts));
  return {
    node,
    update: (/** @type {DetailView['gaps'][number]} */ row) => {
      setText(parts.name, row.name);
      setAttribute(parts.name, 'title', row.name);
      setProperty(parts.bar, '--fill', `${(row.share * 100).toFixed(1)}%`);
      setText(parts.text, row.text);
      setAttribute(node, 'data-ahead', row.ahead ? '' : null);
    },
  };
}

function heatDay() {
  const word = build('span', 'heat-word');
  const node = build('li', 'heat-day', word);
  return {
    node,
    update: (/** @type {DetailView['heat'][number]} */ day) => {
      setText(word, day.word);
      setAttribute(node, 'title', day.title);
      setAttribute(node, 'data-heat', String(day.heat));
      setAttribute(node, 'data-column', String(day.column));
      setAttribute(node, 'aria-label', day.title);
    },
  };
}

function whyRow() {
  const parts = { time: build('time', 'why-time'), who: build('span', 'why-who'), customer: build('span', 'why-customer'), what: build('span', 'why-what'), change: build('span', 'why-change'), after: build('span', 'why-after') };
  return {
    node: build('li', 'why-row', ...Object.values(parts)),
    update: (/** @type {import('../view/why.js').WhyRow} */ row) => {
      setText(parts.time, row.time);
      setText(parts.who, row.who);
      setText(parts.customer, row.customer);
      setText(parts.what, row.what);
      setText(parts.change, row.change);
      setText(parts.after, row.after);
      setAttribute(parts.change, 'title', row.changeTitle || null);
      setAttribute(parts.change, 'data-up', row.up === null ? null : String(row.up));
    },
  };
}

customElements.define('unit-detail', UnitDetail);
