// The words of a celebration, and of its correction, in the language of the screen; what the server wrote in the plan's language stands where a kind
// is not known here.

import { figureStyle, percent } from './figures.js';

/** @typedef {import('../feed/protocol.js').Celebrate} Celebrate */
/** @typedef {import('./wall_view.js').Scene} Scene */

/** @param {Celebrate} told @param {Scene} scene @returns {string} */
export function celebrationText(told, scene) {
  const deal = dealFigure(told, scene);
  if (deal !== null) return withCustomer(scene.t('celebratedDeal', { value: deal }), told);
  const milestone = milestoneWords(told, scene);
  return milestone === null ? told.text : scene.t('celebratedMilestone', { ...milestone, reward: told.reward ?? '' });
}

/** What was told, and what is true instead. @param {Celebrate} told @param {import('./corrections.js').Correction} correction @param {Scene} scene @param {(unit: string) => string} nameOf @returns {string} */
export function correctionText(told, { kind, amount, currency, unit, owner }, scene, nameOf) {
  const { t } = scene;
  const milestone = milestoneWords(told, scene);
  if (kind === 'missed') return milestone === null ? told.text : t('correctedMilestone', milestone);
  const deal = withCustomer(dealFigure(told, scene) ?? told.text, told);
  if (kind === 'gone') return t('correctedGone', { deal });
  const value = amount === null ? '' : moneyText(Math.abs(amount), currency, scene);
  if (kind === 'refunded') return t('correctedRefund', { deal, value });
  const who = unit === 'unassigned' ? owner || t('unassigned') : nameOf(unit);
  const sameAmount = amount === (told.amount ?? null) && (currency ?? null) === (told.currency ?? null);
  if (sameAmount) return t('correctedOwner', { deal, who });
  return t(unit === told.unit ? 'correctedAmount' : 'correctedBoth', { deal, value, who });
}

/** @param {string} text @param {Celebrate} told */
const withCustomer = (text, { customer }) => (customer ? `${text} · ${customer}` : text);

/** Null: it is no deal of a known metric. @param {Celebrate} told @param {Scene} scene */
function dealFigure(told, scene) {
  const metric = scene.plan.metrics.find(({ id }) => id === told.metric);
  if (metric === undefined || told.kind !== 'deal') return null;
  if (told.value !== undefined) return metric.money ? scene.styleOf(metric.id).exact(told.value) : `${scene.styleOf(metric.id).exact(told.value)} ${metric.name}`;
  // A corrected one: as the record says.
  return told.amount === undefined ? null : moneyText(told.amount, told.currency ?? null, scene);
}

/** @param {Celebrate} told @param {Scene} scene */
function milestoneWords(told, scene) {
  const metric = scene.plan.metrics.find(({ id }) => id === told.metric);
  if (metric === undefined || told.kind !== 'milestone' || told.at === undefined) return null;
  return { metric: metric.name, period: told.period ?? '', share: percent(told.at, scene.locale).replace(/[.,]0(?=\D*$)/, '') };
}

/** @param {number} amount @param {string | null} currency @param {Scene} scene */
function moneyText(amount, currency, { plan, locale, settings: { language } }) {
  return figureStyle(language, locale, { money: true, digits: plan.minor_digits }, currency ?? plan.currency).exact(amount);
}
