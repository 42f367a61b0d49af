// <deal-correction>: what was celebrated and is otherwise now, over the stage, in the wall's own calm colours: who, and what is true.

import { NewsCard } from './news_card.js';

export class DealCorrection extends NewsCard {
  connectedCallback() {
    this.append(...this.buildLines('correction'));
  }
}

customElements.define('deal-correction', DealCorrection);
