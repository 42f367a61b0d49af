// Plays what is to be celebrated: remembers across reloads which ids have played, and strikes the gong once as each begins.

import { Gong } from './gong.js';
import { celebrated, noCelebrations, playing, withdrawn } from './view/celebrations.js';

const seenKey = 'northstar.celebrated';
const gongKey = 'northstar.gong';

/** @typedef {{id: string, who: string, text: string, heading: string}} Shown */

export class CelebrationPlayer {
  #settings;
  #session;
  #local;
  #onChange;
  #gong = new Gong();
  /** @type {import('./view/celebrations.js').Celebrations} */
  #state;
  #struck = '';
  /** The browser did not let the gong sound. */
  blocked = false;

  /** @param {import('./settings.js').Settings} settings @param {Storage} session @param {Storage} local @param {() => void} onChange asks for a frame */
  constructor(settings, session, local, onChange) {
    this.#settings = settings;
    this.#session = session;
    this.#local = local;
    this.#onChange = onChange;
    this.#state = { ...noCelebrations, seen: idsFrom(session.getItem(seenKey)) };
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
    this.#state = celebrated(this.#state, message, { serverMs, quiet: this.#settings.quiet, timeZone });
    this.#session.setItem(seenKey, JSON.stringify(this.#state.seen));
    // The next tick of the page may be most of a second away: this one begins on its instant.
    setTimeout(this.#onChange, Math.max(0, message.at_ms - serverMs));
  }

  /** @param {readonly import('./feed/protocol.js').NewsItem[]} news */
  takeBack(news) {
    for (const { id, type } of news) if (type === 'void') this.#state = withdrawn(this.#state, id);
  }

  /** What to show now, and whether the gong was kept from sounding. @param {import('./view/wall_view.js').WallView} view @param {number} serverMs @returns {{shown: Shown | null, blocked: boolean}} */
  show(view, serverMs) {
    return { shown: this.#shown(view, serverMs), blocked: this.blocked && this.gongOn };
  }

  /** @param {import('./view/wall_view.js').WallView} view @param {number} serverMs @returns {Shown | null} */
  #shown(view, serverMs) {
    const now = playing(this.#state, serverMs);
    if (now === null || view.board === null || view.status.kind !== 'live') return null;
    if (this.#struck !== now.id) {
      this.#struck = now.id;
      if (this.gongOn) void this.strike();
    }
    return { id: now.id, who: view.board.nameOf(now.unit), text: view.board.celebrationOf(now.told), heading: view.t('celebration') };
  }

  async strike() {
    this.blocked = !(await this.#gong.strike().catch(() => false));
    this.#onChange();
    return !this.blocked;
  }
}

/** @param {string | null} text @returns {string[]} */
function idsFrom(text) {
  try {
    const ids = JSON.parse(text ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
