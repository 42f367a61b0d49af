// What a connection needs of the outside world, gathered so that tests can hand in a world of their own.

/**
 * @typedef {object} Environment
 * @property {(url: string) => Socket} openSocket
 * @property {(signal: AbortSignal) => Promise<boolean>} probe true when a server answers at all
 * @property {() => number} nowMs monotonic, so that a corrected wall clock is no lost feed
 * @property {(run: () => void, delayMs: number) => unknown} setTimer
 * @property {(timer: any) => void} clearTimer
 * @property {() => number} random
 */
/**
 * @typedef {object} Socket
 * @property {(text: string) => void} send
 * @property {() => void} close
 * @property {((event: any) => void) | null} onopen
 * @property {((event: {data: unknown}) => void) | null} onmessage
 * @property {((event: {code: number}) => void) | null} onclose
 */

/**
 * The real world of a browser page.
 * @param {Location | URL} location
 * @returns {Environment}
 */
export function browserEnvironment(location) {
  const probeUrl = new URL('/healthz', location.href);
  return {
    openSocket: (url) => /** @type {any} */ (new WebSocket(url, 'northstar.v1')),
    probe: (signal) => fetch(probeUrl, { cache: 'no-store', signal }).then((answer) => answer.status < 500, () => false),
    nowMs: () => performance.timeOrigin + performance.now(),
    setTimer: (run, delayMs) => window.setTimeout(run, delayMs),
    clearTimer: (timer) => window.clearTimeout(timer),
    random: Math.random,
  };
}

/** @param {Location | URL} location */
export function feedUrl(location) {
  const url = new URL('/api/v1/feed', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
