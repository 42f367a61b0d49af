// A position names one moment of the feed: the epoch of the server's ledger and an offset in it.

/** @typedef {{epoch: string, offset: number}} Position */

/**
 * Reads `epoch:offset`; the epoch itself may hold colons.
 * @param {unknown} text
 * @returns {Position | null}
 */
export function parsePosition(text) {
  if (typeof text !== 'string') return null;
  const cut = text.lastIndexOf(':');
  const digits = text.slice(cut + 1);
  if (cut < 1 || !/^\d{1,15}$/.test(digits)) return null;
  return { epoch: text.slice(0, cut), offset: Number(digits) };
}

/** @param {Position} position */
export const formatPosition = (position) => `${position.epoch}:${position.offset}`;

/**
 * What a page has seen, and how far it surely has everything.
 *
 * Frames of several scopes share one position. A connection that breaks between two of them has *seen* an
 * offset of which it lacks a part, so it must resume from the offset before: the last one that is *complete*.
 * @typedef {{seen: Position | null, complete: Position | null}} Progress
 */

/** @type {Progress} */
export const noProgress = Object.freeze({ seen: null, complete: null });

/**
 * A frame at `position` arrived; everything before the offset of the frame is now complete.
 * @param {Progress} progress
 * @param {Position} position
 * @returns {Progress}
 */
export function frameArrived(progress, position) {
  const { seen } = progress;
  if (seen === null || seen.epoch !== position.epoch) return { seen: position, complete: null };
  return position.offset > seen.offset ? { seen: position, complete: seen } : progress;
}

/**
 * A beat follows all frames of its position, so that position is complete.
 * @param {Progress} progress
 * @param {Position} position
 * @returns {Progress}
 */
export function beatArrived(progress, position) {
  const { seen, complete } = progress;
  if (seen === null || seen.epoch !== position.epoch) return progress;
  if (complete !== null && complete.offset >= position.offset) return progress;
  return { seen: position.offset > seen.offset ? position : seen, complete: position };
}
