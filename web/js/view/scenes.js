// Which scene the wall shows. The server's clock turns the scenes, so that all walls of a room turn together; a
// remote control moves one wall ahead or back, or holds it.

/** @typedef {'board' | 'teams' | 'pk' | 'milestones' | 'trend'} SceneName */
/** `held`: the turn at which the wall is paused, null while it turns. @typedef {{moved: number, held: number | null}} Rotation */

export const sceneNames = /** @type {readonly SceneName[]} */ (['board', 'teams', 'pk', 'milestones', 'trend']);

/** @type {Rotation} */
export const turning = Object.freeze({ moved: 0, held: null });

/** @param {Rotation} rotation @param {number} serverMs @param {number} seconds */
const turnAt = (rotation, serverMs, seconds) => rotation.held ?? Math.floor(serverMs / (seconds * 1000)) + rotation.moved;

/**
 * The scene of this moment; a scene that has nothing to show is passed over, the board never is.
 * @param {readonly SceneName[]} wanted
 * @param {ReadonlySet<SceneName>} filled
 * @param {Rotation} rotation
 * @param {number} serverMs
 * @param {number} seconds of each scene
 * @returns {{name: SceneName, index: number, count: number, paused: boolean}}
 */
export function sceneAt(wanted, filled, rotation, serverMs, seconds) {
  const shown = wanted.filter((name) => name === 'board' || filled.has(name));
  const names = shown.length === 0 ? /** @type {SceneName[]} */ (['board']) : shown;
  const turn = turnAt(rotation, serverMs, seconds);
  const index = ((turn % names.length) + names.length) % names.length;
  return { name: names[index], index, count: names.length, paused: rotation.held !== null };
}

/** @param {Rotation} rotation @param {number} by @returns {Rotation} */
export function moved(rotation, by) {
  return rotation.held === null ? { ...rotation, moved: rotation.moved + by } : { ...rotation, held: rotation.held + by };
}

/** Holds the present scene, or lets the room's clock turn them again. @param {Rotation} rotation @param {number} serverMs @param {number} seconds @returns {Rotation} */
export function pausedOrNot(rotation, serverMs, seconds) {
  return rotation.held === null ? { ...rotation, held: turnAt(rotation, serverMs, seconds) } : turning;
}

/** @type {Record<string, 'next' | 'previous' | 'pause'>} */
const keys = {
  ArrowRight: 'next', ArrowDown: 'next', PageDown: 'next', MediaTrackNext: 'next',
  ArrowLeft: 'previous', ArrowUp: 'previous', PageUp: 'previous', MediaTrackPrevious: 'previous',
  ' ': 'pause', Enter: 'pause', MediaPlayPause: 'pause',
};

/** What a key of a keyboard or a remote control asks for. @param {string} key */
export const sceneCommand = (key) => keys[key] ?? null;
