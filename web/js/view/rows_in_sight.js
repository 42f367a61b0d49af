// Which rows of a long table are in the page: those in sight and some beyond on either side.

/** Up to this many rows all of them are: the browser finds words in them, and nothing needs to be reckoned. */
const allMax = 120;
const beyond = 4;
/** Before anything has been drawn nobody knows how high a row is. */
const atFirst = 60;

/**
 * @param {number} count rows of the table @param {number} rowHeight px, 0 while unknown
 * @param {number} top where the first row begins, px from the screen's upper edge @param {number} screenHeight px
 * @returns {{from: number, to: number}} the first, and the one behind the last
 */
export function rowsInSight(count, rowHeight, top, screenHeight) {
  if (count <= allMax) return { from: 0, to: count };
  if (rowHeight <= 0) return { from: 0, to: atFirst };
  const size = Math.ceil(screenHeight / rowHeight) + 2 * beyond;
  const from = Math.min(Math.max(0, Math.floor(-top / rowHeight) - beyond), Math.max(0, count - size));
  return { from, to: Math.min(count, from + size) };
}
