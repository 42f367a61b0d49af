// <feed-status>: how old the picture is, in words and by shape; it grows when there is something to say.

import { build, setAttribute, setText } from './dom.js';

export class FeedStatus extends HTMLElement {
  #sign = build('span', 'status-sign');
  #text = build('span', 'status-text');
  #detail = build('span', 'status-detail');
  #spoken = build('span', 'visually-hidden');

  connectedCallback() {
    if (this.firstChild !== null) return;
    this.#sign.setAttribute('aria-hidden', 'true');
    this.#spoken.setAttribute('role', 'status');
    this.append(this.#sign, this.#text, this.#detail, this.#spoken);
  }

  /** @param {import('../view/status.js').Status} status */
  update(status) {
    setAttribute(this, 'data-kind', status.kind);
    setText(this.#text, status.text);
    setText(this.#detail, status.detail);
    // A screen reader hears when the feed stops or returns, not every minute of a good day.
    setText(this.#spoken, status.kind === 'live' ? '' : status.text);
  }
}

customElements.define('feed-status', FeedStatus);
