// <traffic-light>: a light as shape, word and colour, so that it is read without seeing colours: a disc with a
// tick, a triangle, a diamond, an empty ring.

import { build, setAttribute, setText } from './dom.js';

/** @typedef {import('../feed/protocol.js').Light} Light */

const svg = 'http://www.w3.org/2000/svg';

/** Outline and sign of each shape, in a box of 24. @type {Record<Light, [string, string]>} */
const shapes = {
  green: ['M12 1.5a10.5 10.5 0 1 0 0 21a10.5 10.5 0 1 0 0-21Z', 'M7 12.4l3.5 3.5L17.2 8.7'],
  yellow: ['M12 1.8L23.2 21.6H.8Z', 'M12 9v5.6M12 17.6v1.4'],
  red: ['M12 .8L23.2 12L12 23.2L.8 12Z', 'M12 6.4v7.4M12 16.6v1.4'],
  grey: ['M12 3.2a8.8 8.8 0 1 0 0 17.6a8.8 8.8 0 1 0 0-17.6Z', 'M8.2 12h7.6'],
};

export class TrafficLight extends HTMLElement {
  #outline = document.createElementNS(svg, 'path');
  #sign = document.createElementNS(svg, 'path');
  #word = build('span', 'light-word');

  connectedCallback() {
    if (this.firstChild !== null) return;
    const picture = document.createElementNS(svg, 'svg');
    picture.setAttribute('viewBox', '0 0 24 24');
    picture.setAttribute('aria-hidden', 'true');
    this.#outline.setAttribute('class', 'light-outline');
    this.#sign.setAttribute('class', 'light-sign');
    picture.append(this.#outline, this.#sign);
    this.append(picture, this.#word);
  }

  /** @param {Light} light @param {string} word */
  update(light, word) {
    setText(this.#word, word);
    if (this.dataset.light === light) return;
    this.dataset.light = light;
    setAttribute(this.#outline, 'd', shapes[light][0]);
    setAttribute(this.#sign, 'd', shapes[light][1]);
  }
}

customElements.define('traffic-light', TrafficLight);
