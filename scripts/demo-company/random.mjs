// A seeded source of randomness: the same seed text gives the same numbers on every machine and in every version of Node,
// so that the demo company lives the same year each time. Not for secrets.

/** Turns any text into the four words that start the generator (cyrb128). */
function wordsOf(text) {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ k, 597399067);
    b = c ^ Math.imul(b ^ k, 2869860233);
    c = d ^ Math.imul(c ^ k, 951274213);
    d = a ^ Math.imul(d ^ k, 2716044179);
  }
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}

/** Numbers in [0, 1) by sfc32, which is small, fast and well mixed after a few rounds. */
function sfc32([a, b, c, d]) {
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/**
 * A generator for one named purpose. Each day and each kind of fact has a generator of its own, so that a change in one
 * does not shift all the others.
 */
export function randomOf(seed) {
  const next = sfc32(wordsOf(String(seed)));
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    between: (from, to) => from + next() * (to - from),
    chance: (share) => next() < share,
    pick: (list) => list[Math.floor(next() * list.length)],
    weighted(list, weightOf) {
      const total = list.reduce((sum, item) => sum + weightOf(item), 0);
      let left = next() * total;
      return list.find((item) => (left -= weightOf(item)) < 0) ?? list[list.length - 1];
    },
    lognormal: (median, sigma) => median * Math.exp(sigma * normal()),
    /** Knuth's method for small means; the demo never asks for more than a few hundred. */
    poisson(mean) {
      if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
      const limit = Math.exp(-mean);
      let count = -1;
      for (let product = 1; product > limit; count++) product *= next();
      return Math.max(0, count);
    },
  };
}
