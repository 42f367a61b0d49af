// <wall-pairing>: a new television shows its code, large enough to be read from the door, and where it is to be typed in.

import { browserWorld, nothingYet, PairingCode } from '../pairing.js';
import { build, setAttribute, setText } from './dom.js';

const tickMs = 1000;
/** A television left alone for weeks should not burn its code into the glass: the card wanders. */
const wanderEveryMs = 60_000;
const wanderSteps = 8;

export class WallPairing extends HTMLElement {
  #title = build('h1', 'pairing-title');
  #code = build('p', 'pairing-code');
  #spoken = build('p', 'visually-hidden');
  #state = build('p', 'pairing-state');
  #hint = build('p', 'pairing-hint');
  #pairing = nothingYet;
  /** @type {import('../view/dictionary.js').Translate | null} */
  #t = null;

  /** @param {import('../view/dictionary.js').Translate} t @param {() => void} onPaired */
  start(t, onPaired) {
    if (this.#t !== null) return;
    this.#t = t;
    setText(this.#title, t('pairingTitle'));
    setText(this.#hint, t('pairingHint', { address: `${location.origin}/admin` }));
    this.#code.setAttribute('aria-hidden', 'true');
    this.#spoken.setAttribute('role', 'status');
    this.#state.setAttribute('role', 'status');
    this.append(build('div', 'pairing-card', this.#title, this.#code, this.#spoken, this.#state, this.#hint));
    this.hidden = false;
    const code = new PairingCode(browserWorld(), (state) => {
      this.#pairing = state;
      this.#show();
      if (state.phase === 'paired') onPaired();
    });
    void code.begin();
    setInterval(() => this.#show(), tickMs);
    this.#show();
  }

  #show() {
    const t = this.#t;
    if (t === null) return;
    const { phase, code, untilMs } = this.#pairing;
    const now = performance.timeOrigin + performance.now();
    const left = Math.max(0, Math.ceil((untilMs - now) / 1000));
    const text = code === '' ? '' : `${code.slice(0, 3)} ${code.slice(3)}`;
    if (this.#code.dataset.code !== code) {
      this.#code.dataset.code = code;
      this.#code.replaceChildren(...[...code].map((letter) => build('span', 'pairing-letter', letter)));
      setText(this.#spoken, code === '' ? '' : t('pairingCode', { code: [...code].join(' ') }));
    }
    const words = { asking: t('pairingAsking'), code: t('pairingLeft', { minutes: Math.floor(left / 60), seconds: String(left % 60).padStart(2, '0') }), full: t('pairingFull'), away: t('serverAway'), paired: t('pairingDone') };
    setText(this.#state, words[phase]);
    setAttribute(this, 'data-phase', phase);
    document.title = text === '' ? t('pairingTitle') : text;
    const step = Math.floor(now / wanderEveryMs) % wanderSteps;
    this.style.setProperty('--wander-x', `${(Math.cos((step / wanderSteps) * 2 * Math.PI) * 2).toFixed(2)}vw`);
    this.style.setProperty('--wander-y', `${(Math.sin((step / wanderSteps) * 2 * Math.PI) * 2).toFixed(2)}vh`);
  }
}

customElements.define('wall-pairing', WallPairing);
