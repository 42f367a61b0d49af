// The elements of wall.html, and which part of the view each of them shows.

import './elements/contest_bar.js';
import './elements/deal_ticker.js';
import './elements/exact_figure.js';
import './elements/feed_status.js';
import './elements/leader_board.js';
import './elements/north_star.js';
import './elements/target_bar.js';
import './elements/team_bars.js';
import './elements/trend_chart.js';
import { setAttribute, setProperty, setText } from './elements/dom.js';
import { shiftAt } from './pixel_shift.js';

/** @typedef {import('./view/wall_view.js').WallView} WallView */
/** @typedef {NonNullable<WallView['board']>} Board */

export class WallPage {
  #document;
  #find;

  /** @param {Document} document */
  constructor(document) {
    this.#document = document;
    /** @type {(selector: string) => any} */
    const query = (selector) => document.querySelector(selector);
    this.#find = {
      wall: query('.wall'), title: query('.wall-title'), scope: query('.title-scope'), metric: query('.title-metric'), period: query('.title-period'),
      leftLabel: query('.left-label'), leftValue: query('.left-value'),
      problem: query('.problem'), status: query('feed-status'), northStar: query('north-star'), bar: query('target-bar'),
      teams: query('team-bars'), ranking: query('leader-board'), contest: query('contest-bar'), trend: query('trend-chart'), ticker: query('deal-ticker'),
    };
  }

  /** @param {WallView} view @param {number} serverMs */
  update(view, serverMs) {
    const { wall, status, problem } = this.#find;
    setAttribute(wall, 'data-feed', view.status.kind);
    status.update(view.status);
    setText(problem, view.problem);
    this.#shift(serverMs);
    if (view.board !== null) this.#updateBoard(view.board, view.t, serverMs);
  }

  /** @param {Board} board @param {WallView['t']} t @param {number} serverMs */
  #updateBoard(board, t, serverMs) {
    const find = this.#find;
    setText(find.scope, board.scopeName);
    setText(find.metric, board.metricName);
    setText(find.period, board.periodName);
    setText(find.leftLabel, board.facts.left.label);
    setText(find.leftValue, board.facts.left.value);
    this.#document.title = t('pageTitle', { scope: board.scopeName, metric: board.metricName });
    find.northStar.update(board, t('none'));
    find.bar.update(board.progress, board.light, board.expectedText, board.targetText);
    find.teams.update(t('teams'), board.unassigned, board.teams, serverMs);
    find.ranking.update(t('ranking'), board.rankingMode, board.ranking);
    find.contest.update(board.contest);
    find.trend.update(board.trend, {
      heading: t('trend'), summary: board.trendText, axisText: board.axisText,
      names: { actual: t('trendActual'), expected: t('trendExpected'), previous: t('trendPrevious') },
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
