// The few ways in which elements touch the page: build once, then change only what differs.

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} [className]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function build(name, className = '', ...children) {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

/** @param {Node} node @param {string} text */
export function setText(node, text) {
  const only = node.firstChild;
  // The text in place of its letters: another node would have to be laid out anew.
  if (text !== '' && only instanceof Text && only.nextSibling === null) { if (only.data !== text) only.data = text; } else if (node.textContent !== text) node.textContent = text;
}

/** @param {Element} element @param {string} name @param {string | null} value null takes it away */
export function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** What was set last: to ask the style costs more than to change it. @type {WeakMap<HTMLElement, Map<string, string>>} */
const properties = new WeakMap();

/** A length or a share for the style sheet. @param {HTMLElement} element @param {string} name @param {string} value */
export function setProperty(element, name, value) {
  const known = properties.get(element) ?? new Map();
  if (known.get(name) === value) return;
  properties.set(element, known.set(name, value));
  element.style.setProperty(name, value);
}

/** @param {number} share */
export const asPercentage = (share) => `${(share * 100).toFixed(2)}%`;

/** A frame in which what is too wide scrolls by itself: it can be reached by keyboard, so it has a name. @param {string} name @param {...Node} children */
export function scrollFrame(name, ...children) {
  const frame = build('div', 'table-frame', ...children);
  frame.tabIndex = 0;
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', name);
  return frame;
}

/** How many rows the style sheet gives this list in the present layout. @param {Element} element @param {number} otherwise */
export function rowsOf(element, otherwise) {
  const rows = Number.parseInt(getComputedStyle(element).getPropertyValue('--rows'), 10);
  return Number.isNaN(rows) ? otherwise : rows;
}

/**
 * Rows that keep their nodes while their key lives, so that nothing flickers and the page never grows.
 * @template Item
 */
export class KeyedList {
  #container;
  #create;
  /** @type {Map<string, {node: HTMLElement, update: (item: Item) => void}>} */
  #rows = new Map();

  /**
   * @param {HTMLElement} container
   * @param {() => {node: HTMLElement, update: (item: Item) => void}} create
   */
  constructor(container, create) {
    this.#container = container;
    this.#create = create;
  }

  /** @param {readonly (Item & {key: string})[]} items */
  update(items) {
    const wanted = new Set(items.map(({ key }) => key));
    for (const [key, row] of this.#rows) {
      if (wanted.has(key)) continue;
      row.node.remove();
      this.#rows.delete(key);
    }
    items.forEach((item, index) => {
      const row = this.#rows.get(item.key) ?? this.#add(item.key);
      row.update(item);
      const there = this.#container.children[index] ?? null;
      if (there !== row.node) this.#container.insertBefore(row.node, there);
    });
  }

  /** @param {string} key */
  #add(key) {
    const row = this.#create();
    this.#rows.set(key, row);
    return row;
  }
}
