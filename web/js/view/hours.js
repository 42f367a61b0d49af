// Hours of the day in which something holds, as an address says them: `22:00-07:00,12:00-13:30`. A span may pass midnight.

import { clock } from './moments.js';

/** Minutes since midnight; the end is not part of it. @typedef {{from: number, to: number}} Span */

const form = /^([01]?\d|2[0-4]):?([0-5]\d)?-([01]?\d|2[0-4]):?([0-5]\d)?$/;

/** @param {string | null} text what cannot be read is left out @returns {Span[]} */
export function hoursFrom(text) {
  return (text ?? '').split(',').flatMap((part) => {
    const match = form.exec(part.trim());
    if (match === null) return [];
    const minutes = (/** @type {string} */ hours, /** @type {string | undefined} */ rest) => Number(hours) * 60 + Number(rest ?? 0);
    return [{ from: minutes(match[1], match[2]), to: minutes(match[3], match[4]) }];
  });
}

/** @param {readonly Span[]} spans @param {number} atMs @param {string} timeZone */
export function within(spans, atMs, timeZone) {
  if (spans.length === 0) return false;
  const [hours, minutes] = clock(atMs, timeZone).split(':').map(Number);
  const now = hours * 60 + minutes;
  return spans.some(({ from, to }) => (from <= to ? now >= from && now < to : now >= from || now < to));
}
