// Posts events and does not give up: a server that is busy (429, 503) is asked again when it says, one that restarts is asked
// again soon. Sending the same events twice is harmless, because each carries its id and version.

const retry_first_ms = 250;
const retry_max_ms = 5_000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** `Retry-After` is a number of seconds or a date (RFC 9110 §10.2.3). */
export function retryAfter_ms(header, now_ms) {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const wait_ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now_ms;
  return Number.isFinite(wait_ms) ? Math.max(0, wait_ms) : null;
}

/** Returns `post(events)`, which resolves with the server's outcome once it has taken the batch. */
export function createSender({ server, token, log = console.error, wait = pause }) {
  const url = new URL('/api/v1/events', server);
  const headers = { 'content-type': 'application/x-ndjson', ...(token && { authorization: `Bearer ${token}` }) };

  /** One attempt: `{outcome}` when done, else `{wait_ms, reason}`. A refusal that no waiting can mend is thrown. */
  async function attempt(body) {
    let response;
    try {
      response = await fetch(url, { method: 'POST', headers, body });
      const text = await response.text();
      if (response.ok) return { outcome: JSON.parse(text) };
      if (![429, 502, 503, 504].includes(response.status)) throw Object.assign(new Error(`${response.status} ${text}`), { refused: true });
    } catch (error) {
      if (error.refused) throw error;
      return { reason: error.cause?.code ?? error.message };
    }
    return { reason: `status ${response.status}`, wait_ms: retryAfter_ms(response.headers.get('retry-after'), Date.now()) };
  }

  return async function post(events) {
    const body = events.map((event) => JSON.stringify(event)).join('\n');
    for (let delay_ms = retry_first_ms, told = false; ; delay_ms = Math.min(retry_max_ms, delay_ms * 2)) {
      const { outcome, reason, wait_ms } = await attempt(body);
      if (outcome) {
        for (const row of outcome.rejected ?? []) log(`demo: rejected ${JSON.stringify({ ...row, event: events[row.index] })}`);
        return outcome;
      }
      if (!told) log(`demo: waiting for ${url.origin} (${reason})`);
      told = true;
      await wait(wait_ms ?? delay_ms);
    }
  };
}
