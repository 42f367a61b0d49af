// The pane behind one row of the desk, as texts and shares.

import { childrenOf, liveCell } from './desk_scene.js';
import { percent } from './figures.js';
import { funnelRows } from './funnel.js';
import { lightWord, unitName } from './rows.js';
import { trend } from './trend.js';
import { waterfall } from './waterfall.js';
import { whyRows } from './why.js';

/** @typedef {import('../feed/protocol.js').Cell} Cell */
/** @typedef {import('../board/store.js').DailyRow} DailyRow */
/** @typedef {ReturnType<typeof detailView>} DetailView */
/** What was asked for over HTTP; null: not here (yet). @typedef {{daily: readonly DailyRow[] | null, funnel: readonly any[] | null, why: {rows: readonly any[], more: boolean} | null, cell: Cell | null, cellOf: (unit: string) => Cell | null, metricCell: (metric: string) => Cell | null}} Asked */

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
    waterfall: asked.funnel === null ? [] : waterfallRows(scene, metric, cell, asked.funnel, fromFeed ? (id) => liveCell(scene, unit, id, scene.period.id) : asked.metricCell, style),
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

/**
 * Volume × conversion × price. Of money only, and only where the plan's funnel leads to it.
 * @param {import('./wall_view.js').Scene} scene @param {import('../feed/protocol.js').Metric} metric @param {Cell | null} cell @param {readonly any[]} funnel
 * @param {(metric: string) => Cell | null} cellOf of the same unit @param {import('./figures.js').FigureStyle} style
 */
function waterfallRows(scene, metric, cell, funnel, cellOf, style) {
  const { t, plan, locale } = scene;
  const last = funnel.at(-1);
  if (metric.kind !== 'sum' || !metric.money || last === undefined || cell?.target == null || cell.expected === null || cell.actual === null) return [];
  const stages = funnel.map((row) => ({ metric: String(row.metric), actual: Number(row.actual ?? 0), num: row.rate_num ?? null, den: row.rate_den ?? null }));
  // The plan's own price where it has a target for both; else what one of the last stage brought by experience.
  const lastTarget = cellOf(last.metric)?.target ?? null;
  const price = lastTarget !== null && lastTarget > 0 ? { num: cell.target, den: lastTarget } : last.goal === metric.id ? { num: last.rate_num ?? null, den: last.rate_den ?? null } : { num: null, den: null };
  const fall = waterfall({ target: cell.target, expected: cell.expected, actual: cell.actual }, stages, price, metric.digits);
  if (fall === null) return [];
  const unit = 10 ** metric.digits;
  const money = (/** @type {bigint} */ minor) => style.text(Number(minor) / unit, 4);
  const all = [fall.target, fall.actual, 0n, ...fall.steps.flatMap(({ from, to }) => [from, to])].map(Number);
  const [low, high] = [Math.min(...all), Math.max(...all, 1)];
  const place = (/** @type {bigint} */ from, /** @type {bigint} */ to) => {
    const [left, right] = [Math.min(Number(from), Number(to)), Math.max(Number(from), Number(to))].map((value) => (value - low) / (high - low));
    return { left, width: right - left };
  };
  const name = (/** @type {number} */ index) => plan.metrics.find(({ id }) => id === stages[index].metric)?.name ?? stages[index].metric;
  const of = (/** @type {number} */ a, /** @type {number} */ b) => (b === 0 ? t('none') : percent(a / b, locale));
  const words = (/** @type {import('./waterfall.js').Step} */ { kind, stage }) => {
    if (kind === 'later') return { name: t('notDueYet'), note: '' };
    if (kind === 'volume') return { name: t('volumeOf', { stage: name(0) }), note: scene.styleOf(stages[0].metric).text(stages[0].actual, 5) };
    if (kind === 'price') {
      const style2 = (/** @type {number} */ a, /** @type {number} */ b) => (b === 0 ? t('none') : style.text(a / b, 4));
      return { name: t('priceOf', { stage: name(stage) }), note: t('isButPlanned', { actual: style2(cell.actual ?? 0, stages[stage].actual), planned: style2(price.num ?? 0, price.den ?? 0) }) };
    }
    return { name: `${name(stage)} → ${name(stage + 1)}`, note: t('isButPlanned', { actual: of(stages[stage + 1].actual, stages[stage].actual), planned: of(stages[stage].num ?? 0, stages[stage].den ?? 0) }) };
  };
  const whole = (/** @type {string} */ key, /** @type {string} */ word, /** @type {bigint} */ value) => ({ key, kind: 'whole', name: word, note: '', text: money(value), title: style.exact(Number(value) / unit), ...place(0n, value) });
  return [
    whole('target', t('columnTarget'), fall.target),
    ...fall.steps.map((step) => ({
      key: `${step.kind}${step.stage}`, kind: step.kind === 'later' ? 'later' : step.change < 0n ? 'less' : 'more', ...words(step), ...place(step.from, step.to),
      text: step.kind === 'later' ? money(-step.change) : step.change === 0n ? money(0n) : `${step.change < 0n ? '−' : '+'}${money(step.change < 0n ? -step.change : step.change)}`,
      title: style.exact(Number(step.change) / unit),
    })),
    whole('actual', t('columnActual'), fall.actual),
  ];
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
