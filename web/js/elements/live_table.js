// <live-table>: the target tree. A row's arrow opens its branch, its name opens its details; arrow keys walk the rows.

import { build, KeyedList, scrollFrame, setAttribute, setProperty, setText } from './dom.js';
import { SparkLine } from './spark_line.js';
import { TargetBar } from './target_bar.js';
import { TrafficLight } from './traffic_light.js';

/** @typedef {import('../view/live_view.js').LiveRow} LiveRow */
/** @typedef {import('../view/live_view.js').SortKey} SortKey */
/** @typedef {import('../view/dictionary.js').Phrase} Phrase */
/** @typedef {{onToggle: (unit: string, open: boolean) => void, onOpen: (unit: string, metric: string) => void, onSort: (key: SortKey) => void}} TableActions */

const columns = /** @type {readonly [string, Phrase, SortKey | null][]} */ ([
  ['name', 'columnUnit', 'plan'], ['light', 'columnLight', 'light'], ['target', 'columnTarget', 'target'], ['actual', 'columnActual', 'actual'], ['attainment', 'attainment', 'attainment'],
  ['expected', 'columnExpected', 'expected'], ['gap', 'columnGap', 'gap'], ['needed', 'neededToday', 'needed_today'], ['forecast', 'forecast', 'forecast'], ['spark', 'trend', null],
]);
const figures = /** @type {const} */ (['target', 'actual', 'attainment', 'expected', 'gap', 'needed', 'forecast']);
const attainmentAt = figures.indexOf('attainment');

export class LiveTable extends HTMLElement {
  #body = build('tbody');
  /** @type {{header: HTMLTableCellElement, key: SortKey | null, button: HTMLButtonElement | null}[]} */
  #headers = [];
  #empty = build('p', 'table-empty');
  /** @type {TableActions | null} */
  #actions = null;
  #list = new KeyedList(this.#body, () => this.#row());
  #words = { open: '', close: '' };
  /** @type {(row: LiveRow) => readonly import('../board/store.js').DailyRow[] | null} */
  #course = () => null;

  /** @param {import('../view/dictionary.js').Translate} t @param {TableActions} actions */
  start(t, actions) {
    this.#actions = actions;
    this.#words = { open: t('openBranch'), close: t('closeBranch') };
    this.#headers = columns.map(([name, phrase, key]) => {
      const header = build('th', `column-${name}`);
      header.scope = 'col';
      const button = key === null ? null : build('button', 'sort-button', t(phrase));
      if (button === null) header.append(t(phrase));
      else {
        button.type = 'button';
        button.addEventListener('click', () => actions.onSort(/** @type {SortKey} */ (key)));
        header.append(button);
      }
      return { header, key, button };
    });
    const caption = build('caption', 'visually-hidden', t('tableCaption'));
    const table = build('table', 'live-rows', caption, build('thead', '', build('tr', '', ...this.#headers.map(({ header }) => header))), this.#body);
    table.addEventListener('keydown', (event) => this.#walk(event));
    this.append(scrollFrame(t('tableCaption'), table), this.#empty);
  }

  /** @param {readonly LiveRow[]} rows @param {{sort: SortKey, descending: boolean, selected: string, empty: string, course: (row: LiveRow) => readonly import('../board/store.js').DailyRow[] | null}} how */
  update(rows, { sort, descending, selected, empty, course }) {
    this.#course = course;
    for (const { header, key } of this.#headers) setAttribute(header, 'aria-sort', key === null || key !== sort ? null : key === 'plan' ? 'other' : descending ? 'descending' : 'ascending');
    this.#list.update(rows.map((row) => ({ ...row, selected: row.key === selected })));
    setText(this.#empty, rows.length === 0 ? empty : '');
  }

  #row() {
    const toggle = build('button', 'branch-button');
    const open = build('button', 'name-button');
    const metric = build('span', 'row-metric');
    for (const button of [toggle, open]) button.type = 'button';
    const light = new TrafficLight();
    const bar = new TargetBar();
    const spark = new SparkLine();
    const cells = figures.map((name) => build('td', `column-${name}`));
    const texts = figures.map(() => build('span', 'cell-text'));
    cells.forEach((cell, index) => cell.append(index === attainmentAt ? build('span', 'cell-bar', bar, texts[index]) : texts[index]));
    const header = build('th', 'column-name', toggle, open, metric);
    header.scope = 'row';
    const node = build('tr', '', header, build('td', 'column-light', light), ...cells, build('td', 'column-spark', spark));
    /** @type {LiveRow | null} */
    let shown = null;
    toggle.addEventListener('click', () => { if (shown !== null) this.#actions?.onToggle(shown.unit, shown.expanded === false); });
    open.addEventListener('click', () => { if (shown !== null) this.#actions?.onOpen(shown.unit, shown.metric); });
    return {
      node,
      update: (/** @type {LiveRow & {selected?: boolean}} */ row) => {
        shown = row;
        setProperty(header, '--level', String(row.level));
        setText(open, row.name);
        setAttribute(open, 'data-unit', row.unit);
        setAttribute(open, 'title', row.name);
        setText(metric, row.metricName);
        setAttribute(toggle, 'data-none', row.expanded === null ? '' : null);
        setAttribute(toggle, 'disabled', row.expanded === null ? '' : null);
        setAttribute(toggle, 'aria-hidden', row.expanded === null ? 'true' : null);
        setAttribute(toggle, 'aria-expanded', row.expanded === null ? null : String(row.expanded));
        setAttribute(toggle, 'aria-label', row.expanded === null ? null : `${row.expanded ? this.#words.close : this.#words.open} ${row.name}`);
        light.update(row.light, row.lightWord);
        figures.forEach((name, index) => {
          setText(texts[index], row.figures[name].text);
          setAttribute(texts[index], 'title', row.figures[name].title || null);
        });
        bar.update(row.progress, row.light);
        spark.update(this.#course(row), row.actual);
        setAttribute(node, 'data-light', row.light);
        setAttribute(node, 'data-top', row.level === 0 ? '' : null);
        setAttribute(node, 'aria-current', row.selected === true ? 'true' : null);
      },
    };
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const row = /** @type {HTMLElement} */ (event.target).closest('tbody tr');
    if (row === null) return;
    const toggle = /** @type {HTMLButtonElement} */ (row.querySelector('.branch-button'));
    const open = toggle.getAttribute('aria-expanded');
    const to = event.key === 'ArrowDown' ? row.nextElementSibling : event.key === 'ArrowUp' ? row.previousElementSibling : null;
    if (to !== null) /** @type {HTMLElement} */ (to.querySelector('.name-button')).focus();
    else if ((event.key === 'ArrowRight' && open === 'false') || (event.key === 'ArrowLeft' && open === 'true')) toggle.click();
    else return;
    event.preventDefault();
  }
}

customElements.define('live-table', LiveTable);
