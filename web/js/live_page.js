// The elements of live.html: filters, time machine, table and pane, and what each of them shows.

import './elements/live_table.js';
import './elements/page_head.js';
import './elements/unit_detail.js';
import { build, setAttribute, setText } from './elements/dom.js';
import { setProblem } from './elements/page_head.js';
import { errorWords } from './view/problem.js';
import { translator } from './view/dictionary.js';

/** @typedef {import('./view/live_view.js').LiveQuery} LiveQuery */
/** @typedef {import('./view/live_view.js').LiveRow} LiveRow */
/** @typedef {{onQuery: () => void, onToggle: (unit: string, open: boolean) => void, onOpen: (unit: string, metric: string) => void, onClose: () => void, onSince: (since: string) => void, onFind: (text: string) => void}} Actions */

const kinds = /** @type {const} */ ([['day', 'periodDay'], ['week', 'periodWeek'], ['month', 'periodMonth'], ['quarter', 'periodQuarter'], ['year', 'periodYear']]);
const hourMs = 3_600_000;

export class LivePage {
  #settings;
  #query;
  #actions;
  #t;
  /** @type {Record<'head' | 'main' | 'title' | 'filters' | 'strip' | 'table' | 'detail', any>} */
  #find;
  #metric = build('select', 'select');
  #slice = build('select', 'select');
  #slider = build('input', 'slider');
  #moment = build('span', 'moment-text');
  #periods = kinds.map(([kind]) => ({ kind, button: build('button', 'segment') }));
  #timeButton = build('button', 'button');
  #machine = build('div', 'machine');
  #machineOpen = false;
  #metricsOf = '';
  /** @type {any} */
  #sliding = null;

  /** @param {Document} document @param {import('./settings.js').Settings} settings @param {LiveQuery} query @param {Actions} actions */
  constructor(document, settings, query, actions) {
    this.#settings = settings;
    this.#query = query;
    this.#actions = actions;
    this.#t = translator(settings.language);
    /** @type {(selector: string) => any} */
    const one = (selector) => document.querySelector(selector);
    this.#find = { head: one('page-head'), main: one('main'), title: one('.desk-title'), filters: one('.filters'), strip: one('.moment-strip'), table: one('live-table'), detail: one('unit-detail') };
    this.#find.table.start(this.#t, { onToggle: actions.onToggle, onOpen: actions.onOpen, onSort: (/** @type {import('./view/live_view.js').SortKey} */ key) => this.#sort(key) });
    this.#find.detail.start(this.#t, { onClose: actions.onClose, onSince: actions.onSince }, /** @type {const} */ ([['hour', 'sinceHour'], ['today', 'sinceToday'], ['yesterday', 'sinceYesterday'], ['week', 'sinceWeek'], ['all', 'sinceAll']]).map(([value, phrase]) => [value, this.#t(phrase)]));
    this.#buildFilters();
    this.#buildMachine();
    document.title = this.#t('deskTitle', { page: this.#t('pageLive') });
  }

  #buildFilters() {
    const t = this.#t;
    const { filters } = this.#find;
    const group = build('div', 'segments', ...this.#periods.map(({ button }) => button));
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', t('period'));
    this.#periods.forEach(({ kind, button }, index) => {
      button.type = 'button';
      setText(button, t(kinds[index][1]));
      button.addEventListener('click', () => { this.#settings.period = kind; this.#actions.onQuery(); });
    });
    this.#metric.addEventListener('change', () => this.#chooseMetric());
    this.#slice.addEventListener('change', () => { this.#query.slice = this.#slice.value; this.#actions.onQuery(); });
    const find = build('input', 'input');
    find.type = 'search';
    find.addEventListener('input', () => this.#actions.onFind(find.value));
    this.#timeButton.type = 'button';
    setText(this.#timeButton, t('timeMachine'));
    this.#timeButton.addEventListener('click', () => { this.#machineOpen = !this.#machineOpen; if (!this.#machineOpen) this.#choose(''); else this.#actions.onQuery(); });
    this.setSlices(this.#query.slice === '' ? [] : [this.#query.slice]);
    const field = (/** @type {string} */ word, /** @type {Element} */ control) => build('label', 'field', build('span', 'field-word', word), control);
    this.#find.filters.append(group, field(t('metric'), this.#metric), field(t('slice'), this.#slice), field(t('find'), find), this.#timeButton);
    filters.addEventListener('submit', (/** @type {Event} */ event) => event.preventDefault());
  }

  #buildMachine() {
    const t = this.#t;
    const back = build('button', 'button', t('backToNow'));
    back.type = 'button';
    back.addEventListener('click', () => { this.#machineOpen = false; this.#choose(''); });
    this.#slider.type = 'range';
    this.#slider.step = String(hourMs);
    this.#slider.setAttribute('aria-label', t('moment'));
    // A hand on the slider passes many moments; the one it rests on is asked for.
    this.#slider.addEventListener('input', () => {
      clearTimeout(this.#sliding);
      this.#sliding = setTimeout(() => this.#choose(new Date(Number(this.#slider.value)).toISOString()), 250);
    });
    this.#moment.setAttribute('role', 'status');
    this.#machine.append(this.#moment, this.#slider, back);
    this.#find.strip.append(this.#machine);
  }

  /** @param {readonly string[]} slices */
  setSlices(slices) {
    const all = [...new Set(['', ...slices, this.#query.slice])];
    this.#slice.replaceChildren(...all.map((slice) => option(slice, slice === '' ? this.#t('whole') : slice.replace(':', ' ：'))));
    this.#slice.value = this.#query.slice;
    setAttribute(this.#slice, 'disabled', all.length < 2 ? '' : null);
  }

  #chooseMetric() {
    this.#query.allMetrics = this.#metric.value === 'all';
    this.#settings.metric = this.#query.allMetrics ? null : this.#metric.value;
    this.#actions.onQuery();
  }

  /** @param {import('./view/live_view.js').SortKey} key */
  #sort(key) {
    this.#query.descending = this.#query.sort === key ? !this.#query.descending : key !== 'light' && key !== 'plan' && key !== 'attainment';
    if (key === 'plan') this.#query.descending = false;
    this.#query.sort = key;
    this.#actions.onQuery();
  }

  /** @param {string} asOf */
  #choose(asOf) {
    this.#query.asOf = asOf;
    this.#actions.onQuery();
  }

  /** @param {import('./api.js').ApiError} error */
  words(error) {
    return errorWords(error, this.#t);
  }

  focusDetail() {
    requestAnimationFrame(() => requestAnimationFrame(() => this.#find.detail.focus()));
  }

  /** @param {string} unit */
  focusRow(unit) {
    requestAnimationFrame(() => this.#find.table.focusRow(unit));
  }

  /** @param {ReturnType<typeof import('./view/live_view.js').liveView>} view @param {string} problem @param {string} selected @param {(row: LiveRow) => readonly import('./board/store.js').DailyRow[] | null} course @param {import('./board_feed.js').Now} now */
  update(view, problem, selected, course, now) {
    const { head, main, title, strip, table } = this.#find;
    head.update(view.t, this.#settings, view.status);
    setAttribute(main, 'data-feed', view.status.kind);
    setProblem(main, view.problem || problem);
    setText(title, view.title);
    for (const { kind, button } of this.#periods) setAttribute(button, 'aria-pressed', String(this.#settings.period === kind || view.scene?.period.id === this.#settings.period && view.scene.period.kind === kind));
    const past = view.moment !== '';
    setAttribute(strip, 'hidden', past || this.#machineOpen ? null : '');
    setAttribute(strip, 'data-past', past ? '' : null);
    setAttribute(this.#timeButton, 'aria-expanded', String(past || this.#machineOpen));
    setText(this.#moment, past ? view.moment : view.t('moment'));
    setAttribute(main, 'data-past', past ? '' : null);
    if (view.scene === null) return true;
    this.#fillMetrics(view.scene);
    this.#rangeOf(view.scene, now.serverMs);
    const whole = table.update(view.rows, { sort: this.#query.sort, descending: this.#query.descending, selected, empty: view.t(view.waiting ? 'loading' : 'nothingFound'), course });
    setAttribute(main, 'data-ready', '');
    return whole;
  }

  /** @param {import('./view/detail_view.js').DetailView | null} view */
  showDetail(view) {
    setAttribute(this.#find.detail, 'hidden', view === null ? '' : null);
    if (view !== null) this.#find.detail.update(view);
  }

  /** @param {import('./view/wall_view.js').Scene} scene */
  #fillMetrics({ plan, metric }) {
    const form = plan.metrics.map(({ id, name }) => `${id} ${name}`).join();
    if (form === this.#metricsOf) return;
    this.#metricsOf = form;
    this.#metric.replaceChildren(...plan.metrics.map(({ id, name }) => option(id, name)), option('all', this.#t('allMetrics')));
    this.#metric.value = this.#query.allMetrics ? 'all' : metric.id;
  }

  /** From the beginning of the year to now, by the hour. @param {import('./view/wall_view.js').Scene} scene @param {number} nowMs */
  #rangeOf({ plan, period }, nowMs) {
    const from = Math.min(...[period, ...plan.periods.filter(({ kind }) => kind === 'quarter')].map(({ start_ms: startMs }) => startMs).filter((ms) => ms > 0));
    const to = Math.floor(nowMs / hourMs) * hourMs;
    setAttribute(this.#slider, 'min', String(from));
    setAttribute(this.#slider, 'max', String(to));
    if (document.activeElement !== this.#slider) this.#slider.value = String(this.#query.asOf === '' ? to : Date.parse(this.#query.asOf));
    setAttribute(this.#slider, 'aria-valuetext', this.#moment.textContent);
  }
}

/** @param {string} value @param {string} text */
function option(value, text) {
  const made = build('option', '', text);
  made.value = value;
  return made;
}
