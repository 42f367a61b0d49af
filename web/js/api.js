// Questions to the server over HTTP. An answer that is no success becomes an ApiError with the server's own words. What this browser has no right to is
// not asked at all: that is refused here, as the server would.

import { sessionEvent } from './admission.js';

export class ApiError extends Error {
  /** @param {number} status 0: no answer at all @param {string} detail @param {any} [problem] the whole problem document */
  constructor(status, detail, problem = null) {
    super(detail);
    this.status = status;
    this.problem = problem;
  }
}

/** What a right is needed for beside the board; where the method matters it stands before the path (docs/protocol.md, "who"). @type {Record<string, string>} */
const rights = {
  events: 'read_records', explain: 'read_records', bonus: 'read_records',
  plan: 'read_plan', plans: 'read_plan', 'POST plan': 'change_plan', 'POST closes': 'change_plan',
  quarantine: 'read_repairs', unmatched: 'read_repairs', alerts: 'read_repairs', 'alerts/acknowledge': 'read_repairs', adjustments: 'read_repairs',
  'quarantine/replay': 'repair_events', 'quarantine/drop': 'repair_events',
  displays: 'manage_access', 'displays/reload': 'manage_access', 'pairing/confirm': 'manage_access', tokens: 'manage_access', audit: 'manage_access',
};

/** @param {string} method @param {string} path */
export const rightFor = (method, path) => rights[`${method} ${path}`] ?? rights[path] ?? null;

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
  /** @type {Promise<readonly string[]>} what this browser may do, once the server has said so */
  #rights;

  /** @param {string | null} token @param {EventTarget} [page] tells who one is (admission.js) */
  constructor(token, page = window) {
    this.#headers = token === null ? {} : { Authorization: `Bearer ${token}` };
    this.#rights = new Promise((resolve) => {
      page.addEventListener(sessionEvent, (event) => {
        const { rights: told } = /** @type {CustomEvent<import('./admission.js').Session>} */ (event).detail;
        resolve(told);
        this.#rights = Promise.resolve(told);
      });
    });
  }

  /** @param {string} path @param {Query} [query] @param {AbortSignal} [signal] @returns {Promise<any>} */
  async get(path, query = {}, signal) {
    return (await this.#ask(path, query, { signal })).json();
  }

  /** The rows of a table, and whether there are more. @param {string} path @param {Query} [query] @param {AbortSignal} [signal] @returns {Promise<{rows: any[], more: boolean}>} */
  async page(path, query = {}, signal) {
    const answer = await this.#ask(path, query, { signal });
    const rows = await answer.json();
    if (!Array.isArray(rows)) throw new ApiError(answer.status, 'no list');
    return { rows, more: answer.headers.has('Link') };
  }

  /** @param {string} path @param {Query} query @param {string} body JSON @returns {Promise<any>} */
  async post(path, query, body) {
    return (await this.#ask(path, query, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })).json();
  }

  /** @param {string} path @param {Query} query */
  async remove(path, query) {
    await this.#ask(path, query, { method: 'DELETE' });
  }

  /** @param {string} path @param {Query} query @param {RequestInit} request */
  async #ask(path, query, request) {
    const right = rightFor(request.method ?? 'GET', path);
    if (right !== null && !(await this.#rights).includes(right)) throw new ApiError(403, 'not for this role');
    request.signal?.throwIfAborted();
    const answer = await fetch(address(path, query), { cache: 'no-store', ...request, headers: { ...this.#headers, ...request.headers } }).catch((error) => {
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
