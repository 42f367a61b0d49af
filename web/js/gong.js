// The sound of a gong, made from nothing but sines: no file, no request. A browser plays sound only after somebody has
// touched the page; whether it does is asked, not hoped for.

/** Partials of a struck disc: ratio to the ground tone, loudness, seconds until it has faded. */
const partials = [[1, 0.5, 4.5], [1.48, 0.34, 3.6], [2.06, 0.24, 2.8], [2.74, 0.17, 2], [3.76, 0.1, 1.3], [5.2, 0.06, 0.8]];
const groundHz = 116;
const startMs = 400;

export class Gong {
  /** @type {AudioContext | null} */
  #context = null;

  /** @returns {Promise<boolean>} false: the browser does not let it sound */
  async strike() {
    this.#context ??= new AudioContext();
    const context = this.#context;
    if (context.state !== 'running') await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, startMs))]).catch(() => undefined);
    if (context.state !== 'running') return false;
    const whole = new GainNode(context, { gain: 0.5 });
    whole.connect(context.destination);
    for (const [ratio, loudness, seconds] of partials) ring(context, whole, groundHz * ratio, loudness, seconds);
    return true;
  }
}

/** @param {AudioContext} context @param {AudioNode} to @param {number} frequency @param {number} loudness @param {number} seconds */
function ring(context, to, frequency, loudness, seconds) {
  const begin = context.currentTime;
  const tone = new OscillatorNode(context, { frequency: frequency * 1.03 });
  const gain = new GainNode(context, { gain: 0 });
  // The disc swings a little sharp at first, and its higher tones come a moment later.
  tone.frequency.exponentialRampToValueAtTime(frequency, begin + 0.25);
  gain.gain.setValueAtTime(0, begin);
  gain.gain.linearRampToValueAtTime(loudness, begin + 0.01 + frequency / 60_000);
  gain.gain.exponentialRampToValueAtTime(0.0001, begin + seconds);
  tone.connect(gain).connect(to);
  tone.start(begin);
  tone.stop(begin + seconds);
}
