// Moves the whole picture by a pixel or two every minute, so that no line burns into a screen that hangs for
// years. The path is a small square that comes back to where it began.

const everyMs = 60_000;
const path = [[0, 0], [1, 0], [2, 0], [2, 1], [2, 2], [1, 2], [0, 2], [0, 1]];

/** @param {number} nowMs @returns {[number, number]} */
export function shiftAt(nowMs) {
  const [x, y] = path[Math.floor(nowMs / everyMs) % path.length];
  return [x - 1, y - 1];
}
