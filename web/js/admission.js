// Whether this browser may be here. Asks the server who it is; a stranger is led to where he can come in: a person to /login and back,
// a wall to its code. Tells the page about who it is by an event, for the head of the page.

const storageKey = 'northstar.token';
const againMs = 3000;
/** A display's cookie lives on from look to look. */
const renewMs = 6 * 3_600_000;

/** @typedef {{name: string | null, role: string | null, unit: string | null, by: 'token' | 'cookie' | 'loopback' | null, expires_at: string | null, rights: string[]}} Session */

export const sessionEvent = 'northstar-session';

/** @param {string | null} token @returns {Promise<Session | null>} null: the server does not answer, or knows no such question */
export async function askSession(token) {
  try {
    const answer = await fetch('/api/v1/session', { cache: 'no-store', headers: token === null ? {} : { Authorization: `Bearer ${token}` } });
    const session = answer.ok ? await answer.json() : null;
    return session !== null && typeof session === 'object' && Array.isArray(session.rights) ? session : null;
  } catch {
    return null;
  }
}

/** Where a person signs in, with the way back. @param {Location} location */
export function loginAddress({ pathname, search }) {
  const query = new URLSearchParams(search);
  const kept = ['lang', 'theme'].flatMap((key) => (query.has(key) ? [[key, query.get(key) ?? '']] : []));
  return `/login?${new URLSearchParams([...kept, ['next', pathname + search]])}`;
}

/** Only a page of this server is gone back to. @param {string | null} next */
export const safeNext = (next) => (next !== null && /^\/(?![/\\])/.test(next) && !/[\u0000-\u001f\\]/.test(next) ? next : '/');

export class Admission {
  #token;
  #onStranger;
  #asking = false;
  /** @type {number | undefined} */
  #timer;

  /** @param {string | null} token @param {(() => void) | undefined} onStranger */
  constructor(token, onStranger) {
    this.#token = token;
    this.#onStranger = onStranger ?? (() => location.replace(loginAddress(location)));
  }

  /** Until the server has answered. */
  async check() {
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    const session = await askSession(this.#token);
    this.#asking = false;
    if (session === null) {
      this.#timer = window.setTimeout(() => void this.check(), againMs);
    } else if (session.name !== null) {
      window.dispatchEvent(new CustomEvent(sessionEvent, { detail: session }));
      this.#timer = window.setTimeout(() => void this.check(), renewMs);
    } else if (this.#token !== null && sessionStorage.getItem(storageKey) === this.#token) {
      // The token of the tab is worth nothing any more; the browser may be signed in by itself.
      sessionStorage.removeItem(storageKey);
      location.reload();
    } else {
      this.#onStranger();
    }
  }
}
