// The figures of a run: one JSON line each as soon as it is known, and a Markdown table of all at the end.

import { bound_text, figure, judge } from './numbers.mjs';

// measured: { row, name, value, unit, runs?, peer?: { name, value }, bound?, ratio_bound?, note? }
export function line_of(measured) {
  const { bound, ratio_bound, peer, ...rest } = measured;
  const line = { name: rest.name, value: rounded(rest.value), unit: rest.unit, row: rest.row };
  if (rest.runs && rest.runs.length > 1) line.runs = rest.runs.map(rounded);
  if (peer) line.peer = { name: peer.name, value: rounded(peer.value) };
  const verdict = judge({ value: rest.value, peer: peer?.value, bound, ratio_bound });
  if (verdict.ratio !== undefined) line.ratio = rounded(verdict.ratio);
  const target = target_of(measured);
  if (target) line.target = target;
  if (verdict.met !== undefined) line.met = verdict.met;
  if (rest.note) line.note = rest.note;
  return line;
}

function rounded(value) {
  return typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(4)) : value;
}

function target_of({ bound, ratio_bound, peer, unit }) {
  const parts = [];
  if (bound) parts.push(bound_text(bound, unit));
  if (ratio_bound) parts.push(`${bound_text(ratio_bound)} × ${peer ? peer.name : 'peer'}`);
  return parts.join(' and ');
}

const cell = (text) => String(text).replaceAll('|', '\\|');

export function table_of(lines) {
  const out = ['| row | figure | target | measured | beside it in the same run | ratio | met |', '|---|---|---|---|---|---|---|'];
  for (const l of lines) {
    const met = l.met === undefined ? '' : l.met ? 'yes' : '**no**';
    const peer = l.peer ? `${l.peer.name}: ${figure(l.peer.value)} ${l.unit}` : '';
    const measured = l.value === null ? `not measured: ${l.note}` : `${figure(l.value)} ${l.unit}`;
    out.push(`| ${[l.row, l.name, l.target ?? '', measured, peer, l.ratio === undefined ? '' : figure(l.ratio), met].map(cell).join(' | ')} |`);
  }
  return out.join('\n');
}

// The lines of earlier runs with those of this one in place of the rows it measured, in the order of rows.
export function kept_with(before, now) {
  const measured = new Set(now.map((l) => l.row));
  return [...before.filter((l) => !measured.has(l.row)), ...now].sort((a, b) => a.row - b.row);
}

// Which rows were measured when: a sentence a run.
export function origins_of(lines) {
  const runs = new Map();
  for (const { row, made } of lines) {
    const run = made ? `Commit ${made.commit}, ${made.day}, ${made.repeats === 1 ? 'one run' : `median of ${made.repeats} runs`}, seed ${made.seed}` : 'Unknown commit';
    runs.set(run, (runs.get(run) ?? new Set()).add(row));
  }
  return [...runs].map(([run, rows]) => `${run}: rows ${[...rows].join(', ')}.`).join('\n');
}

const begin = '<!-- figures: written by scripts/bench --write -->';
const end = '<!-- end of figures -->';

// The page with another table between its two marks.
export function page_with(page, table) {
  const from = page.indexOf(begin), to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error('docs/performance.md has lost the marks around its table');
  return `${page.slice(0, from + begin.length)}\n${table}\n${page.slice(to)}`;
}

// Prints a line a figure, as soon as it is known.
export class report {
  lines = [];

  add(measured) {
    const line = line_of(measured);
    this.lines.push(line);
    console.log(JSON.stringify(line));
  }

  // A figure that could not be had here, and why.
  missing(row, name, why) {
    const line = { name, value: null, unit: '', row, note: why };
    this.lines.push(line);
    console.log(JSON.stringify(line));
  }
}
