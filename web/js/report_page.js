// The elements of report.html: one page of A4, the same on a screen.

import { build, KeyedList, scrollFrame, setAttribute, setText } from './elements/dom.js';
import { ExactFigure } from './elements/exact_figure.js';
import { setProblem } from './elements/page_head.js';
import { TargetBar } from './elements/target_bar.js';
import { TrafficLight } from './elements/traffic_light.js';
import { TrendChart } from './elements/trend_chart.js';
import { deskScene, deskStatus, isRunning } from './view/desk_scene.js';
import { translator } from './view/dictionary.js';
import { periodName } from './view/moments.js';

/** @typedef {ReturnType<typeof import('./view/report_view.js').reportView>} View */
/** @typedef {import('./view/dictionary.js').Phrase} Phrase */

const monthsBack = 12;
const weeksBack = 8;

export class ReportPage {
  #settings;
  t;
  /** @type {any} */
  #head = document.querySelector('page-head');
  /** @type {any} */
  #main = document.querySelector('main');
  /** @type {any} */
  #title = document.querySelector('.desk-title');
  #period = build('select', 'select');
  #periods = '';
  #what = build('p', 'report-what');
  #made = build('p', 'report-made');
  #figure = new ExactFigure();
  #light = new TrafficLight();
  #bar = new TargetBar();
  #facts = build('p', 'report-facts');
  #trend = new TrendChart();
  #teams; #metrics; #lights; #best; #worst; #funnel; #proposals; #milestones; #revised; #adjustments;
  #lightHead = build('tr');
  #lightRows = build('tbody');

  /** @param {Document} document @param {import('./settings.js').Settings} settings */
  constructor(document, settings) {
    this.#settings = settings;
    const t = translator(settings.language);
    this.t = t;
    document.title = t('deskTitle', { page: t('pageReport') });
    const print = build('button', 'button button-main', t('print'));
    print.type = 'button';
    print.addEventListener('click', () => window.print());
    this.#period.addEventListener('change', () => this.#go(this.#period.value));
    this.#bar.setAttribute('captions', '');
    this.#teams = new Table(t('teams'), [t('columnUnit'), t('columnLight'), t('columnTarget'), t('columnActual'), t('attainment'), t('columnGap')], ['name', 'light', 'target', 'actual', 'attainment', 'gap']);
    this.#metrics = new Table(t('otherTargets'), [t('metric'), t('columnLight'), t('columnTarget'), t('columnActual'), t('attainment')], ['name', 'light', 'target', 'actual', 'attainment']);
    const people = [t('columnUnit'), t('columnLight'), t('columnActual'), t('attainment')];
    this.#best = new Table(t('best'), people, ['name', 'light', 'actual', 'attainment']);
    this.#worst = new Table(t('worst'), people, ['name', 'light', 'actual', 'attainment']);
    this.#funnel = new Table(t('funnel'), [t('stage'), t('columnActual'), t('rateToNext'), t('stillNeeded')], ['name', 'actual', 'rate', 'needed']);
    this.#proposals = new Table(t('partProposal'), [t('columnUnit'), t('planned'), t('proposed'), t('change')], ['name', 'planned', 'proposed', 'change'], t('proposalNote'));
    this.#milestones = new Table(t('milestones'), [t('reward'), t('columnUnit'), t('state'), t('moment')], ['name', 'what', 'state', 'time']);
    this.#revised = new Table(t('revised'), [t('columnUnit'), t('frozen'), t('nowStands')], ['name', 'frozen', 'now']);
    this.#adjustments = new Table(t('adjustments'), [t('moment'), t('kind'), t('columnUnit'), t('customer'), t('amount')], ['time', 'what', 'who', 'customer', 'amount']);
    const lightsFrame = scrollFrame(t('lightsOverTime'), build('table', 'table report-table', build('thead', '', this.#lightHead), this.#lightRows));
    this.#lights = build('section', 'report-part', build('h2', 'report-heading', t('lightsOverTime')), lightsFrame);
    this.#main.append(
      build('div', 'report-tools filters', build('label', 'field', build('span', 'field-word', t('period')), this.#period), print),
      build('div', 'report-head', this.#what, this.#made),
      build('div', 'report-top', build('section', 'report-key', this.#figure, this.#light, this.#bar, this.#facts), this.#trend),
      build('div', 'report-grid', this.#teams.node, this.#lights, this.#best.node, this.#worst.node, this.#metrics.node, this.#funnel.node, this.#proposals.node, this.#milestones.node, this.#revised.node, this.#adjustments.node),
    );
  }

  /** @param {import('./board/store.js').State} state */
  sceneOf(state) {
    return deskScene(state, this.#settings);
  }

  /** @param {import('./board/store.js').State} state @param {ReturnType<typeof deskScene>} scene @param {import('./board_feed.js').Now} now */
  status(state, scene, now) {
    const status = deskStatus(state, scene, now, this.#settings);
    this.#head.update(this.t, this.#settings, status);
    // What has ended stands as it was made, whatever becomes of the feed; what runs is as old as the feed.
    setAttribute(this.#main, 'data-feed', status.kind === 'stale' && scene !== null && !isRunning(scene) ? 'live' : status.kind);
  }

  /** @param {View} view @param {import('./view/wall_view.js').Scene} scene @param {string} problem @param {boolean} ready */
  update(view, scene, problem, ready) {
    const { t } = this;
    setProblem(this.#main, problem);
    this.#choices(scene);
    setText(this.#title, view.title);
    setText(this.#what, view.what);
    setText(this.#made, `${view.made} · ${view.closed}`);
    this.#figure.update(view.figure, t('none'), view.what);
    this.#light.update(view.main?.light ?? 'grey', view.main?.lightWord ?? '');
    if (view.main !== null) this.#bar.update(view.main.progress, view.main.light, '', t('target', { value: view.main.target }));
    setText(this.#facts, view.main === null ? '' : `${t('attainment')} ${view.main.attainment} · ${t('columnGap')} ${view.main.gap} · ${t('forecast')} ${view.main.forecast}`);
    this.#trend.update(view.trend, { heading: t('trend'), summary: view.trendText, axisText: view.axisText, names: { actual: t('trendActual'), expected: t('trendExpected'), previous: t('trendPrevious'), forecast: t('trendForecast') } });
    for (const [table, rows] of /** @type {[Table, any[]][]} */ ([[this.#teams, view.teams], [this.#metrics, view.metrics], [this.#best, view.best], [this.#worst, view.worst], [this.#funnel, view.funnel], [this.#proposals, view.proposals], [this.#milestones, view.milestones], [this.#revised, view.revised], [this.#adjustments, view.adjustments]])) table.update(rows);
    if (view.proposalHeading !== '') this.#proposals.setHeading(view.proposalHeading);
    this.#updateLights(view);
    if (ready) setAttribute(this.#main, 'data-ready', '');
  }

  /** @param {View} view */
  #updateLights(view) {
    setAttribute(this.#lights, 'hidden', view.days.length === 0 ? '' : null);
    const form = JSON.stringify([view.days, view.lights]);
    if (this.#lightRows.dataset.form === form) return;
    this.#lightRows.dataset.form = form;
    const cell = (/** @type {'th' | 'td'} */ name, /** @type {string | Node} */ content, scope = '') => { const made = build(name, '', content); if (scope !== '') made.setAttribute('scope', scope); return made; };
    this.#lightHead.replaceChildren(cell('th', this.t('columnUnit'), 'col'), ...view.days.map((day) => cell('th', day, 'col')));
    this.#lightRows.replaceChildren(...view.lights.map(({ name, lights }) => build('tr', '', cell('th', name, 'row'), ...lights.map(({ light, word }) => { const made = new TrafficLight(); const td = cell('td', made); td.classList.add('report-light'); requestAnimationFrame(() => made.update(light, word)); return td; }))));
  }

  /** @param {import('./view/wall_view.js').Scene} scene */
  #choices({ plan, period }) {
    const month = plan.periods.find(({ kind }) => kind === 'month');
    const week = plan.periods.find(({ kind }) => kind === 'week');
    const form = `${month?.id} ${week?.id} ${period.id}`;
    if (form === this.#periods || month === undefined) return;
    this.#periods = form;
    const [year, number] = month.id.split('-').map(Number);
    const months = Array.from({ length: monthsBack }, (_, back) => new Date(Date.UTC(year, number - 1 - back, 1)).toISOString().slice(0, 7)).map((id) => ({ id, kind: 'month' }));
    const running = plan.periods.filter(({ kind }) => kind === 'quarter' || kind === 'year');
    const weeks = week === undefined ? [] : weeksBefore(week.id).map((id) => ({ id, kind: 'week' }));
    const all = [...months, ...weeks, ...running, period];
    this.#period.replaceChildren(...all.filter(({ id }, index) => all.findIndex((one) => one.id === id) === index).map((one) => {
      const option = build('option', '', periodName(one, this.#settings.language));
      option.value = one.id;
      return option;
    }));
    this.#period.value = period.id;
  }

  /** @param {string} id */
  #go(id) {
    const address = new URLSearchParams(location.search);
    for (const name of ['week', 'month', 'period']) address.delete(name);
    address.set(/-W/.test(id) ? 'week' : /^\d{4}-\d\d$/.test(id) ? 'month' : 'period', id);
    location.assign(`${location.pathname}?${address}`);
  }
}

/** This week and those before it in the same year. @param {string} id */
function weeksBefore(id) {
  const [year, week] = id.split('-W').map(Number);
  return Array.from({ length: Math.min(weeksBack, week) }, (_, back) => `${year}-W${String(week - back).padStart(2, '0')}`);
}

/** A table of one part of the report: rows of texts, with a light where a column is one. */
class Table {
  #list;
  #heading = build('h2', 'report-heading');
  #body = build('tbody');

  /** @param {string} heading @param {readonly string[]} titles @param {readonly string[]} names of the row's texts @param {string} [note] below it */
  constructor(heading, titles, names, note = '') {
    const head = build('tr', '', ...titles.map((title, index) => { const th = build('th', index > 0 && numeric.has(names[index]) ? 'number' : '', title); th.scope = 'col'; return th; }));
    setText(this.#heading, heading);
    this.node = build('section', 'report-part', this.#heading, scrollFrame(heading, build('table', 'table report-table', build('thead', '', head), this.#body)), ...(note === '' ? [] : [build('p', 'report-note', note)]));
    this.#list = new KeyedList(this.#body, () => tableRow(names));
  }

  /** @param {string} heading */
  setHeading(heading) {
    setText(this.#heading, heading);
  }

  /** @param {readonly any[]} rows */
  update(rows) {
    setAttribute(this.node, 'hidden', rows.length === 0 ? '' : null);
    this.#list.update(rows);
  }
}

const numeric = new Set(['target', 'actual', 'attainment', 'gap', 'frozen', 'now', 'amount', 'rate', 'needed', 'planned', 'proposed', 'change']);

/** @param {readonly string[]} names */
function tableRow(names) {
  const cells = names.map((name, index) => {
    const cell = build(index === 0 ? 'th' : 'td', numeric.has(name) ? 'number' : '');
    if (index === 0) cell.setAttribute('scope', 'row');
    const light = name === 'light' ? new TrafficLight() : null;
    if (light !== null) cell.append(light);
    return { name, cell, light };
  });
  const node = build('tr', '', ...cells.map(({ cell }) => cell));
  return {
    node,
    update: (/** @type {any} */ row) => {
      setAttribute(node, 'data-depth', row.depth === undefined ? null : String(row.depth));
      for (const { name, cell, light } of cells) {
        if (light !== null) light.update(row.light, row.lightWord);
        else setText(cell, row[name] ?? '');
      }
    },
  };
}
