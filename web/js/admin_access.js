// What an admin does beside the targets: pairs and revokes displays, makes and revokes tokens, repairs what is held back, sees alerts.
// Asks for the lists, turns them into rows with buttons, and asks the person before anything is done.

import { ApiError } from './api.js';
import { auditRows, displayRows, likelyUnit, roles, roleWord, tokenRows, withAlias } from './view/access_view.js';
import { isoIn } from './view/moments.js';

/** @typedef {import('./view/wall_view.js').Scene} Scene */
/** @typedef {import('./elements/ask_dialog.js').Question} Question */
/** @typedef {{phrase: import('./view/dictionary.js').Phrase, run: () => void, danger?: boolean, disabled?: boolean}} RowAction */

const displaysEveryMs = 3000;
const tokensEveryMs = 15_000;

export class AdminAccess {
  #api;
  #t;
  #ask;
  #changed;
  /** @type {readonly string[]} */
  #rights = [];
  /** @type {import('./view/access_view.js').Display[] | null} */
  #displays = null;
  /** @type {import('./view/access_view.js').Token[] | null} */
  #tokens = null;
  /** @type {any[] | null} */
  #audit = null;
  #displaysMs = -Infinity;
  #tokensMs = -Infinity;
  /** @type {Scene | null} */
  #scene = null;

  /**
   * @param {import('./api.js').Api} api @param {import('./view/dictionary.js').Translate} t
   * @param {(question: Question) => void} ask @param {(again: boolean) => void} changed something is to be shown; again: the other lists may be old now
   */
  constructor(api, t, ask, changed) {
    this.#api = api;
    this.#t = t;
    this.#ask = ask;
    this.#changed = changed;
  }

  /** @param {readonly string[]} rights */
  set rights(rights) {
    this.#rights = rights;
    this.lookAgain();
    this.#changed(false);
  }

  /** What is here may be old. */
  lookAgain() {
    this.#displaysMs = this.#tokensMs = -Infinity;
  }

  /** Asks for what is old. @param {Scene} scene @param {number} nowMs */
  look(scene, nowMs) {
    this.#scene = scene;
    if (!this.#rights.includes('manage_access')) return;
    if (nowMs - this.#displaysMs >= displaysEveryMs) {
      this.#displaysMs = nowMs;
      this.#api.get('displays').then((found) => { this.#displays = found; this.#changed(false); }, () => undefined);
    }
    if (nowMs - this.#tokensMs >= tokensEveryMs) {
      this.#tokensMs = nowMs;
      this.#api.get('audit').then((found) => { this.#audit = found; this.#changed(false); }, () => undefined);
      this.#api.get('tokens').then((found) => { this.#tokens = found; this.#changed(false); }, () => undefined);
    }
  }

  /** @param {Scene} scene @param {number} nowMs @param {ReadonlyMap<string, string>} names @param {string} position */
  rows(scene, nowMs, names, position) {
    const away = (/** @type {string} */ name) => this.#displays?.find((one) => one.name === name)?.live !== true;
    return {
      displays: this.#displays === null ? null : displayRows(this.#displays, scene, nowMs, names, position).map((row) => ({
        ...row, actions: [
          { phrase: /** @type {const} */ ('reloadDisplay'), run: () => void this.#reload(row.name), disabled: away(row.name) },
          { phrase: /** @type {const} */ ('revoke'), run: () => this.#revoke('displays', row.name), danger: true }],
      })),
      tokens: this.#tokens === null ? null : tokenRows(this.#tokens, scene, nowMs, names).map((row) => ({
        ...row, actions: [{ phrase: /** @type {const} */ ('revoke'), run: () => this.#revoke('tokens', row.name), danger: true }],
      })),
      audit: this.#audit === null ? null : auditRows(this.#audit, scene, nowMs),
    };
  }

  /** @param {any} record as the quarantine lists it @returns {RowAction[]} */
  quarantineActions(record) {
    if (!this.#rights.includes('repair_events')) return [];
    return [{ phrase: 'repair', run: () => this.#repair(record) }, { phrase: 'drop', run: () => this.#drop(record), danger: true }];
  }

  /** @param {any} row as the list of unmatched owners has it @param {any} plan the plan in force, or null @returns {RowAction[]} */
  unmatchedActions(row, plan) {
    if (plan === null || row.owner === '' || row.reason !== 'unknown_owner' || !this.#rights.includes('change_plan')) return [];
    return [{ phrase: 'addAlias', run: () => this.#addAlias(row, plan) }];
  }

  /** @param {any} alert @returns {RowAction[]} */
  alertActions(alert) {
    if (alert.acknowledged_by !== null || alert.id === undefined) return [];
    return [{ phrase: 'acknowledge', run: () => void this.#api.post('alerts/acknowledge', {}, JSON.stringify({ id: alert.id })).then(() => this.#changed(true), () => undefined) }];
  }

  pair() {
    const t = this.#t;
    this.#ask({
      heading: t('pairDisplay'), text: t('pairText'), submit: t('pair'),
      fields: [{ name: 'code', label: t('codeOnScreen'), required: true, wide: true, maxLength: 9 }, { name: 'name', label: t('displayName'), required: true, maxLength: 40 }, { name: 'place', label: t('displayPlace'), maxLength: 60 }, this.#scopeField()],
      run: async (values) => { await this.#post('pairing/confirm', values); this.#again(); },
    });
  }

  addToken() {
    const t = this.#t;
    const first = this.#tokens !== null && this.#tokens.length === 0;
    const role = (/** @type {string} */ value) => ({ value, text: roleWord(value, t) });
    const lives = [['', t('never')], ['30d', t('days', { n: 30 })], ['90d', t('days', { n: 90 })], ['365d', t('days', { n: 365 })]].map(([value, text]) => ({ value, text }));
    this.#ask({
      heading: t('newToken'), text: first ? t('firstToken') : undefined, submit: t('makeToken'),
      fields: [{ name: 'name', label: t('tokenName'), required: true, maxLength: 40 }, { name: 'role', label: t('role'), options: first ? [role('admin')] : roles.map(role), value: first ? 'admin' : 'viewer' },
        ...(first ? [] : [this.#scopeField(), { name: 'source', label: t('source'), hint: t('sourceHint'), maxLength: 60 }, { name: 'expires', label: t('expires'), options: lives }])],
      run: async ({ source, ...values }) => {
        const { token } = await this.#post('tokens', values.role === 'source' ? { ...values, source } : values);
        // It shuts the door that stood open on this machine: whoever made it stays inside.
        if (first) await this.#post('session', { token });
        this.#again();
        return { secret: token, told: t('tokenOnce') };
      },
    });
  }

  /** @returns {import('./elements/ask_dialog.js').Field} */
  #scopeField() {
    const units = this.#scene?.plan.units ?? [];
    return { name: 'scope', label: this.#t('scope'), options: units.map(({ id, name }) => ({ value: id, text: name ?? id })), value: this.#scene?.main ?? '' };
  }

  /** @param {any} record */
  #repair({ offset, event }) {
    const t = this.#t;
    const zone = this.#scene?.plan.timezone ?? 'UTC';
    const occurredMs = Date.parse(event.occurred_at ?? '');
    const occurred = Number.isNaN(occurredMs) ? '' : isoIn(occurredMs, zone);
    this.#ask({
      heading: t('repairRecord', { record: `${event.source} ${event.id}` }), text: t('repairText'), submit: t('repairAndCount'),
      fields: [{ name: 'owner', label: t('owner'), value: event.owner ?? '' }, { name: 'amount', label: t('amount'), value: String(event.amount ?? '') }, { name: 'currency', label: t('currency'), value: event.currency ?? '', maxLength: 3 },
        { name: 'occurred_at', label: t('occurredAt'), value: occurred, hint: t('occurredHint', { zone }) }, { name: 'reason', label: t('whyDone'), required: true, maxLength: 100 }],
      run: async (values) => {
        const was = /** @type {Record<string, string>} */ ({ owner: event.owner ?? '', amount: String(event.amount ?? ''), currency: event.currency ?? '', occurred_at: occurred });
        const edits = Object.fromEntries(Object.entries(values).filter(([name, value]) => name === 'reason' || value !== was[name]));
        await this.#post('quarantine/replay', { offset, ...edits });
        this.#again();
      },
    });
  }

  /** @param {any} record */
  #drop({ offset, event }) {
    const t = this.#t;
    this.#ask({
      heading: t('dropRecord', { record: `${event.source} ${event.id}` }), text: t('dropText'), submit: t('drop'), danger: true,
      fields: [{ name: 'reason', label: t('whyDone'), required: true, maxLength: 100 }],
      run: async ({ reason }) => { await this.#post('quarantine/drop', { offset, reason }); this.#again(); },
    });
  }

  /** @param {any} row @param {any} plan */
  #addAlias({ owner, events }, plan) {
    const t = this.#t;
    const units = plan.units.map((/** @type {any} */ one) => ({ value: one.id, text: one.name === one.id ? one.id : `${one.name} (${one.id})` }));
    const likely = likelyUnit(owner, plan.units);
    this.#ask({
      heading: t('aliasFor', { owner }), text: t('aliasText', { owner, count: events }), submit: t('addAlias'),
      fields: [{ name: 'unit', label: t('columnUnit'), options: [{ value: '', text: t('choose') }, ...units], value: likely, required: true, hint: likely === '' ? undefined : t('aliasGuess') }],
      run: async ({ unit }) => {
        const next = withAlias(plan, unit, owner);
        if (next === null) throw new Error(t('aliasKnown'));
        await this.#send(() => this.#api.post('plan', { reason: t('aliasReason', { owner, unit }) }, JSON.stringify(next)));
        this.#again();
      },
    });
  }

  /** @param {string} name */
  async #reload(name) {
    await this.#api.post('displays/reload', { name }, '').catch(() => undefined);
    this.#again();
  }

  /** @param {'displays' | 'tokens'} list @param {string} name */
  #revoke(list, name) {
    const t = this.#t;
    this.#ask({
      heading: t('revokeName', { name }), text: t(list === 'displays' ? 'revokeDisplayText' : 'revokeTokenText'), submit: t('revoke'), danger: true, fields: [],
      run: async () => { await this.#send(() => this.#api.remove(list, { name })); this.#again(); },
    });
  }

  /** @param {string} path @param {object} body */
  #post(path, body) {
    return this.#send(() => this.#api.post(path, {}, JSON.stringify(body)));
  }

  /** Errors in words for the person who asked. @param {() => Promise<any>} send */
  async #send(send) {
    try {
      return await send();
    } catch (error) {
      const t = this.#t;
      if (error instanceof ApiError && error.status === 0) throw new Error(t('serverAway'));
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) throw new Error(t('notAllowed'));
      if (error instanceof ApiError) throw new Error(t('serverSays', { error: error.message }));
      throw error;
    }
  }

  #again() {
    this.#displaysMs = this.#tokensMs = -Infinity;
    this.#changed(true);
  }
}
