// The plan and the sales of an organisation whose names and figures are as bad as they may be.

import { testPlan } from '../../integration/support/plan.mjs';

const year = String(new Date(Date.now() + 8 * 3_600_000).getUTCFullYear());
const names = [
  '阿卜杜勒-拉赫曼·穆罕默德·本·阿里（含港澳台及海外直营事业部重点客户开发组）', 'فريق المبيعات الإقليمي في الشرق الأوسط وشمال أفريقيا', '🚀🔥👩‍👩‍👧‍👦 冲锋队 🏆🏆🏆',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', '张', 'צוות המכירות של הצפון', '<b>王</b>&amp;"引号"', 'Ｆｕｌｌｗｉｄｔｈ　全角　名称', '👨🏽‍💻', 'a\u0301\u0323\u0308e\u0302\u0301 Zalgo ọ̶̈',
];
const people = 500;
const teams = 10;

export function hardPlan() {
  const plan = testPlan({
    funnel: [{ metric: 'closed' }, { metric: 'deals' }],
    milestones: [0.1, 0.5, 1, 1.2, 2].map((at) => ({ unit: 'acme', metric: 'revenue', period: 'year', at: String(at), reward: `${names[0]}与家属同游三亚 🏝️ ${names[1]}` })),
    bonus: [{ units: 'rep', metric: 'revenue', period: 'month', tiers: [{ from: '0', rate: '0.01' }, { from: '1', rate: '0.02' }] }],
    contests: [{ id: 'pk', name: `${names[0]}对决${names[3]}`, metric: 'revenue', period: year, units: ['team0', 'team3'] }],
  });
  plan.units = [{ id: 'acme', name: `${names[0]}${names[2]}`, kind: 'company' }];
  for (let team = 0; team < teams; team += 1) plan.units.push({ id: `team${team}`, name: names[team], kind: 'region', parent: 'acme' });
  for (let index = 0; index < people; index += 1) plan.units.push({ id: `p${index}`, name: `${names[index % names.length]} ${index}`, kind: 'rep', parent: `team${index % teams}` });
  plan.targets = [
    { unit: 'acme', metric: 'revenue', period: year, value: '1500000000000', split: { periods: 'workdays', units: Object.fromEntries(Array.from({ length: teams }, (_, team) => [`team${team}`, '0.1'])) } },
    { unit: 'acme', metric: 'deals', period: year, value: '5000', split: { periods: 'workdays' } },
    { unit: 'acme', metric: 'win_rate', period: year, value: '0.5' },
    // Targets of nothing, and of a cent.
    ...[1, 2, 4].map((index) => ({ unit: `p${index}`, metric: 'revenue', period: year, value: '0', split: { periods: 'workdays' } })),
    { unit: 'p3', metric: 'revenue', period: year, value: '0.01', split: { periods: 'workdays' } },
    { unit: 'p0', metric: 'revenue', period: year, value: '1000000000000', split: { periods: 'workdays' } },
  ];
  return plan;
}

/** A million of millions, a team far below zero, a customer of every kind. */
export function hardSales() {
  return [
    { owner: 'p0', amount: '1200000000000', customer: names[1] }, { owner: 'p0', amount: '0.01', customer: names[0].repeat(3) },
    { owner: 'p3', amount: '5', customer: names[2] }, { type: 'refund.issued', owner: 'p3', amount: '900000000000', customer: names[5] },
    ...Array.from({ length: 60 }, (_, index) => ({ owner: `p${index * 7}`, amount: String(17 + index * 90_001), customer: names[index % names.length] })),
    { owner: 'nobody', amount: '123456789', customer: names[3] },
  ];
}
