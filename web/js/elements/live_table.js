// <live-table>: the target tree. A row's arrow opens its branch, its name opens its details; arrow keys walk the rows. Of a long
// tree only the rows in sight, and some beyond, are in the page, and a frame changes eight of them at most, the others in the
// next ones: a thousand cells that change without end leave the page time for the keyboard.

import { build, KeyedList, scrollFrame, setAttribute, setProperty, setText } from './dom.js';
import { rowsInSight } from '../view/rows_in_sight.js';
import { SparkLine } from './spark_line.js';
import { TargetBar } from './target_bar.js';
import { TrafficLight } from './traffic_light.js';

/** @typedef {import('../view/live_view.js').LiveRow} LiveRow */
/** @typedef {import('../view/live_view.js').RowPlace} RowPlace */
/** @typedef {{sort: SortKey, descending: boolean, selected: string, empty: string, course: (row: LiveRow) => readonly import('../board/store.js').DailyRow[] | null}} How */
/** @typedef {import('../view/live_view.js').SortKey} SortKey */
/** @typedef {import('../view/dictionary.js').Phrase} Phrase */
/** @typedef {{onToggle: (unit: string, open: boolean) => void, onOpen: (unit: string, metric: string) => void, onSort: (key: SortKey) => void}} TableActions */

const columns = /** @type {readonly [string, Phrase, SortKey | null][]} */ ([
  ['name', 'columnUnit', 'plan'], ['light', 'columnLight', 'light'], ['target', 'columnTarget', 'target'], ['actual', 'columnActual', 'actual'], ['attainment', 'attainment', 'attainment'],
  ['expected', 'columnExpected', 'expected'], ['gap', 'columnGap', 'gap'], ['needed', 'neededToday', 'needed_today'], ['forecast', 'forecast', 'forecast'], ['spark', 'trend', null],
]);
const figures = /** @type {const} */ (['target', 'actual', 'attainment', 'expected', 'gap', 'needed', 'forecast']);
const attainmentAt = figures.indexOf('attainment');

/** A screenful that changes all at once is through in five frames, a twelfth of a second. */
const rowsAFrame = 8;

export class LiveTable extends HTMLElement {
  #body = build('tbody');
  /** @type {{header: HTMLTableCellElement, key: SortKey | null, button: HTMLButtonElement | null}[]} */
  #headers = [];
  #empty = build('p', 'table-empty');
  /** @type {TableActions | null} */
  #actions = null;
  #list = new KeyedList(this.#body, () => this.#row());
  #words = { open: '', close: '' };
  /** @type {{rows: readonly RowPlace[], how: How} | null} */
  #given = null;
  /** What has changed but is not on the glass yet, in the order of the rows. @type {(() => void)[]} */
  #changed = [];
  #turn = 0;
  #above = space();
  #below = space();
  #table = build('table', 'live-rows');
  #unlisten = new AbortController();

  connectedCallback() {
    this.#unlisten = new AbortController();
    window.addEventListener('scroll', () => this.#paint(), { passive: true, signal: this.#unlisten.signal });
  }

  disconnectedCallback() {
    this.#unlisten.abort();
  }

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
    this.#table.append(caption, build('thead', '', build('tr', '', ...this.#headers.map(({ header }) => header))), this.#above.node, this.#body, this.#below.node);
    this.#table.addEventListener('keydown', (event) => this.#walk(event));
    this.append(scrollFrame(t('tableCaption'), this.#table), this.#empty);
  }

  /** @param {readonly RowPlace[]} rows @param {How} how @returns {boolean} whether all of it is shown; else the next frame goes on */
  update(rows, how) {
    const { sort, descending, empty } = how;
    this.#given = { rows, how };
    for (const { header, key } of this.#headers) setAttribute(header, 'aria-sort', key === null || key !== sort ? null : key === 'plan' ? 'other' : descending ? 'descending' : 'ascending');
    setText(this.#empty, rows.length === 0 ? empty : '');
    return this.#paint();
  }

  /** Brings a row into the page and the keyboard to it. @param {string} unit */
  focusRow(unit) {
    const at = this.#given?.rows.findIndex((row) => row.unit === unit) ?? -1;
    const button = () => /** @type {HTMLElement | null} */ (this.#body.querySelector(`.name-button[data-unit="${CSS.escape(unit)}"]`));
    if (at >= 0 && button() === null) {
      window.scrollBy(0, this.#above.node.getBoundingClientRect().top + at * this.#rowHeight() - window.innerHeight / 2);
      this.#paint();
    }
    button()?.focus();
  }

  /** Asked before anything is changed, so that the browser need not lay out twice. */
  #rowHeight() {
    const { length } = this.#body.children;
    return length === 0 ? 0 : this.#body.offsetHeight / length;
  }

  #paint() {
    if (this.#given === null) return true;
    const { rows, how } = this.#given;
    const rowHeight = this.#rowHeight();
    const { from, to } = rowsInSight(rows.length, rowHeight, this.#above.node.getBoundingClientRect().top, window.innerHeight);
    // The row that holds the keyboard stays, wherever the page is scrolled to.
    const held = document.activeElement?.closest('live-table tbody tr')?.getAttribute('data-key') ?? null;
    const heldAt = held === null ? -1 : rows.findIndex(({ key }) => key === held);
    const shown = rows.slice(from, to);
    if (heldAt >= 0 && heldAt < from) shown.unshift(rows[heldAt]);
    if (heldAt >= to) shown.push(rows[heldAt]);
    setAttribute(this.#table, 'aria-rowcount', from === 0 && to === rows.length ? null : String(rows.length + 1));
    setAttribute(this.#table, 'data-long', from === 0 && to === rows.length ? null : '');
    this.#above.update((from - Number(heldAt >= 0 && heldAt < from)) * rowHeight);
    this.#below.update((rows.length - to - Number(heldAt >= to)) * rowHeight);
    this.#changed = [];
    this.#list.update(shown.map((place, index) => ({ key: place.key, place, selected: place.key === how.selected, at: from + index })));
    return this.#fill();
  }

  /** Everybody gets a turn: who was left out comes first the next time. */
  #fill() {
    const { length } = this.#changed;
    const count = Math.min(rowsAFrame, length);
    for (let index = 0; index < count; index += 1) this.#changed[(this.#turn + index) % length]();
    this.#turn = length === 0 ? 0 : (this.#turn + count) % length;
    return count === length;
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
    // The exact figures are made while somebody points at the row: of a thousand that change nobody reads them.
    let pointed = false;
    const tell = () => figures.forEach((name, index) => setAttribute(texts[index], 'title', shown?.figures[name].title || null));
    node.addEventListener('pointerenter', () => { pointed = true; tell(); });
    node.addEventListener('pointerleave', () => { pointed = false; });
    toggle.addEventListener('click', () => { if (shown !== null) this.#actions?.onToggle(shown.unit, shown.expanded === false); });
    open.addEventListener('click', () => { if (shown !== null) this.#actions?.onOpen(shown.unit, shown.metric); });
    /** What the row was last made from. @type {{place: RowPlace, course: unknown} | null} */
    let made = null;
    const make = (/** @type {RowPlace} */ place) => {
      const row = place.show();
      const course = this.#given?.how.course(row) ?? null;
      made = { place, course };
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
      figures.forEach((name, index) => setText(texts[index], row.figures[name].text));
      if (pointed) tell();
      bar.update(row.progress, row.light);
      spark.update(course, row.actual);
      setAttribute(node, 'data-key', row.key);
      setAttribute(node, 'data-light', row.light);
      setAttribute(node, 'data-top', row.level === 0 ? '' : null);
    };
    return {
      node,
      update: (/** @type {{place: RowPlace, selected: boolean, at: number}} */ { place, selected, at }) => {
        setAttribute(node, 'aria-current', selected ? 'true' : null);
        setAttribute(node, 'aria-rowindex', String(at + 2));
        // What somebody did is shown at once, what the feed did in its turn.
        if (made === null || made.place.level !== place.level || made.place.expanded !== place.expanded) return make(place);
        const course = shown === null ? null : this.#given?.how.course(shown) ?? null;
        if (made.place.cell !== place.cell || made.course !== course || made.place.plan !== place.plan) this.#changed.push(() => make(place));
        return undefined;
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

/** The height of the rows that are not in the page. */
function space() {
  const cell = build('td');
  const node = build('tbody', 'live-space', build('tr', '', cell));
  cell.colSpan = columns.length;
  setAttribute(node, 'aria-hidden', 'true');
  return {
    node,
    update: (/** @type {number} */ height) => {
      setAttribute(cell, 'hidden', height > 0 ? null : '');
      setProperty(cell, 'height', `${Math.max(0, Math.round(height))}px`);
    },
  };
}

customElements.define('live-table', LiveTable);
