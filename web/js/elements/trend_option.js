// The trend as ECharts wants it: colours and sizes come from the style sheet, nothing moves, nothing pops up.

/** @typedef {import('../view/trend.js').Trend} Trend */

/**
 * @param {Trend} trend
 * @param {(value: number) => string} axisText
 * @param {CSSStyleDeclaration} style
 */
export function trendOption(trend, axisText, style) {
  const token = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const fontSize = Number.parseFloat(style.fontSize);
  const label = { color: token('--chart-label'), fontSize, fontFamily: style.fontFamily };
  const { low, high } = bounds(trend);
  const line = Math.max(1.5, fontSize / 7);
  return {
    animation: false,
    grid: { left: 0, right: line * 3, top: fontSize * 1.4, bottom: fontSize * 1.7 },
    xAxis: {
      type: 'category', data: trend.days, boundaryGap: false,
      axisLine: { lineStyle: { color: token('--chart-axis') } }, axisTick: { show: false },
      axisLabel: { ...label, interval: (/** @type {number} */ index) => labelled(index, trend.days.length), formatter: dayLabel, showMaxLabel: false, alignMinLabel: 'left' },
    },
    yAxis: {
      type: 'value', min: low, max: high, interval: high / 2,
      axisLabel: { ...label, inside: true, formatter: axisText, showMinLabel: false, verticalAlign: 'bottom', padding: [0, 0, fontSize / 6, 0], margin: 0 },
      splitLine: { lineStyle: { color: token('--chart-grid') } }, axisLine: { show: false }, axisTick: { show: false },
    },
    series: [
      series(trend.previous, token('--chart-previous'), line * 0.8, 'dotted'),
      series(trend.expected, token('--chart-expected'), line, 'dashed'),
      ...fan(trend, token('--chart-actual'), line),
      {
        ...series(trend.actual, token('--chart-actual'), line * 1.7, 'solid'),
        areaStyle: { color: token('--chart-actual'), opacity: 0.14 },
        markPoint: { silent: true, symbol: 'circle', symbolSize: line * 5, label: { show: false }, itemStyle: { color: token('--chart-actual') }, data: lastPoint(trend) },
      },
    ],
  };
}

/** @param {(number | null)[]} data @param {string} color @param {number} width @param {string} type */
const series = (data, color, width, type) => ({ type: 'line', data, showSymbol: false, silent: true, lineStyle: { color, width, type }, itemStyle: { color } });

/** The forecast: a band between its edges, laid as an invisible foot and the height above it. @param {Trend} trend @param {string} color @param {number} line */
function fan({ low, high, likely }, color, line) {
  if (!high.some((value) => value !== null)) return likely.some((value) => value !== null) ? [series(likely, color, line, 'dotted')] : [];
  const height = high.map((value, index) => (value === null || low[index] === null ? null : value - (low[index] ?? 0)));
  const band = { stack: 'forecast', stackStrategy: 'all', lineStyle: { width: 0 } };
  return [
    { ...series(low, color, 0, 'solid'), ...band },
    { ...series(height, color, 0, 'solid'), ...band, areaStyle: { color, opacity: 0.28 } },
    series(likely, color, line, 'dotted'),
  ];
}

/** From zero, or below it, to the highest point: most often the target itself. @param {Trend} trend */
function bounds({ actual, expected, previous, low: lows, high: highs, likely }) {
  const values = [...actual, ...expected, ...previous, ...lows, ...highs, ...likely].filter((value) => value !== null);
  const high = Math.max(1, ...values);
  const lowest = Math.min(0, ...values);
  // A few refunds on the first day are not worth a quarter of the picture.
  const low = lowest > -high / 20 ? 0 : lowest;
  // Full steps below zero, so that zero and the top keep their lines.
  return { low: -Math.ceil(-low / (high / 2)) * (high / 2) + 0, high };
}

/** @param {Trend} trend */
function lastPoint({ days, actual, today }) {
  const value = actual[today];
  return value === null || value === undefined ? [] : [{ coord: [days[today], value] }];
}

/** A handful of days carry a label: enough to find oneself. @param {number} index @param {number} count */
function labelled(index, count) {
  return index % Math.max(1, Math.ceil(count / 4)) === 0;
}

/** `2026-11-09` as `11/9`: the same in every language. @param {string} day */
function dayLabel(day) {
  const [, month, date] = day.split('-');
  return `${Number(month)}/${Number(date)}`;
}
