// <ask-dialog>: one question at a time: a few fields, a button, and the server's answer where the question was. What must be seen once only
// (a token's text) is shown in the same place.

import { build, setAttribute, setText } from './dom.js';

/** @typedef {import('../view/dictionary.js').Translate} Translate */
/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {string} [value]
 * @property {string} [hint]
 * @property {boolean} [required]
 * @property {number} [maxLength]
 * @property {{value: string, text: string}[]} [options] makes it a choice
 * @property {boolean} [wide] a code, to be read letter by letter
 */
/** @typedef {{secret: string, told: string} | void} Answer what is to be seen once */
/**
 * @typedef {object} Question
 * @property {string} heading
 * @property {string} [text]
 * @property {readonly string[]} [lines] what will change, line by line
 * @property {Field[]} fields
 * @property {string} submit
 * @property {boolean} [danger]
 * @property {(values: Record<string, string>) => Promise<Answer>} run an error's message is shown, and the question stays
 */

export class AskDialog extends HTMLElement {
  #dialog = build('dialog', 'ask-dialog');

  /** @param {Translate} t @param {Question} question */
  ask(t, question) {
    const { heading, text, lines = [], fields, submit, danger = false } = question;
    const title = build('h2', 'ask-heading', heading);
    title.id = 'ask-heading';
    this.#dialog.setAttribute('aria-labelledby', title.id);
    const controls = fields.map((field) => fieldOf(field));
    const problem = build('p', 'ask-problem');
    problem.setAttribute('role', 'alert');
    const send = build('button', `button ${danger ? 'button-danger' : 'button-main'}`, submit);
    send.type = 'submit';
    const cancel = build('button', 'button button-quiet', t('cancel'));
    cancel.type = 'button';
    cancel.addEventListener('click', () => this.#dialog.close());
    const form = build('form', 'ask-form', title);
    if (text !== undefined) form.append(build('p', 'ask-text', text));
    if (lines.length > 0) form.append(build('ul', 'ask-lines', ...lines.map((line) => build('li', '', line))));
    form.append(...controls.map(({ node }) => node), problem, build('div', 'ask-buttons', cancel, send));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#run(t, question, controls, send, problem);
    });
    this.#dialog.replaceChildren(form);
    if (this.firstChild === null) this.append(this.#dialog);
    if (!this.#dialog.open) this.#dialog.showModal();
    (controls[0]?.control ?? send).focus();
  }

  /** @param {Translate} t @param {Question} question @param {ReturnType<typeof fieldOf>[]} controls @param {HTMLButtonElement} send @param {HTMLElement} problem */
  async #run(t, question, controls, send, problem) {
    const values = Object.fromEntries(controls.map(({ name, control }) => [name, control.value.trim()]));
    const missing = controls.find(({ name, required }) => required && values[name] === '');
    for (const one of controls) setAttribute(one.control, 'aria-invalid', one === missing ? 'true' : null);
    if (missing !== undefined) {
      setText(problem, t('fieldNeeded', { field: missing.label }));
      return missing.control.focus();
    }
    send.disabled = true;
    setText(problem, '');
    try {
      const answer = await question.run(values);
      if (answer === undefined) this.#dialog.close();
      else this.#showOnce(t, question.heading, answer);
    } catch (error) {
      setText(problem, error instanceof Error ? error.message : String(error));
    } finally {
      send.disabled = false;
    }
  }

  /** @param {Translate} t @param {string} heading @param {{secret: string, told: string}} answer */
  #showOnce(t, heading, { secret, told }) {
    const title = build('h2', 'ask-heading', heading);
    title.id = 'ask-heading';
    const shown = build('input', 'input ask-secret');
    shown.readOnly = true;
    shown.value = secret;
    shown.setAttribute('aria-label', t('token'));
    const copied = build('p', 'ask-text');
    copied.setAttribute('role', 'status');
    const copy = build('button', 'button button-main', t('copy'));
    copy.type = 'button';
    copy.addEventListener('click', () => {
      shown.select();
      // Where the page is not trusted with the clipboard, the text is marked for the person to copy.
      const done = navigator.clipboard?.writeText(secret) ?? Promise.reject(new Error('no clipboard'));
      void done.then(() => setText(copied, t('copied')), () => setText(copied, t('copyByHand')));
    });
    const close = build('button', 'button', t('close'));
    close.type = 'button';
    close.addEventListener('click', () => this.#dialog.close());
    this.#dialog.replaceChildren(build('div', 'ask-form', title, build('p', 'ask-text', told), shown, copied, build('div', 'ask-buttons', close, copy)));
    shown.focus();
    shown.select();
  }
}

/** @param {Field} field */
function fieldOf({ name, label, value = '', hint, required = false, maxLength = 200, options, wide = false }) {
  const control = options === undefined ? build('input', `input${wide ? ' ask-code' : ''}`) : build('select', 'select', ...options.map((one) => { const made = build('option', '', one.text); made.value = one.value; return made; }));
  control.name = name;
  control.value = value;
  if (control instanceof HTMLInputElement) {
    control.autocomplete = 'off';
    control.spellcheck = false;
    control.maxLength = maxLength;
  }
  if (required) control.setAttribute('aria-required', 'true');
  const node = build('label', 'ask-field', build('span', 'ask-label', label), control);
  if (hint !== undefined) node.append(build('span', 'ask-hint', hint));
  return { name, label, required, control, node };
}

customElements.define('ask-dialog', AskDialog);
