// Questions to the server over HTTP. An answer that is no success becomes an ApiError with the server's own words.

export class ApiError extends Error {
  /** @param {number} status 0: no answer at all @param {string} detail @param {any} [problem] the whole problem document */
  constructor(status, detail, problem = null) {
    super(detail);
    this.status = status;
    this.problem = problem;
  }
}

/** @typedef {Record<string, string | number | readonly string[] | null | undefined>} Query what is null or empty is left out */

/** @param {string} path @param {Query} query */
export function address(path, query) {
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === null || value === undefined || value === '' ? []
    : Array.isArray(value) ? value.map((one) => [name, one]) : [[name, String(value)]]));
  return pairs.length === 0 ? `/api/v1/${path}` : `/api/v1/${path}?${new URLSearchParams(pairs)}`;
}

export class Api {
  /** @type {Record<string, string>} */
  #headers;

  /** @param {string | null} token */
  constructor(token) {
    this.#headers = token === null ? {} : { Authorization: `Bearer ${token}` };
  }

  /** @param {string} path @param {Query} [query] @param {AbortSignal} [signal] @returns {Promise<any>} */
  async get(path, query = {}, signal) {
    return (await this.#ask(address(path, query), { signal })).json();
  }

  /** The rows of a table, and whether there are more. @param {string} path @param {Query} [query] @param {AbortSignal} [signal] @returns {Promise<{rows: any[], more: boolean}>} */
  async page(path, query = {}, signal) {
    const answer = await this.#ask(address(path, query), { signal });
    const rows = await answer.json();
    if (!Array.isArray(rows)) throw new ApiError(answer.status, 'no list');
    return { rows, more: answer.headers.has('Link') };
  }

  /** @param {string} path @param {Query} query @param {string} body JSON @returns {Promise<any>} */
  async post(path, query, body) {
    return (await this.#ask(address(path, query), { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })).json();
  }

  /** @param {string} path @param {Query} query */
  async remove(path, query) {
    await this.#ask(address(path, query), { method: 'DELETE' });
  }

  /** @param {string} url @param {RequestInit} request */
  async #ask(url, request) {
    const answer = await fetch(url, { cache: 'no-store', ...request, headers: { ...this.#headers, ...request.headers } }).catch((error) => {
      if (error.name === 'AbortError') throw error;
      throw new ApiError(0, String(error.message));
    });
    if (answer.ok) return answer;
    const problem = await answer.json().catch(() => null);
    throw new ApiError(answer.status, String(problem?.detail ?? problem?.title ?? answer.statusText), problem);
  }
}

/** Runs at most `count` at a time, in order. @param {number} count */
export function lanes(count) {
  /** @type {(() => Promise<void>)[]} */
  const waiting = [];
  let running = 0;
  const next = () => {
    const run = waiting.shift();
    if (run === undefined || running >= count) { if (run !== undefined) waiting.unshift(run); return; }
    running += 1;
    void run().finally(() => { running -= 1; next(); });
  };
  return (/** @type {() => Promise<void>} */ run) => {
    waiting.push(run);
    next();
  };
}
