// Days and instants of the demo company's one time zone. China has kept +08:00 without summer time since 1991, so plain
// arithmetic is exact for every day the demo can meet.

const offset_ms = 8 * 3600 * 1000;
export const day_ms = 24 * 3600 * 1000;

/** `2026-11-21`, the date on the wall in China at that instant. */
export const dayOf = (at_ms) => new Date(at_ms + offset_ms).toISOString().slice(0, 10);

/** The instant at which that day starts in China. */
export const startOf = (day) => Date.parse(`${day}T00:00:00+08:00`);

export const addDays = (day, count) => dayOf(startOf(day) + count * day_ms);

/** 0 for Sunday … 6 for Saturday. */
export const weekdayOf = (day) => new Date(`${day}T00:00:00Z`).getUTCDay();

/** RFC 3339 with the plan's offset; milliseconds only where there are some. */
export function isoOf(at_ms) {
  const text = new Date(at_ms + offset_ms).toISOString().replace('Z', '+08:00');
  return text.replace('.000+', '+');
}

/** Every day from the first to the last, both included. */
export function daysBetween(first, last) {
  const days = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}
