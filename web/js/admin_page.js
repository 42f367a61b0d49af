// The elements of admin.html.

import { AskDialog } from './elements/ask_dialog.js';
import { build, KeyedList, scrollFrame, setAttribute, setProperty, setText } from './elements/dom.js';
import { setProblem } from './elements/page_head.js';
import { TrafficLight } from './elements/traffic_light.js';
import { findingRows } from './view/admin_view.js';
import { grouped } from './view/decimals.js';
import { translator } from './view/dictionary.js';
import { periodName } from './view/moments.js';
import { differenceLine } from './view/plan_difference.js';

/** @typedef {import('./view/target_grid.js').GridRow} GridRow */
/** @typedef {import('./view/dictionary.js').Phrase} Phrase */
/**
 * @typedef {{onTyped: (unit: string, text: string) => void, onChoose: (metric: string, period: string) => void, onUndo: () => void, onLook: () => void, onApply: (reason: string) => void,
 *   onExport: () => void, onImport: (file: File) => void, onPair: () => void, onToken: () => void}} Actions
 */
/**
 * @typedef {{scene: import('./view/wall_view.js').Scene, problem: string, told: string, busy: boolean, mayEdit: boolean, rows: readonly GridRow[], difference: {diff: readonly string[], findings: readonly any[]} | null,
 *   reasonMax: number, lists: Record<string, readonly any[] | null>}} View
 */

/** Each list: its heading, what it says when empty, its columns. */
const tables = /** @type {const} */ ({
  findings: ['planDoctor', 'planHealthy', [['severity', 'severity'], ['pointer', 'place'], ['text', 'finding']]],
  sources: ['sources', 'noSources', [['name', 'source'], ['lag', 'lastRecord']]],
  quarantine: ['quarantine', 'noQuarantine', [['time', 'moment'], ['why', 'reason'], ['what', 'kind'], ['record', 'record'], ['owner', 'owner'], ['amount', 'amount'], ['actions', 'actions']]],
  unmatched: ['unmatched', 'noUnmatched', [['owner', 'owner'], ['why', 'reason'], ['events', 'recordCount'], ['last', 'record'], ['time', 'moment'], ['actions', 'actions']]],
  versions: ['planVersions', 'loading', [['version', 'version'], ['time', 'moment'], ['reason', 'reason']]],
  alerts: ['alerts', 'noAlerts', [['time', 'moment'], ['name', 'columnUnit'], ['what', 'metric'], ['from', 'lightBefore'], ['light', 'columnLight'], ['seen', 'seenBy'], ['actions', 'actions']]],
});
/** Who may come in, and where screens hang: the same, across the whole page. */
const accessTables = /** @type {const} */ ({
  displays: ['displays', 'noDisplays', [['name', 'display'], ['place', 'displayPlaceShort'], ['scope', 'scope'], ['state', 'state'], ['painted', 'lastPaint'], ['glass', 'orderToGlass'], ['actions', 'actions']]],
  tokens: ['tokens', 'noTokens', [['name', 'display'], ['role', 'role'], ['scope', 'scope'], ['time', 'created'], ['expires', 'expires'], ['actions', 'actions']]],
  audit: ['audit', 'noAudit', [['time', 'moment'], ['who', 'whoDid'], ['act', 'act'], ['subject', 'subject'], ['detail', 'reason']]],
});

export class AdminPage {
  #settings;
  #actions;
  t;
  /** @type {any} */
  #head = document.querySelector('page-head');
  /** @type {any} */
  #main = document.querySelector('main');
  #metric = build('select', 'select');
  #period = build('select', 'select');
  #choices = '';
  #body = build('tbody');
  #list;
  #told = build('p', 'admin-told');
  #changes = build('p', 'admin-changes');
  #buttons;
  #difference = build('div', 'admin-difference');
  #diffRows = build('ul', 'diff-rows');
  #diffNote = build('p', 'diff-note');
  #reason = build('input', 'input admin-reason');
  #apply = build('button', 'button button-main');
  #dialog = new AskDialog();
  /** To each list of a long page. */
  #jumps = build('nav', 'admin-jumps');
  /** @type {Record<string, {node: HTMLElement, jump: HTMLElement, head: HTMLElement, list: KeyedList<any>, empty: HTMLElement, frame: HTMLElement}>} */
  #tables = {};

  /** @param {Document} document @param {import('./settings.js').Settings} settings @param {Actions} actions */
  constructor(document, settings, actions) {
    this.#settings = settings;
    this.#actions = actions;
    const t = translator(settings.language);
    this.t = t;
    document.title = t('deskTitle', { page: t('pageAdmin') });
    setText(/** @type {Element} */ (document.querySelector('.desk-title')), t('pageAdmin'));
    this.#list = new KeyedList(this.#body, () => gridRow(t, (unit, text) => actions.onTyped(unit, text)));
    const button = (/** @type {Phrase} */ phrase, /** @type {() => void} */ run, main = false) => { const made = build('button', `button${main ? ' button-main' : ''}`, t(phrase)); made.type = 'button'; made.addEventListener('click', run); return made; };
    const file = build('input', 'visually-hidden');
    file.type = 'file';
    file.accept = '.csv,text/csv';
    file.tabIndex = -1;
    file.setAttribute('aria-label', t('csvIn'));
    file.addEventListener('change', () => { const chosen = file.files?.[0]; if (chosen !== undefined) actions.onImport(chosen); file.value = ''; });
    this.#buttons = { look: button('seeDifference', actions.onLook, true), undo: button('undo', actions.onUndo), out: button('csvOut', actions.onExport), in: button('csvIn', () => file.click()) };
    this.#metric.addEventListener('change', () => actions.onChoose(this.#metric.value, this.#period.value));
    this.#period.addEventListener('change', () => actions.onChoose(this.#metric.value, this.#period.value));
    this.#told.setAttribute('role', 'status');
    this.#changes.setAttribute('role', 'status');
    const field = (/** @type {Phrase} */ word, /** @type {Element} */ control) => build('label', 'field', build('span', 'field-word', t(word)), control);
    const head = build('tr', '', ...(/** @type {const} */ (['columnUnit', 'presentTarget', 'newTarget', 'unassigned'])).map((phrase, index) => { const th = build('th', index > 0 ? 'number' : '', t(phrase)); th.scope = 'col'; return th; }));
    this.#buildDifference(field);
    const grid = build('section', 'panel admin-grid', build('h2', 'admin-heading', t('targetGrid')), build('div', 'filters', field('metric', this.#metric), field('period', this.#period), this.#buttons.out, this.#buttons.in, file),
      this.#told, scrollFrame(t('targetGrid'), build('table', 'table', build('thead', '', head), this.#body)), build('div', 'admin-line', this.#changes, this.#buttons.undo, this.#buttons.look), this.#difference);
    const access = build('div', 'admin-access', ...Object.entries(accessTables).map(([name, [heading, empty, columns]]) => this.#table(name, heading, empty, columns)));
    this.#tables.displays.head.append(button('pairDisplay', actions.onPair, true));
    this.#tables.tokens.head.append(button('newToken', actions.onToken));
    this.#jumps.setAttribute('aria-label', t('onThisPage'));
    this.#main.append(this.#jumps, access, this.#dialog);
    access.before(build('div', 'admin-panels', grid, build('div', 'admin-lists', ...Object.entries(tables).map(([name, [heading, empty, columns]]) => this.#table(name, heading, empty, columns)))));
  }

  /** @param {import('./elements/ask_dialog.js').Question} question */
  ask(question) {
    this.#dialog.ask(this.t, question);
  }

  /** @param {(word: Phrase, control: Element) => Element} field */
  #buildDifference(field) {
    this.#reason.type = 'text';
    this.#reason.required = true;
    setText(this.#apply, this.t('apply'));
    this.#apply.type = 'button';
    this.#apply.addEventListener('click', () => { if (this.#reason.value.trim() !== '') this.#actions.onApply(this.#reason.value.trim()); else this.#reason.focus(); });
    this.#reason.addEventListener('keydown', (event) => { if (event.key === 'Enter') this.#apply.click(); });
    this.#difference.append(build('h3', 'admin-heading', this.t('difference')), this.#diffRows, this.#diffNote, build('div', 'admin-line', field('applyReason', this.#reason), this.#apply));
  }

  /** @param {string} name @param {Phrase} heading @param {Phrase} empty @param {readonly (readonly [string, Phrase])[]} columns */
  #table(name, heading, empty, columns) {
    const { t } = this;
    const body = build('tbody');
    const head = build('tr', '', ...columns.map(([column, phrase]) => { const th = build('th', column === 'actions' ? 'list-actions' : '', t(phrase)); th.scope = 'col'; return th; }));
    const frame = scrollFrame(t(heading), build('table', 'table', build('thead', '', head), body));
    frame.classList.add('admin-frame');
    const none = build('p', 'table-empty', t(empty));
    const top = build('div', 'admin-head', build('h2', 'admin-heading', t(heading)));
    const node = build('section', 'panel', top, frame, none);
    node.id = name;
    const jump = build('a', 'admin-jump', t(heading));
    jump.href = `#${name}`;
    this.#jumps.append(jump);
    this.#tables[name] = { node, jump, head: top, frame, empty: none, list: new KeyedList(body, () => listRow(t, columns.map(([column]) => column))) };
    return node;
  }

  /** @param {import('./view/status.js').Status} status */
  status(status) {
    this.#head.update(this.t, this.#settings, status);
    setAttribute(this.#main, 'data-feed', status.kind);
    if (status.kind === 'refused') setProblem(this.#main, this.t('notAllowed'));
  }

  /** @param {View} view */
  update(view) {
    const { t } = this;
    setProblem(this.#main, view.problem);
    this.#fillChoices(view.scene);
    setText(this.#told, view.told);
    this.#list.update(view.rows.map((row) => ({ ...row, mayEdit: view.mayEdit })));
    const changed = view.rows.filter((row) => row.changed).length;
    const wrong = view.rows.some((row) => row.wrong);
    setText(this.#changes, !view.mayEdit ? t('readOnly') : wrong ? t('wrongValue') : t('changed', { count: changed }));
    setAttribute(this.#buttons.look, 'disabled', changed === 0 || wrong || view.busy || !view.mayEdit ? '' : null);
    setAttribute(this.#buttons.undo, 'disabled', changed === 0 ? '' : null);
    setAttribute(this.#difference, 'hidden', view.difference === null ? '' : null);
    this.#reason.maxLength = Math.floor(view.reasonMax / 3);
    if (view.difference !== null) this.#showDifference(view.difference, view.scene, view.busy);
    for (const [name, table] of Object.entries(this.#tables)) {
      const rows = view.lists[name] ?? null;
      setAttribute(table.node, 'hidden', rows === null ? '' : null);
      setAttribute(table.jump, 'hidden', rows === null ? '' : null);
      if (rows === null) continue;
      table.list.update(rows);
      setAttribute(table.frame, 'hidden', rows.length === 0 ? '' : null);
      setAttribute(table.empty, 'hidden', rows.length === 0 ? null : '');
    }
    setAttribute(this.#main, 'data-ready', '');
  }

  /** @param {{diff: readonly string[], findings: readonly any[]}} difference @param {import('./view/wall_view.js').Scene} scene @param {boolean} busy */
  #showDifference({ diff, findings }, scene, busy) {
    const lines = [...diff.map((line) => differenceLine(line, scene)), ...findingRows(findings, this.t).map(({ severity, pointer, text }) => `${severity} ${pointer}: ${text}`)];
    const form = lines.join('\n');
    if (this.#diffRows.dataset.form !== form) {
      this.#diffRows.dataset.form = form;
      this.#diffRows.replaceChildren(...lines.map((line) => build('li', 'diff-row', line)));
    }
    setText(this.#diffNote, diff.length === 0 ? this.t('nothingChanges') : '');
    setAttribute(this.#apply, 'disabled', diff.length === 0 || busy ? '' : null);
  }

  /** @param {import('./view/wall_view.js').Scene} scene */
  #fillChoices({ plan, metric, period }) {
    const periods = [...plan.periods.filter(({ kind }) => kind !== 'day' && kind !== 'week'), ...(plan.periods.some(({ id }) => id === period.id) ? [] : [period])];
    const form = [...plan.metrics, ...periods].map(({ id }) => id).join();
    if (form !== this.#choices) {
      this.#choices = form;
      const option = (/** @type {string} */ value, /** @type {string} */ text) => { const made = build('option', '', text); made.value = value; return made; };
      this.#metric.replaceChildren(...plan.metrics.map(({ id, name }) => option(id, name)));
      this.#period.replaceChildren(...periods.map((one) => option(one.id, periodName(one, this.#settings.language))));
    }
    this.#metric.value = metric.id;
    this.#period.value = period.id;
  }
}

/** @param {import('./view/dictionary.js').Translate} t @param {(unit: string, text: string) => void} onTyped */
function gridRow(t, onTyped) {
  const [name, present, rest] = [build('th', 'grid-name'), build('td', 'number grid-present'), build('td', 'number grid-rest')];
  name.scope = 'row';
  const input = build('input', 'input grid-input');
  input.inputMode = 'decimal';
  input.autocomplete = 'off';
  const node = build('tr', '', name, present, build('td', 'number', input), rest);
  let unit = '';
  input.addEventListener('input', () => onTyped(unit, input.value));
  return {
    node,
    update: (/** @type {GridRow & {mayEdit?: boolean}} */ row) => {
      unit = row.unit;
      setText(name, row.name);
      setProperty(name, '--level', String(row.depth));
      setText(present, grouped(row.present));
      // Whoever types is not interrupted.
      if (document.activeElement !== input && input.value !== row.value) input.value = row.value;
      setAttribute(input, 'aria-label', `${t('newTarget')} ${row.name}`);
      setAttribute(input, 'aria-invalid', row.wrong ? 'true' : null);
      setAttribute(input, 'disabled', row.mayEdit === true ? null : '');
      setAttribute(node, 'data-changed', row.changed ? '' : null);
      setText(rest, row.unassigned === null ? '' : row.state === 'even' ? '✓ 0' : row.state === 'over' ? t('overAssigned', { value: grouped(row.unassigned.slice(1)) }) : t('stillUnassigned', { value: grouped(row.unassigned) }));
      setAttribute(rest, 'data-state', row.state);
    },
  };
}

/** @param {import('./view/dictionary.js').Translate} t @param {readonly string[]} names */
function listRow(t, names) {
  const cells = names.map((name) => { const light = name === 'light' ? new TrafficLight() : null; const cell = build('td', `list-${name}`); if (light !== null) cell.append(light); return { name, cell, light }; });
  /** @type {readonly import('./admin_access.js').RowAction[]} */
  let actions = [];
  return {
    node: build('tr', '', ...cells.map(({ cell }) => cell)),
    update: (/** @type {any} */ row) => {
      for (const { name, cell, light } of cells) {
        if (light !== null) light.update(row.light, row.lightWord);
        else if (name === 'actions') actions = fillActions(t, cell, row, () => actions);
        else setText(cell, row[name] ?? '');
        if (row[`${name}Title`] !== undefined) setAttribute(cell, 'title', row[`${name}Title`] || null);
        if (name === 'state') setAttribute(cell, 'data-live', row.live ? '' : null);
      }
    },
  };
}

/**
 * The buttons of a row, built anew only when there are others: whoever has one in focus keeps it.
 * @param {import('./view/dictionary.js').Translate} t @param {HTMLElement} cell @param {any} row @param {() => readonly import('./admin_access.js').RowAction[]} newest
 * @returns {readonly import('./admin_access.js').RowAction[]}
 */
function fillActions(t, cell, row, newest) {
  /** @type {readonly import('./admin_access.js').RowAction[]} */
  const actions = row.actions ?? [];
  const form = actions.map(({ phrase }) => phrase).join();
  if (cell.dataset.form !== form) {
    cell.dataset.form = form;
    cell.replaceChildren(...actions.map(({ phrase, danger }, index) => {
      const made = build('button', `button row-button${danger === true ? ' button-danger' : ''}`, t(phrase));
      made.type = 'button';
      made.addEventListener('click', () => newest()[index]?.run());
      return made;
    }));
  }
  actions.forEach(({ phrase, disabled }, index) => {
    const made = cell.children[index];
    setAttribute(made, 'disabled', disabled === true ? '' : null);
    setAttribute(made, 'aria-label', `${t(phrase)} ${row.name ?? row.record ?? row.owner ?? ''}`.trim());
  });
  return actions;
}
