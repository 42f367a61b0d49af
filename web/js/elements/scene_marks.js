// <scene-marks>: which scene of how many, and whether the wall is paused; nothing where there is one scene.

import { build, setAttribute, setText } from './dom.js';

export class SceneMarks extends HTMLElement {
  #text = build('span', 'scene-text');

  connectedCallback() {
    if (this.firstChild === null) this.append(this.#text);
  }

  /** @param {{index: number, count: number, paused: boolean}} scene @param {string} pausedWord @param {string} note */
  update({ index, count, paused }, pausedWord, note) {
    const dots = Array.from({ length: count }, (_, at) => (at === index ? '●' : '○')).join('');
    setText(this.#text, [count > 1 ? dots : '', paused ? pausedWord : '', note].filter((part) => part !== '').join(' '));
    setAttribute(this, 'hidden', count > 1 || note !== '' ? null : '');
  }
}

customElements.define('scene-marks', SceneMarks);
