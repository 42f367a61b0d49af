// The elements of standup.html: the agenda with its clock, and the part that runs.

import './elements/milestone_path.js';
import { asPercentage, build, KeyedList, setAttribute, setProperty, setText } from './elements/dom.js';
import { ExactFigure } from './elements/exact_figure.js';
import { MilestonePath } from './elements/milestone_path.js';
import { setProblem } from './elements/page_head.js';
import { TargetBar } from './elements/target_bar.js';
import { TrafficLight } from './elements/traffic_light.js';
import { DealTicker } from './elements/deal_ticker.js';
import { minutesAndSeconds, parts } from './view/agenda.js';
import { translator } from './view/dictionary.js';

/** @typedef {ReturnType<typeof import('./view/standup_view.js').standupView>} View */
/** @typedef {import('./view/standup_view.js').StandupRow} StandupRow */

const titles = /** @type {const} */ ({ yesterday: 'partYesterday', lights: 'partLights', actions: 'partActions', milestones: 'partMilestones', commitments: 'partCommitments' });

export class StandupPage {
  #settings;
  t;
  /** @type {any} */
  #head = document.querySelector('page-head');
  /** @type {any} */
  #main = document.querySelector('main');
  /** @type {any} */
  #title = document.querySelector('.desk-title');
  #steps = parts.map(({ name }) => ({ name, node: build('li', 'agenda-step'), fill: build('span', 'agenda-fill'), word: build('span', 'agenda-word') }));
  #clock = build('p', 'agenda-clock');
  #nextWord = build('span', 'button-word');
  #keyHint = build('span', 'key-hint');
  #next = build('button', 'button button-main', this.#nextWord, this.#keyHint);
  #heading = build('h2', 'part-heading');
  #note = build('p', 'part-note');
  #figure = new ExactFigure();
  #light = new TrafficLight();
  #wholeFacts = build('p', 'part-facts');
  #yesterday = build('div', 'part part-yesterday');
  #lights = build('div', 'part part-lights');
  #actions = build('div', 'part part-actions');
  #milestones = build('div', 'part part-milestones');
  #commitments = build('div', 'part part-commitments');
  #promises = build('ul', 'promise-rows');
  #promiseList = new KeyedList(this.#promises, () => promiseRow(this.t));
  #promisesNone = build('p', 'part-note');
  #path = new MilestonePath();
  #deals = new DealTicker();
  #teamRows = build('ul', 'standup-rows');
  #teamList = new KeyedList(this.#teamRows, () => standupRow(this.t, false));
  #teamsMore = build('p', 'part-note');
  #lightRows = build('ol', 'standup-rows');
  #lightList = new KeyedList(this.#lightRows, () => standupRow(this.t, true));
  #lightsMore = build('p', 'part-note');
  #people = build('ul', 'action-rows');
  #peopleList = new KeyedList(this.#people, personRow);

  /** @param {Document} document @param {import('./settings.js').Settings} settings */
  constructor(document, settings) {
    this.#settings = settings;
    this.t = translator(settings.language);
    document.title = this.t('deskTitle', { page: this.t('pageStandup') });
    for (const { name, node, fill, word } of this.#steps) {
      setText(word, this.t(titles[name]));
      node.append(word, build('span', 'agenda-track', fill));
    }
    this.#next.type = 'button';
    setText(this.#keyHint, this.t('spaceKey'));
    const steps = build('ol', 'agenda', ...this.#steps.map(({ node }) => node));
    steps.setAttribute('aria-label', this.t('agenda'));
    this.#yesterday.append(build('div', 'part-whole', this.#figure, build('div', 'part-side', this.#light, this.#wholeFacts)), this.#teamRows, this.#teamsMore);
    this.#lights.append(this.#lightRows, this.#lightsMore);
    this.#actions.append(this.#people);
    this.#milestones.append(this.#path, this.#deals);
    this.#commitments.append(this.#promises, this.#promisesNone);
    this.#main.append(build('div', 'agenda-line', steps, this.#clock, this.#next), build('div', 'part-head', this.#heading, this.#note), this.#yesterday, this.#lights, this.#actions, this.#milestones, this.#commitments);
  }

  /** @param {() => void} next */
  onNext(next) {
    this.#next.addEventListener('click', next);
  }

  /** @param {View} view @param {string} problem @param {ReturnType<typeof import('./view/agenda.js').agenda>} now */
  update(view, problem, now) {
    const { t } = this;
    this.#head.update(t, this.#settings, view.status);
    setAttribute(this.#main, 'data-feed', view.status.kind);
    setProblem(this.#main, problem);
    setText(this.#title, view.title);
    this.#agenda(now);
    setText(this.#heading, t(titles[now.name]));
    for (const { name } of parts) setAttribute({ yesterday: this.#yesterday, lights: this.#lights, actions: this.#actions, milestones: this.#milestones, commitments: this.#commitments }[name], 'hidden', name === now.name ? null : '');
    if (view.scene === null) return;
    this.#part(view, now.name);
    setAttribute(this.#main, 'data-ready', '');
  }

  /** @param {ReturnType<typeof import('./view/agenda.js').agenda>} now */
  #agenda(now) {
    const { t } = this;
    this.#steps.forEach(({ node, fill }, index) => {
      const state = !now.begun || index > now.index ? 'coming' : index < now.index || now.ended ? 'done' : 'running';
      setAttribute(node, 'data-state', state);
      setAttribute(node, 'aria-current', state === 'running' ? 'step' : null);
      setProperty(fill, '--fill', asPercentage(state === 'done' ? 1 : state === 'coming' ? 0 : Math.min(1, Math.max(0, 1 - now.leftMs / (parts[index].seconds * 1000)))));
    });
    const over = now.begun && now.leftMs < 0;
    const word = now.ended ? t('standupEnded', { time: minutesAndSeconds(now.wholeMs) }) : !now.begun ? t('standupReady') : over ? t('standupOver', { time: minutesAndSeconds(now.leftMs) }) : t('standupLeft', { time: minutesAndSeconds(now.leftMs + 999) });
    setText(this.#clock, word);
    setAttribute(this.#clock, 'data-over', over && !now.ended ? '' : null);
    setAttribute(this.#keyHint, 'hidden', now.ended ? '' : null);
    setText(this.#nextWord, t(now.ended ? 'standupAgain' : !now.begun ? 'standupBegin' : now.index === parts.length - 1 ? 'standupEnd' : 'standupNext'));
  }

  /** @param {View} view @param {typeof parts[number]['name']} name */
  #part(view, name) {
    const { t } = this;
    if (name === 'yesterday') {
      const { yesterday } = view;
      setText(this.#note, yesterday === null ? t('loading') : `${yesterday.day} · ${yesterday.note}`);
      this.#figure.update(yesterday?.figure ?? null, t('none'), t('partYesterday'));
      this.#light.update(yesterday?.whole?.light ?? 'grey', yesterday?.whole?.lightWord ?? '');
      setText(this.#wholeFacts, yesterday?.whole == null ? '' : `${t('attainment')} ${yesterday.whole.attainment} · ${t('target', { value: yesterday.whole.target })}`);
      this.#teamList.update(yesterday?.rows ?? []);
      setText(this.#teamsMore, yesterday !== null && yesterday.more > 0 ? t('andMore', { count: yesterday.more }) : '');
    } else if (name === 'lights') {
      setText(this.#note, t('lightsNote', { green: view.lights.green }));
      this.#lightList.update(view.lights.rows);
      setText(this.#lightsMore, view.lights.rows.length === 0 ? t('allGreen') : view.lights.more > 0 ? t('andMore', { count: view.lights.more }) : '');
    } else if (name === 'actions') {
      setText(this.#note, t('actionsNote'));
      this.#peopleList.update(view.actions);
    } else if (name === 'commitments') {
      setText(this.#note, t('commitmentsNote'));
      this.#promiseList.update(view.commitments);
      setText(this.#promisesNone, view.commitments.length === 0 ? t('allGreen') : '');
    } else {
      setText(this.#note, '');
      this.#path.update(t('milestones'), view.milestones);
      this.#deals.update(t('deals'), t('noDeals'), view.deals);
    }
  }
}

/** @param {import('./view/dictionary.js').Translate} t @param {boolean} long with what is missing */
function standupRow(t, long) {
  const [light, bar] = [new TrafficLight(), new TargetBar()];
  const parts = { name: build('span', 'standup-name'), team: build('span', 'standup-team'), attainment: build('span', 'standup-attainment'), actual: build('span', 'standup-actual'), gap: build('span', 'standup-fact'), needed: build('span', 'standup-fact'), forecast: build('span', 'standup-fact') };
  const fact = (/** @type {import('./view/dictionary.js').Phrase} */ word, /** @type {Element} */ value) => build('span', 'standup-pair', build('span', 'standup-word', t(word)), value);
  const node = build('li', 'standup-row', light, build('span', 'standup-who', parts.name, parts.team), bar, parts.attainment, ...(long ? [fact('columnGap', parts.gap), fact('neededToday', parts.needed), fact('forecast', parts.forecast)] : [parts.actual]));
  setAttribute(node, 'data-long', long ? '' : null);
  return {
    node,
    update: (/** @type {StandupRow} */ row) => {
      light.update(row.light, row.lightWord);
      bar.update(row.progress, row.light);
      setProperty(node, '--depth', row.depth === undefined ? '0' : String(row.depth - 1));
      for (const name of /** @type {const} */ (['name', 'team', 'attainment', 'actual', 'gap', 'needed', 'forecast'])) setText(parts[name], row[name]);
    },
  };
}

/** Yesterday's word and today's: where there is a record of them, the first says whether it was kept. @param {import('./view/dictionary.js').Translate} t */
function promiseRow(t) {
  const light = new TrafficLight();
  const parts = { name: build('span', 'standup-name'), team: build('span', 'standup-team'), gap: build('span', 'promise-value'), promised: build('span', 'promise-value promise-before'), needed: build('span', 'promise-value') };
  const pair = (/** @type {import('./view/dictionary.js').Phrase} */ word, /** @type {Element} */ value) => build('span', 'standup-pair', build('span', 'standup-word', t(word)), value);
  const node = build('li', 'promise-row', light, build('span', 'standup-who', parts.name, parts.team), pair('columnGap', parts.gap), pair('promisedYesterday', parts.promised), build('span', 'promise-arrow', '→'), pair('promiseToday', parts.needed));
  return {
    node,
    update: (/** @type {View['commitments'][number]} */ row) => {
      light.update(row.light, row.lightWord);
      for (const name of /** @type {const} */ (['name', 'team', 'gap', 'promised', 'needed'])) setText(parts[name], row[name]);
      setAttribute(node, 'data-kept', row.kept === null ? 'unknown' : String(row.kept));
    },
  };
}

function personRow() {
  const light = new TrafficLight();
  const parts = { name: build('span', 'standup-name'), team: build('span', 'standup-team'), needed: build('span', 'action-needed') };
  const stages = build('span', 'action-stages');
  const list = new KeyedList(stages, () => {
    const [name, today] = [build('span', 'stage-name'), build('span', 'stage-today')];
    const node = build('span', 'action-stage', today, name);
    return { node, update: (/** @type {View['actions'][number]['stages'][number]} */ stage) => { setText(name, stage.name); setText(today, stage.today); setAttribute(node, 'data-none', stage.today === '0' ? '' : null); } };
  });
  return {
    node: build('li', 'action-row', light, build('span', 'standup-who', parts.name, parts.team), stages, parts.needed),
    update: (/** @type {View['actions'][number]} */ row) => {
      light.update(row.light, row.lightWord);
      for (const name of /** @type {const} */ (['name', 'team', 'needed'])) setText(parts[name], row[name]);
      list.update(row.stages);
    },
  };
}
