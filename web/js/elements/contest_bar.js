// <contest-bar>: two units head to head, as a tug-of-war.

import { asPercentage, build, KeyedList, setAttribute, setProperty, setText } from './dom.js';

/** @typedef {import('../view/rows.js').ContestRow} ContestRow */

export class ContestBar extends HTMLElement {
  #heading = build('h2', 'panel-title');
  #sides = [0, 1].map(() => ({ name: build('span', 'side side-name'), amount: build('span', 'side side-amount') }));

  #lead = build('p', 'contest-lead');
  #others = build('ol', 'contest-others');
  #list = new KeyedList(this.#others, createOther);

  connectedCallback() {
    if (this.firstChild !== null) return;
    const [left, right] = this.#sides;
    this.append(
      build('div', 'contest-names', left.name, right.name),
      build('span', 'rope', build('span', 'rope-left'), build('span', 'rope-knot')),
      build('div', 'contest-amounts', left.amount, this.#heading, right.amount),
      this.#lead, this.#others,
    );
  }

  /** @param {ContestRow | null} contest */
  update(contest) {
    this.hidden = contest === null;
    if (contest === null) return;
    setText(this.#heading, contest.name);
    setProperty(this, '--knot', asPercentage(contest.knot));
    setText(this.#lead, contest.lead);
    const [left, right] = contest.sides;
    setAttribute(this, 'data-leads', left.leads === right.leads ? null : left.leads ? 'left' : 'right');
    this.#list.update(contest.others);
    contest.sides.forEach((side, index) => {
      const { name, amount } = this.#sides[index];
      setText(name, side.name);
      setText(amount, side.amount);
      for (const node of [name, amount]) setAttribute(node, 'data-leads', side.leads ? '' : null);
      setAttribute(amount, 'title', side.title);
    });
  }
}

function createOther() {
  const [rank, name, amount] = [build('span', 'row-rank'), build('span', 'row-name'), build('span', 'row-value')];
  return {
    node: build('li', 'contest-other', rank, name, amount),
    update: (/** @type {ContestRow['others'][number]} */ row) => {
      setText(rank, row.rank);
      setText(name, row.name);
      setText(amount, row.amount);
    },
  };
}

customElements.define('contest-bar', ContestBar);
