// Displays, tokens and what can be repaired, as rows of texts. What a button does is the page's affair.

import { age, clockAndDay } from './moments.js';

/** @typedef {import('./dictionary.js').Translate} Translate */
/** @typedef {import('./dictionary.js').Phrase} Phrase */
/** @typedef {import('./wall_view.js').Scene} Scene */
/** @typedef {{name: string, place: string, scope: string, kind: string, live: boolean, connections: number, connected_at: string | null, painted_position: string | null, painted_at: string | null,
 *   order_to_glass_p50_ms: number | null, order_to_glass_p99_ms: number | null, created_at: string}} Display */
/** @typedef {{name: string, role: string, scope: string, source: string, kind: string, created_at: string, expires_at: string | null, expired: boolean}} Token */

export const roles = /** @type {const} */ (['display', 'viewer', 'manager', 'admin', 'source']);
/** @type {Record<string, Phrase>} */
const roleNames = { display: 'roleDisplay', viewer: 'roleViewer', manager: 'roleManager', admin: 'roleAdmin', source: 'roleSource' };

/** @param {string} role @param {Translate} t */
export const roleWord = (role, t) => (Object.hasOwn(roleNames, role) ? t(roleNames[role]) : role);

/** @param {string | null | undefined} text @param {Scene} scene @param {number} nowMs */
const time = (text, { plan, locale }, nowMs) => (text == null ? '' : clockAndDay(Date.parse(text), nowMs, plan.timezone, locale));

/** @param {number | null} ms @param {Translate} t */
const latency = (ms, t) => (ms === null ? t('none') : `≤ ${ms} ms`);

/**
 * @param {readonly Display[]} displays @param {Scene} scene @param {number} nowMs @param {ReadonlyMap<string, string>} names
 * @param {string} position where the board stands
 */
export function displayRows(displays, scene, nowMs, names, position) {
  const { t } = scene;
  return displays.map((one) => ({
    key: one.name, name: one.name, place: one.place, scope: names.get(one.scope) ?? one.scope,
    state: one.live ? t('displayLive') : t('displayAway'), live: one.live,
    stateTitle: one.live ? time(one.connected_at, scene, nowMs) : '',
    painted: one.painted_at === null ? t('none') : t('agoText', { age: age(Math.max(0, nowMs - Date.parse(one.painted_at)), t) }),
    paintedTitle: paintedTitle(one, position, t),
    glass: one.order_to_glass_p50_ms === null ? t('none') : `${latency(one.order_to_glass_p50_ms, t)} · ${latency(one.order_to_glass_p99_ms, t)}`,
  }));
}

/** Which position is on the glass, and how many records it is behind. @param {Display} one @param {string} position @param {Translate} t */
function paintedTitle({ painted_position: painted }, position, t) {
  if (painted === null) return '';
  const [epoch, offset] = painted.split(':');
  const [nowEpoch, nowOffset] = position.split(':');
  return epoch === nowEpoch ? t('paintedBehind', { position: offset, behind: Math.max(0, Number(nowOffset) - Number(offset)) }) : painted;
}

/** @param {readonly Token[]} tokens @param {Scene} scene @param {number} nowMs @param {ReadonlyMap<string, string>} names */
export function tokenRows(tokens, scene, nowMs, names) {
  const { t } = scene;
  return tokens.map((one) => ({
    key: one.name, name: one.name, role: roleWord(one.role, t) + (one.role === 'source' && one.source !== one.name ? ` ${one.source}` : ''),
    scope: names.get(one.scope) ?? one.scope, time: time(one.created_at, scene, nowMs),
    expires: one.expired ? t('expired') : one.expires_at === null ? t('never') : time(one.expires_at, scene, nowMs),
  }));
}

/** @type {Record<string, Phrase>} */
const acts = {
  token_added: 'actTokenAdded', token_revoked: 'actTokenRevoked', display_paired: 'actDisplayPaired', display_reloaded: 'actDisplayReloaded', display_revoked: 'actDisplayRevoked',
  record_repaired: 'actRecordRepaired', record_dropped: 'actRecordDropped', plan_applied: 'actPlanApplied', period_closed: 'actPeriodClosed', alert_acknowledged: 'actAlertSeen',
};
const auditMax = 200;

/** @param {readonly {at: string, who: string, act: string, subject: string, detail: string}[]} audit newest first @param {Scene} scene @param {number} nowMs */
export function auditRows(audit, scene, nowMs) {
  const { t } = scene;
  return audit.slice(0, auditMax).map((one, index) => ({
    key: `${one.at} ${one.act} ${one.subject} ${audit.length - index}`, time: time(one.at, scene, nowMs), who: one.who, act: Object.hasOwn(acts, one.act) ? t(acts[one.act]) : one.act,
    subject: one.act === 'alert_acknowledged' ? '' : one.subject, detail: one.act === 'token_added' ? roleWord(one.detail, t) : one.detail,
  }));
}

/**
 * The plan with one more alias of a unit; null: the plan has no such unit, or knows the name already.
 * @param {any} plan @param {string} unit @param {string} alias
 */
export function withAlias(plan, unit, alias) {
  const next = structuredClone(plan);
  const known = next.units.some((/** @type {any} */ one) => one.id === alias || (one.aliases ?? []).includes(alias));
  const found = next.units.find((/** @type {any} */ one) => one.id === unit);
  if (known || found === undefined || alias === '') return null;
  found.aliases = [...(found.aliases ?? []), alias];
  return next;
}

/**
 * Which unit an unknown owner most likely is: one whose id, name or alias reads the same but for case, blanks and marks, or begins so.
 * @param {string} owner @param {readonly {id: string, name?: string, aliases?: readonly string[]}[]} units @returns {string} a unit's id, or ''
 */
export function likelyUnit(owner, units) {
  const plain = (/** @type {string} */ text) => text.normalize('NFKC').toLocaleLowerCase('en').replace(/[\s._\-·'’]+/g, '');
  const wanted = plain(owner);
  if (wanted === '') return '';
  const words = (/** @type {{id: string, name?: string, aliases?: readonly string[]}} */ unit) => [unit.id, unit.name ?? '', ...(unit.aliases ?? [])].map(plain).filter((text) => text !== '');
  const same = units.find((unit) => words(unit).includes(wanted));
  const near = units.filter((unit) => words(unit).some((text) => text.length >= 2 && (text.startsWith(wanted) || wanted.startsWith(text))));
  return same?.id ?? (near.length === 1 ? near[0].id : '');
}
