// One frame for many changes, and the moment at which a frame is really on the glass.

/**
 * @template Stamp
 * @param {() => Stamp} paint puts the newest picture into the page, and says what it shows
 * @param {(stamp: Stamp) => void} painted called when the browser has drawn that picture
 * @param {(run: () => void) => void} [nextFrame]
 * @returns {() => void} asks for a frame
 */
export function createFrame(paint, painted, nextFrame = (run) => requestAnimationFrame(run)) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    nextFrame(() => {
      asked = false;
      const stamp = paint();
      // The next frame begins after this one was handed to the screen.
      nextFrame(() => painted(stamp));
    });
  };
}
