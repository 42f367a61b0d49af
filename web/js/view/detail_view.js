// The pane behind one row of the desk, as texts and shares.

import { childrenOf, liveCell } from './desk_scene.js';
import { percent } from './figures.js';
import { funnelRows } from './funnel.js';
import { lightWord, unitName } from './rows.js';
import { trend } from './trend.js';
import { whyRows } from './why.js';

/** @typedef {import('../feed/protocol.js').Cell} Cell */
/** @typedef {import('../board/store.js').DailyRow} DailyRow */
/** @typedef {ReturnType<typeof detailView>} DetailView */
/** What was asked for over HTTP; null: not here (yet). @typedef {{daily: readonly DailyRow[] | null, funnel: readonly any[] | null, why: {rows: readonly any[], more: boolean} | null, cell: Cell | null, cellOf: (unit: string) => Cell | null}} Asked */

const heatSteps = 4;
const gapsMax = 12;

/** @param {import('./wall_view.js').Scene} scene @param {string} unit @param {string} metricId @param {string} since @param {Asked} asked @param {boolean} fromFeed @param {number} nowMs */
export function detailView(scene, unit, metricId, since, asked, fromFeed, nowMs) {
  const { t, plan } = scene;
  const metric = plan.metrics.find(({ id }) => id === metricId) ?? scene.metric;
  const style = scene.styleOf(metric.id);
  const cell = fromFeed ? liveCell(scene, unit, metric.id, scene.period.id) : asked.cell;
  const light = cell?.light ?? 'grey';
  const drawn = asked.daily === null || asked.daily.length < 2 || metric.kind === 'ratio' ? null : trend(asked.daily, [], cell?.actual ?? null, cell);
  const amount = (/** @type {number} */ value) => (metric.kind === 'ratio' ? percent(value, scene.locale) : style.text(value, 4));
  return {
    title: `${unitName(scene, plan.units.find(({ id }) => id === unit) ?? { id: unit })} · ${metric.name}`,
    light, lightWord: lightWord(light, t), trend: drawn,
    trendWords: {
      heading: t('trend'), summary: cell?.actual == null || cell.expected === null ? '' : t('trendSummary', { actual: amount(cell.actual), expected: amount(cell.expected) }),
      axisText: (/** @type {number} */ value) => style.text(value, 3),
      names: { actual: t('trendActual'), expected: t('trendExpected'), previous: t('trendPrevious'), forecast: t('trendForecast') },
    },
    funnel: asked.funnel === null ? [] : funnelRows(asked.funnel, scene),
    heat: asked.daily === null || asked.daily.length < 7 || asked.daily.length > 31 ? [] : heat(asked.daily, style, t),
    gaps: gaps(scene, unit, metric.id, fromFeed ? (id) => liveCell(scene, id, metric.id, scene.period.id) : asked.cellOf, style),
    since,
    why: asked.why === null ? [] : whyRows(asked.why.rows, scene, metric, nowMs),
    whySum: asked.why === null ? t('loading') : asked.why.rows.length === 0 ? t('whyNothing') : whySum(asked.why, style, t),
  };
}

/** @param {{rows: readonly any[], more: boolean}} why @param {import('./figures.js').FigureStyle} style @param {import('./dictionary.js').Translate} t */
function whySum({ rows, more }, style, t) {
  const [first, last] = [rows[0].before, rows.at(-1).after];
  const change = typeof first === 'number' && typeof last === 'number' ? last - first : null;
  const text = change === null ? t('none') : `${change < 0 ? '−' : '+'}${style.text(Math.abs(change), 5)}`;
  return t(more ? 'whySumMore' : 'whySum', { count: rows.length, change: text });
}

/** Which branches the gap comes from: what each has still open, or is ahead by. @param {import('./wall_view.js').Scene} scene @param {string} unit @param {string} metric @param {(unit: string) => Cell | null} cellOf @param {import('./figures.js').FigureStyle} style */
function gaps(scene, unit, metric, cellOf, style) {
  const { t, plan } = scene;
  if (plan.metrics.find(({ id }) => id === metric)?.kind === 'ratio') return [];
  const open = childrenOf(plan.units, unit).flatMap((child) => {
    const gap = cellOf(child.id)?.gap ?? null;
    return gap === null ? [] : [{ child, gap }];
  }).sort((a, b) => b.gap - a.gap);
  const most = Math.max(1e-9, ...open.map(({ gap }) => Math.abs(gap)));
  return open.slice(0, gapsMax).map(({ child, gap }) => ({
    key: child.id, name: unitName(scene, child), share: Math.abs(gap) / most, ahead: gap < 0,
    text: gap < 0 ? t('aheadBy', { value: style.text(-gap, 4) }) : t('behindBy', { value: style.text(gap, 4, 'up') }),
  }));
}

/** The days of the period by what each brought: a word, and one of five steps of colour. @param {readonly DailyRow[]} rows @param {import('./figures.js').FigureStyle} style @param {import('./dictionary.js').Translate} t */
function heat(rows, style, t) {
  const most = Math.max(0, ...rows.map(({ actual }) => actual ?? 0));
  return rows.map((row) => {
    const begun = row.cumulative !== null;
    const actual = row.actual ?? 0;
    const step = !begun ? 'none' : actual <= 0 || most === 0 ? '0' : String(Math.min(heatSteps, Math.ceil((actual / most) * heatSteps)));
    return {
      key: row.day, word: String(Number(row.day.slice(8))), heat: step, column: ((new Date(`${row.day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1,
      title: `${row.day} ${begun ? style.text(actual, 4) : ''}${row.weight === 0 ? ` · ${t('dayOff')}` : ''}`,
    };
  });
}
