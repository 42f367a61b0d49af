// The elements of wall.html, and which part of the view each of them shows.

import './elements/contest_bar.js';
import './elements/deal_celebration.js';
import './elements/deal_correction.js';
import './elements/deal_ticker.js';
import './elements/exact_figure.js';
import './elements/feed_status.js';
import './elements/leader_board.js';
import './elements/milestone_path.js';
import './elements/north_star.js';
import './elements/scene_marks.js';
import './elements/target_bar.js';
import './elements/team_bars.js';
import './elements/trend_chart.js';
import './elements/wall_pairing.js';
import './elements/wall_settings.js';
import { setAttribute, setProperty, setText } from './elements/dom.js';
import { shiftAt } from './pixel_shift.js';
import { translator } from './view/dictionary.js';
import { within } from './view/hours.js';
import { sceneAt } from './view/scenes.js';

/** @typedef {import('./view/wall_view.js').WallView} WallView */
/** @typedef {NonNullable<WallView['board']>} Board */

const contestMs = 10_000;

export class WallPage {
  #document;
  #settings;
  #find;
  /** @type {WallView['t'] | null} */
  #t = null;

  /** @param {Document} document @param {import('./settings.js').Settings} settings */
  constructor(document, settings) {
    this.#document = document;
    this.#settings = settings;
    /** @type {(selector: string) => any} */
    const query = (selector) => document.querySelector(selector);
    this.#find = {
      wall: query('.wall'), title: query('.wall-title'), scope: query('.title-scope'), metric: query('.title-metric'), period: query('.title-period'),
      leftLabel: query('.left-label'), leftValue: query('.left-value'),
      problem: query('.problem'), status: query('feed-status'), northStar: query('north-star'), bar: query('target-bar'),
      teams: query('team-bars'), ranking: query('leader-board'), contest: query('contest-bar'), trend: query('trend-chart'), ticker: query('deal-ticker'),
      stage: query('.stage'), marks: query('scene-marks'), milestones: query('milestone-path'), celebration: query('deal-celebration'), correction: query('deal-correction'), panel: query('wall-settings'), button: query('.wall-settings-button'), pairing: query('wall-pairing'),
    };
  }

  get settingsOpen() {
    return this.#find.panel.open;
  }

  /** @param {import('./celebration_player.js').CelebrationPlayer} sound */
  openSettings(sound) {
    if (this.#t !== null) this.#find.panel.show(this.#t, sound);
  }

  /** Shows the code of a display that has no right yet. */
  pair() {
    const element = /** @type {import('./elements/wall_pairing.js').WallPairing} */ (this.#find.pairing);
    setAttribute(this.#find.wall, 'data-feed', 'pairing');
    element.start(translator(this.#settings.language), () => location.reload());
  }

  /** @param {() => void} open */
  onSettings(open) {
    this.#find.button.addEventListener('click', open);
  }

  /**
   * @param {WallView} view @param {number} serverMs @param {import('./view/scenes.js').Rotation} rotation
   * @param {{shown: import('./celebration_player.js').Shown | null, blocked: boolean}} celebration
   */
  update(view, serverMs, rotation, celebration) {
    const { wall, status, problem, button } = this.#find;
    this.#t = view.t;
    setAttribute(wall, 'data-feed', view.status.kind);
    status.update(view.status);
    setText(problem, view.problem);
    setText(button, view.t('settings'));
    this.#shift(serverMs);
    if (view.board === null) return;
    setAttribute(wall, 'data-night', within(this.#settings.night, serverMs, view.board.timeZone) ? '' : null);
    this.#updateBoard(view.board, view.t);
    this.#updateScene(view.board, view.t, serverMs, rotation, celebration.blocked ? view.t('soundBlocked') : '');
    this.#find.celebration.update(celebration.shown?.isCorrection === false ? celebration.shown : null);
    this.#find.correction.update(celebration.shown?.isCorrection === true ? celebration.shown : null);
  }

  /** @param {Board} board @param {WallView['t']} t @param {number} serverMs @param {import('./view/scenes.js').Rotation} rotation @param {string} note */
  #updateScene(board, t, serverMs, rotation, note) {
    const find = this.#find;
    const scene = sceneAt(this.#settings.scenes, board.scenes, rotation, serverMs, this.#settings.seconds);
    setAttribute(find.stage, 'data-scene', scene.name);
    find.marks.update(scene, t('scenePaused'), note);
    const teams = scene.name === 'teams' ? board.allTeams : board.teams;
    find.teams.update(t('teams'), board.unassigned, teams, serverMs);
    const { contests } = board;
    find.contest.update(contests[Math.floor(serverMs / contestMs) % Math.max(1, contests.length)] ?? null);
    find.milestones.update(t('milestones'), board.milestones);
  }

  /** @param {Board} board @param {WallView['t']} t */
  #updateBoard(board, t) {
    const find = this.#find;
    setText(find.scope, board.scopeName);
    setText(find.metric, board.metricName);
    setText(find.period, board.periodName);
    setText(find.leftLabel, board.facts.left.label);
    setText(find.leftValue, board.facts.left.value);
    this.#document.title = t('pageTitle', { scope: board.scopeName, metric: board.metricName });
    find.northStar.update(board, t('none'));
    find.bar.update(board.progress, board.light, board.expectedText, board.targetText);
    find.ranking.update(t('ranking'), board.rankingMode, board.ranking);
    find.trend.update(board.trend, {
      heading: t('trend'), summary: board.trendText, axisText: board.axisText,
      names: { actual: t('trendActual'), expected: t('trendExpected'), previous: t('trendPrevious'), forecast: t('trendForecast') },
    });
    find.ticker.update(t('deals'), t('noDeals'), board.ticker);
    setAttribute(find.wall, 'data-ready', '');
  }

  /** @param {number} serverMs */
  #shift(serverMs) {
    const [x, y] = shiftAt(serverMs);
    setProperty(this.#find.wall, '--shift-x', `${x}px`);
    setProperty(this.#find.wall, '--shift-y', `${y}px`);
  }
}
