// What the events of kill_load.mjs come to, cell by cell, by the plan of plan.mjs: read from a server, and compared with a fold.

import { fromMinor, sameDecimal } from './exact_json.mjs';
import { test_units, testPlan } from './plan.mjs';

const lines = { anna: ['anna', 'east'], 'Anna Snelling': ['anna', 'east'], ben: ['ben', 'east'], cai: ['cai', 'west'] };
/** The units an owner counts for, by the plan of support/plan.mjs: Dan changes region with the second half of 2026. */
function lineOf(owner, { occurred_at }) {
  if (owner === 'dan') return ['dan', Date.parse(occurred_at) < Date.parse('2026-07-01T00:00:00+08:00') ? 'east' : 'west', 'acme'];
  return [...(lines[owner] ?? ['unassigned']), 'acme'];
}
const { slices } = testPlan();

const months = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'));
const periods = [...['2025', '2026'].flatMap((year) => [year, ...[1, 2, 3, 4].map((q) => `${year}-Q${q}`), ...months.map((month) => `${year}-${month}`)]),
  '2026-W01', '2026-W27', '2026-W40', '2025-W52', '2026-06-30', '2026-07-01', '2026-03-10', '2026-10-01'];
export const rules = { lineOf, slices, wanted: new Set(periods) };

/** The actuals of all units, metrics and slices in those periods, also where they must be zero. */
export async function readCells(client) {
  const slice = ['', ...Object.entries(slices).flatMap(([name, values]) => [...values, 'other'].map((value) => `${name}:${value}`))];
  const query = { unit: test_units, metric: ['revenue', 'deals', 'closed'], period: periods, slice };
  return new Map((await client.cells(query)).map((row) => [`${row.unit}|${row.metric}|${row.slice}|${row.period}`, row.actual]));
}

export function differences(told, counted) {
  return [...told].filter(([cell, actual]) => !sameDecimal(actual, fromMinor(counted.get(cell) ?? 0n, cell.includes('|revenue|') ? 2 : 0)))
    .map(([cell, actual]) => `${cell}: the server says ${actual}, the fold ${counted.get(cell) ?? 0n}`);
}
