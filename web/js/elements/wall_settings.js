// <wall-settings>: the small panel of one screen: the gong, its test, and the keys of the remote control.

import { build, setText } from './dom.js';

/** @typedef {{gongOn: boolean, strike: () => Promise<boolean>}} Sound */

export class WallSettings extends HTMLElement {
  #dialog = build('dialog', 'wall-dialog');
  #gong = build('input');
  #result = build('p', 'dialog-result');
  /** @type {Sound | null} */
  #sound = null;

  /** @param {import('../view/dictionary.js').Translate} t */
  #build(t) {
    const heading = build('h2', 'dialog-heading', t('wallSettings'));
    heading.id = 'wall-settings-heading';
    const test = build('button', 'button', t('gongTest'));
    const close = build('button', 'button', t('close'));
    for (const button of [test, close]) button.type = 'button';
    this.#gong.type = 'checkbox';
    this.#result.setAttribute('role', 'status');
    this.#dialog.setAttribute('aria-labelledby', heading.id);
    this.#dialog.append(heading, build('label', 'dialog-choice', this.#gong, build('span', '', t('gong'))), test, this.#result, build('p', 'dialog-keys', t('wallKeys')), close);
    this.#gong.addEventListener('change', () => { if (this.#sound !== null) this.#sound.gongOn = this.#gong.checked; });
    test.addEventListener('click', () => void this.#try(t));
    close.addEventListener('click', () => this.#dialog.close());
    this.append(this.#dialog);
  }

  /** @param {import('../view/dictionary.js').Translate} t */
  async #try(t) {
    const heard = await this.#sound?.strike();
    setText(this.#result, t(heard === true ? 'gongHeard' : 'gongBlocked'));
  }

  get open() {
    return this.#dialog.open;
  }

  /** @param {import('../view/dictionary.js').Translate} t @param {Sound} sound */
  show(t, sound) {
    if (this.firstChild === null) this.#build(t);
    this.#sound = sound;
    this.#gong.checked = sound.gongOn;
    setText(this.#result, '');
    if (!this.#dialog.open) this.#dialog.showModal();
  }
}

customElements.define('wall-settings', WallSettings);
