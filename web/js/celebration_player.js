// Plays what is to be celebrated, and what puts it right: remembers across reloads which ids have played and what still waits, and strikes the gong
// once as each begins.

import { parseMessage } from './feed/protocol.js';
import { Gong } from './gong.js';
import { begun, celebrated, cleared, noCelebrations, playing } from './view/celebrations.js';
import { corrected, missed } from './view/corrections.js';

const seenKey = 'northstar.celebrated';
const waitingKey = 'northstar.celebrating';
const gongKey = 'northstar.gong';

/** @typedef {import('./view/celebrations.js').Celebrations} Celebrations */
/** @typedef {{id: string, who: string, text: string, heading: string, isCorrection: boolean}} Shown */

export class CelebrationPlayer {
  #settings;
  #session;
  #local;
  #onChange;
  #gong;
  /** @type {Celebrations} */
  #state;
  #begunId = '';
  /** The browser did not let the gong sound. */
  blocked = false;

  /**
   * @param {import('./settings.js').Settings} settings @param {Storage} session @param {Storage} local @param {() => void} onChange asks for a frame
   * @param {{strike: () => Promise<boolean>}} [gong]
   */
  constructor(settings, session, local, onChange, gong = new Gong()) {
    this.#settings = settings;
    this.#session = session;
    this.#local = local;
    this.#onChange = onChange;
    this.#gong = gong;
    const seen = listFrom(session.getItem(seenKey)).filter((id) => typeof id === 'string');
    this.#state = { ...noCelebrations, seen, queue: listFrom(session.getItem(waitingKey)).filter(isWaiting) };
  }

  get gongOn() {
    return this.#settings.gong ?? this.#local.getItem(gongKey) === 'on';
  }

  set gongOn(on) {
    this.#local.setItem(gongKey, on ? 'on' : 'off');
    this.#settings.gong = on;
    if (!on) this.blocked = false;
    this.#onChange();
  }

  /** @param {import('./feed/protocol.js').Celebrate} message @param {number} serverMs @param {string} timeZone */
  take(message, serverMs, timeZone) {
    if (!this.#settings.celebrate) return;
    this.#become(celebrated(this.#state, message, { serverMs, quiet: this.#settings.quiet, timeZone }));
    // The next tick of the page may be most of a second away: this one begins on its instant.
    setTimeout(this.#onChange, Math.max(0, message.at_ms - serverMs));
  }

  /** What has become of what was told. @param {{news?: readonly import('./feed/protocol.js').NewsItem[], milestones?: readonly import('./feed/protocol.js').Milestone[]}} frame @param {number} serverMs */
  putRight({ news = [], milestones = [] }, serverMs) {
    if (this.#state.queue.length + this.#state.shown.length === 0) return;
    this.#become(missed(corrected(this.#state, news, serverMs), milestones, serverMs));
  }

  /** What to show now, and whether the gong was kept from sounding. @param {import('./view/wall_view.js').WallView} view @param {number} serverMs @returns {{shown: Shown | null, blocked: boolean}} */
  show(view, serverMs) {
    return { shown: this.#shown(view, serverMs), blocked: this.blocked && this.gongOn };
  }

  /** @param {import('./view/wall_view.js').WallView} view @param {number} serverMs @returns {Shown | null} */
  #shown(view, serverMs) {
    this.#become(cleared(this.#state, serverMs, this.#begunId));
    const now = playing(this.#state, serverMs, this.#begunId);
    if (now === null || view.board === null || view.status.kind !== 'live') return null;
    const { id, unit, told, correction } = now;
    if (this.#begunId !== id) {
      this.#become(begun(this.#state, now, serverMs));
      if (!this.#state.queue.includes(now)) return null;
      this.#begunId = id;
      this.#remember();
      if (this.gongOn && correction === undefined) void this.strike();
    }
    const text = correction === undefined ? view.board.celebrationOf(told) : view.board.correctionOf(told, correction);
    return { id, who: view.board.nameOf(unit), text, heading: view.t(correction === undefined ? 'celebration' : 'correction'), isCorrection: correction !== undefined };
  }

  async strike() {
    this.blocked = !(await this.#gong.strike().catch(() => false));
    this.#onChange();
    return !this.blocked;
  }

  /** @param {Celebrations} state */
  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#remember();
  }

  /** What has begun does not begin again after a reload; what waits does. */
  #remember() {
    this.#session.setItem(seenKey, JSON.stringify(this.#state.seen));
    this.#session.setItem(waitingKey, JSON.stringify(this.#state.queue.filter(({ id, correction }) => id !== this.#begunId && correction === undefined)));
  }
}

/** @param {string | null} text @returns {any[]} */
function listFrom(text) {
  try {
    const list = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/** @param {any} played @returns {played is import('./view/celebrations.js').Played} */
function isWaiting(played) {
  return Number.isFinite(played?.fromMs) && Number.isFinite(played.toMs) && parseMessage(JSON.stringify(played.told ?? null)).message?.type === 'celebrate' && played.id === played.told.id && typeof played.unit === 'string';
}
