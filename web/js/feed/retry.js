// How long to wait before trying again; pure, so that it can be judged by numbers.
//
// Two different troubles. A server that cannot be reached is probed quickly with a cheap request, so that the
// wall is back within a second of its return; jitter keeps a hundred walls from asking in the same instant.
// A server that answers but will not give a feed is busy or refusing: there the wait doubles.

const probeFirstMs = 300;
const probeMs = 600;
const refusalFirstMs = 500;
const refusalMaxMs = 15_000;

/** @param {number} base @param {number} random 0 up to 1 */
const jittered = (base, random) => Math.round(base * (0.7 + 0.6 * random));

/** @param {number} attempt from 0 @param {number} random */
export function probeDelayMs(attempt, random) {
  if (attempt === 0) return Math.round(probeFirstMs * random);
  return jittered(attempt < 4 ? probeFirstMs : probeMs, random);
}

/** @param {number} attempt from 0 @param {number} random */
export function refusalDelayMs(attempt, random) {
  return jittered(Math.min(refusalMaxMs, refusalFirstMs * 2 ** Math.min(attempt, 10)), random);
}
