// The words of a celebration in the language of the screen; what the server wrote in the plan's language stands where a kind is not known here.

import { percent } from './figures.js';

/** @param {import('../feed/protocol.js').Celebrate} told @param {import('./wall_view.js').Scene} scene @returns {string} */
export function celebrationText(told, scene) {
  const metric = scene.plan.metrics.find(({ id }) => id === told.metric);
  if (metric === undefined) return told.text;
  const { t } = scene;
  if (told.kind === 'deal' && told.value !== undefined) {
    const deal = t('celebratedDeal', { value: metric.money ? scene.styleOf(metric.id).exact(told.value) : `${scene.styleOf(metric.id).exact(told.value)} ${metric.name}` });
    return told.customer ? `${deal} · ${told.customer}` : deal;
  }
  if (told.kind === 'milestone' && told.at !== undefined) {
    const share = percent(told.at, scene.locale).replace(/[.,]0(?=\D*$)/, '');
    return t('celebratedMilestone', { metric: metric.name, period: told.period ?? '', share, reward: told.reward ?? '' });
  }
  return told.text;
}
