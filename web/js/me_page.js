// The elements of me.html, made for one hand and a phone.

import { build, KeyedList, setAttribute, setText } from './elements/dom.js';
import { ContestBar } from './elements/contest_bar.js';
import { ExactFigure } from './elements/exact_figure.js';
import { MilestonePath } from './elements/milestone_path.js';
import { TargetBar } from './elements/target_bar.js';
import { TrafficLight } from './elements/traffic_light.js';
import { translator } from './view/dictionary.js';

/** @typedef {ReturnType<typeof import('./view/me_view.js').meView>} View */
/** @typedef {NonNullable<View['mine']>} Mine */

export class MePage {
  #settings;
  #t;
  /** @type {any} */
  #head = document.querySelector('page-head');
  /** @type {any} */
  #main = document.querySelector('main');
  /** @type {any} */
  #title = document.querySelector('.desk-title');
  #who = build('select', 'select');
  #whoField;
  #choices = '';
  #what = build('p', 'me-what');
  #figure = new ExactFigure();
  #light = new TrafficLight();
  #bar = new TargetBar();
  #facts = ['attainment', 'needed', 'gap', 'forecast'].map((name) => ({ name, word: build('dt', 'fact-label'), value: build('dd', 'fact-value') }));
  #left = build('p', 'me-left');
  #actions = build('ul', 'me-actions');
  #actionList = new KeyedList(this.#actions, actionRow);
  #others = build('ul', 'me-others');
  #otherList = new KeyedList(this.#others, otherRow);
  #milestones = new MilestonePath();
  #bonus = build('div', 'me-bonuses');
  #bonusList = new KeyedList(this.#bonus, () => bonusCard(this.#t));
  #contests = build('div', 'me-contests');
  #contestList = new KeyedList(this.#contests, contestCard);
  #panels;

  /** @param {Document} document @param {import('./settings.js').Settings} settings @param {(unit: string) => void} onChoose */
  constructor(document, settings, onChoose) {
    this.#settings = settings;
    const t = translator(settings.language);
    this.#t = t;
    document.title = t('deskTitle', { page: t('pageMe') });
    this.#whoField = build('label', 'field', build('span', 'field-word', t('whoIsIt')), this.#who);
    this.#who.addEventListener('change', () => onChoose(this.#who.value));
    this.#bar.setAttribute('captions', '');
    const panel = (/** @type {string} */ name, /** @type {import('./view/dictionary.js').Phrase} */ phrase, /** @type {Node[]} */ ...children) => build('section', `panel me-panel me-${name}`, build('h2', 'me-heading', t(phrase)), ...children);
    const facts = build('dl', 'me-facts', ...this.#facts.map(({ word, value }) => build('div', 'fact', word, value)));
    this.#panels = {
      figure: build('section', 'panel me-panel me-main', this.#what, build('div', 'me-figure', this.#figure), this.#light, this.#bar, facts, this.#left),
      actions: panel('today', 'partActions', this.#actions), others: panel('others', 'otherTargets', this.#others), milestones: panel('path', 'milestones', this.#milestones),
      bonus: panel('bonus', 'bonus', build('p', 'me-private', t('bonusPrivate')), this.#bonus), contests: panel('pk', 'contestStanding', this.#contests),
    };
    this.#main.append(this.#whoField, build('div', 'me-panels', ...Object.values(this.#panels)));
  }

  /** @param {View} view */
  update(view) {
    const { t } = view;
    this.#head.update(t, this.#settings, view.status);
    setAttribute(this.#main, 'data-feed', view.status.kind);
    this.#choose(view);
    setText(this.#title, view.mine?.name ?? t('pageMe'));
    for (const panel of Object.values(this.#panels)) setAttribute(panel, 'hidden', view.mine === null ? '' : null);
    if (view.mine !== null) this.#mine(view.mine);
    if (view.scene !== null) setAttribute(this.#main, 'data-ready', '');
  }

  /** @param {View} view */
  #choose({ choices, unit, t }) {
    setAttribute(this.#whoField, 'hidden', choices.length === 0 ? '' : null);
    const form = choices.map(({ id, name }) => `${id} ${name}`).join();
    if (form !== this.#choices) {
      this.#choices = form;
      this.#who.replaceChildren(choice('', t('chooseYourself')), ...choices.map(({ id, name, team }) => choice(id, team === '' ? name : `${name} · ${team}`)));
    }
    if (this.#who.value !== unit) this.#who.value = unit;
  }

  /** @param {Mine} mine */
  #mine(mine) {
    const { row } = mine;
    const t = this.#t;
    setText(this.#what, mine.what);
    this.#figure.update(mine.figure, t('none'), mine.what);
    this.#light.update(row?.light ?? 'grey', row?.lightWord ?? '');
    if (row !== null) this.#bar.update(row.progress, row.light, mine.expected, mine.target);
    const words = { attainment: t('attainment'), needed: t('neededToday'), gap: t('columnGap'), forecast: t('forecast') };
    for (const { name, word, value } of this.#facts) {
      setText(word, words[/** @type {'gap'} */ (name)]);
      setText(value, row?.[/** @type {'gap'} */ (name)] ?? t('none'));
    }
    setText(this.#left, mine.left);
    const shown = { actions: mine.actions, others: mine.others, milestones: mine.milestones, bonus: mine.bonus, contests: mine.contests };
    for (const [name, rows] of Object.entries(shown)) setAttribute(this.#panels[/** @type {'bonus'} */ (name)], 'hidden', rows.length === 0 ? '' : null);
    this.#actionList.update(mine.actions);
    this.#otherList.update(mine.others);
    this.#milestones.update('', mine.milestones);
    this.#bonusList.update(mine.bonus);
    this.#contestList.update(mine.contests);
  }
}

/** @param {string} value @param {string} text */
function choice(value, text) {
  const option = build('option', '', text);
  option.value = value;
  return option;
}

function actionRow() {
  const [today, name, needed] = [build('span', 'me-today-count'), build('span', 'me-today-name'), build('span', 'me-today-rest')];
  const node = build('li', 'me-today-row', today, name, needed);
  return {
    node,
    update: (/** @type {Mine['actions'][number]} */ row) => {
      setText(today, row.today);
      setText(name, row.name);
      setText(needed, row.needed);
      setAttribute(node, 'data-done', row.done ? '' : null);
    },
  };
}

function otherRow() {
  const [light, bar] = [new TrafficLight(), new TargetBar()];
  const [name, actual, attainment] = [build('span', 'me-other-name'), build('span', 'me-other-actual'), build('span', 'me-other-share')];
  return {
    node: build('li', 'me-other', light, name, actual, attainment, bar),
    update: (/** @type {Mine['others'][number]} */ row) => {
      light.update(row.light, row.lightWord);
      bar.update(row.progress, row.light);
      setText(name, row.name);
      setText(actual, row.actual);
      setText(attainment, row.attainment);
    },
  };
}

/** @param {import('./view/dictionary.js').Translate} t */
function bonusCard(t) {
  const [title, amount, more] = [build('p', 'bonus-title'), build('p', 'bonus-amount'), build('p', 'bonus-more')];
  const [tiers, deals] = [build('ul', 'bonus-tiers'), build('ul', 'bonus-deals')];
  const line = (/** @type {string} */ kind, /** @type {readonly string[]} */ names) => () => {
    const cells = names.map((name) => build('span', `bonus-${name}`));
    const node = build('li', `bonus-line bonus-${kind}`, ...cells);
    return { node, update: (/** @type {any} */ row) => { names.forEach((name, index) => setText(cells[index], row[name])); setAttribute(node, 'data-now', row.now === true ? '' : null); } };
  };
  const tierList = new KeyedList(tiers, line('tier', ['rule', 'base', 'amount']));
  const dealList = new KeyedList(deals, line('deal', ['time', 'id', 'value', 'amount']));
  const summary = build('summary', 'bonus-summary', t('bonusDeals'));
  return {
    node: build('div', 'bonus', title, amount, tiers, build('details', 'bonus-details', summary, deals, more)),
    update: (/** @type {Mine['bonus'][number]} */ statement) => {
      setText(title, statement.title);
      setText(amount, statement.amount);
      tierList.update(statement.tiers);
      dealList.update(statement.deals);
      setText(more, statement.more > 0 ? t('andMore', { count: statement.more }) : '');
    },
  };
}

function contestCard() {
  const bar = new ContestBar();
  return { node: bar, update: (/** @type {Mine['contests'][number]} */ contest) => bar.update(contest) };
}
