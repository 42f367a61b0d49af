// Five minutes, one key: which part of the stand-up runs, how long it has, and whether it takes longer than it may.

/** `startedMs`: when each part begun so far began, the running one last. @typedef {{startedMs: readonly number[], endedMs: number | null}} Meeting */

/** The parts of the agenda in their order, each with its seconds; together five minutes. */
export const parts = /** @type {const} */ ([{ name: 'yesterday', seconds: 45 }, { name: 'lights', seconds: 75 }, { name: 'actions', seconds: 75 }, { name: 'milestones', seconds: 45 }, { name: 'commitments', seconds: 60 }]);

/** @type {Meeting} */
export const notBegun = Object.freeze({ startedMs: [], endedMs: null });

/** The one key: begins, goes on, ends, begins anew. @param {Meeting} meeting @param {number} nowMs @returns {Meeting} */
export function goOn(meeting, nowMs) {
  if (meeting.endedMs !== null) return notBegun;
  if (meeting.startedMs.length === parts.length) return { ...meeting, endedMs: nowMs };
  return { ...meeting, startedMs: [...meeting.startedMs, nowMs] };
}

/** One part back, with its time begun anew. @param {Meeting} meeting @param {number} nowMs @returns {Meeting} */
export function goBack(meeting, nowMs) {
  if (meeting.endedMs !== null) return { ...meeting, endedMs: null };
  if (meeting.startedMs.length < 2) return notBegun;
  return { startedMs: [...meeting.startedMs.slice(0, -2), nowMs], endedMs: null };
}

/** @param {Meeting} meeting @param {number} nowMs */
export function agenda(meeting, nowMs) {
  const begun = meeting.startedMs.length > 0;
  const index = Math.max(0, meeting.startedMs.length - 1);
  const leftMs = begun ? parts[index].seconds * 1000 - ((meeting.endedMs ?? nowMs) - meeting.startedMs[index]) : parts[0].seconds * 1000;
  const wholeMs = begun ? (meeting.endedMs ?? nowMs) - meeting.startedMs[0] : 0;
  return { begun, ended: meeting.endedMs !== null, index, name: parts[index].name, leftMs, wholeMs };
}

/** @param {number} ms */
export function minutesAndSeconds(ms) {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
