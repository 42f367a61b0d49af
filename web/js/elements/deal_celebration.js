// <deal-celebration>: 喜报 over the stage, in red and gold; the one place where the wall is festive. The figure above stays in sight.

import { build } from './dom.js';
import { NewsCard } from './news_card.js';

const sparks = 14;

export class DealCelebration extends NewsCard {
  connectedCallback() {
    const lines = this.buildLines('celebration');
    if (lines.length === 0) return;
    const rays = build('div', 'celebration-sparks', ...Array.from({ length: sparks }, () => build('span', 'spark')));
    rays.setAttribute('aria-hidden', 'true');
    this.append(rays, build('div', 'celebration-card', ...lines));
  }
}

customElements.define('deal-celebration', DealCelebration);
