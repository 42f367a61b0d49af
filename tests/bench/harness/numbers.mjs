// Medians, ratios and how a figure is written. No files, no processes: tested with node --test.

export function median(values) {
  if (values.length === 0) throw new Error('the median of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// Three significant digits, thousands apart, no exponent.
export function figure(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.min(digits, 4), maximumSignificantDigits: Math.abs(value) < 1000 ? 3 : undefined });
}

const holds = { '>=': (a, b) => a >= b, '<=': (a, b) => a <= b };

// A bound is ['>=', 600000]; undefined: there is none to meet.
export function meets(value, bound) {
  return bound === undefined ? undefined : holds[bound[0]](value, bound[1]);
}

export const bound_text = (bound, unit = '') => (bound === undefined ? '' : `${bound[0] === '>=' ? '≥' : '≤'} ${figure(bound[1])}${unit ? ` ${unit}` : ''}`);

// What one figure of ours says against its bound and, where a peer ran beside it, against the peer.
// { value, peer?, bound?, ratio_bound? } → { ratio?, met? }; met only when there is something to meet.
export function judge({ value, peer, bound, ratio_bound }) {
  const verdict = {};
  if (peer !== undefined && peer > 0) verdict.ratio = value / peer;
  const asked = [meets(value, bound), ratio_bound && verdict.ratio !== undefined ? meets(verdict.ratio, ratio_bound) : undefined].filter((m) => m !== undefined);
  if (asked.length > 0) verdict.met = asked.every(Boolean);
  return verdict;
}
