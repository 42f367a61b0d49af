// Writes the demo company's plan. It depends on the year, the running month (for its contest) and the seed only, so that
// a second start of the demo writes the very same plan. The company's targets are shared out to its regions, the
// teams' targets to their reps: between them every unit has one, and no cell is given two.

import { planDays } from './work_calendar.mjs';

/** What the whole company is to reach in a year; the generator's volumes are chosen to come near to it. */
export const yearly = { revenue: 2_400_000_000, deals: 3_000, leads: 10_800, visits: 9_200 };
const win_rate = '0.42';

/** Cuts a whole amount by weights into whole parts that add up exactly (largest remainder, ties to the earlier). */
export function cut(total, weights) {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const order = exact.map((value, i) => ({ i, rest: value - parts[i] })).sort((a, b) => b.rest - a.rest || a.i - b.i);
  const missing = total - parts.reduce((a, b) => a + b, 0);
  for (const { i } of order.slice(0, missing)) parts[i] += 1;
  return parts;
}

/** Shares with four decimals, as text, that add up to exactly 1. */
function sharesOf(members) {
  const parts = cut(10_000, members.map(({ quota }) => quota));
  return Object.fromEntries(members.map(({ id }, i) => [id, (parts[i] / 10_000).toFixed(4)]));
}

function units({ root, regions, teams, reps }) {
  return [
    root,
    ...regions.map(({ id, name }) => ({ id, name, kind: 'region', parent: root.id })),
    ...teams.map(({ id, name, region }) => ({ id, name, kind: 'team', parent: region })),
    ...reps.map(({ id, name, team, aliases, leave }) =>
      ({ id, name, kind: 'rep', parent: team, aliases, ...(leave.length > 0 && { leave }) })),
  ];
}

function targets(company) {
  const period = String(company.year);
  const region_shares = Object.fromEntries(company.regions.map(({ id, share }) => [id, share]));
  const rows = [];
  const add = (unit, metric, value, split_units) =>
    rows.push({ unit, metric, period, value: String(value), split: { periods: 'workdays', units: split_units } });
  for (const [metric, total] of [...Object.entries(yearly), ['win_rate', win_rate]]) {
    add(company.root.id, metric, total, region_shares);
    // The regions get theirs from the company; cutting the same total the same way keeps the teams' sum equal to it.
    const by_region = metric === 'win_rate' ? [] : cut(total, company.regions.map(({ share }) => Number(share)));
    company.regions.forEach((region, i) => {
      const teams = company.teams.filter((team) => team.region === region.id);
      const values = metric === 'win_rate' ? teams.map(() => win_rate) : cut(by_region[i], teams.map(({ quota }) => quota));
      teams.forEach((team, k) => add(team.id, metric, values[k], sharesOf(company.reps.filter((rep) => rep.team === team.id))));
    });
  }
  return rows;
}

const metrics = [
  { id: 'revenue', name: '销售额', kind: 'sum', of: 'amount', money: true, types: ['deal.won', 'order.paid'], minus: ['refund.issued'] },
  { id: 'deals', name: '成交单数', kind: 'count', types: ['deal.won'] },
  { id: 'closed', name: '结单数', kind: 'count', types: ['deal.won', 'deal.lost'] },
  { id: 'win_rate', name: '赢单率', kind: 'ratio', numerator: 'deals', denominator: 'closed' },
  { id: 'leads', name: '线索', kind: 'count', types: ['lead.created'] },
  { id: 'visits', name: '拜访', kind: 'count', types: ['visit.done'] },
];

/** `day` is today in China; its month is the one the two regions fight over. */
export function planOf(company, day) {
  const { year, root, products } = company;
  const month = day.slice(0, 7);
  return {
    organisation: '北辰科技', timezone: 'Asia/Shanghai', currency: 'CNY', locale: 'zh-CN',
    calendar: {
      fiscal_year_start: '01-01', week_start: 'monday', day_cutover: '00:00',
      workdays: ['mon', 'tue', 'wed', 'thu', 'fri'], hours: ['09:00', '18:00'], days: planDays(year),
    },
    rates: [{ currency: 'USD', from: `${year - 1}-01-01`, rate: '7.10' }],
    units: units(company),
    slices: { segment: ['new', 'existing'], product: products.map(({ name }) => name) },
    metrics,
    north_star: 'revenue',
    targets: targets(company),
    lights: { green: '1.0', yellow: '0.85', grace: '0.05' },
    alerts: { after: '2m' },
    funnel: [{ metric: 'leads' }, { metric: 'visits' }, { metric: 'deals' }],
    milestones: [
      { unit: root.id, metric: 'revenue', period: 'month', at: 0.5, reward: '全员下午茶' },
      { unit: root.id, metric: 'revenue', period: 'month', at: 1.0, reward: '庆功晚宴' },
      { unit: root.id, metric: 'revenue', period: 'quarter', at: 0.8, reward: '行业峰会门票' },
      { unit: root.id, metric: 'revenue', period: 'year', at: 1.0, reward: '三亚年会' },
    ],
    bonus: [{
      units: 'rep', metric: 'revenue', period: 'month',
      tiers: [{ from: 0, rate: '0.001' }, { from: 0.8, rate: '0.0015' }, { from: 1.0, rate: '0.002' }],
    }],
    celebrate: { from: '500000' },
    contests: [{ id: `pk-${month}`, name: '华东华南对决', metric: 'revenue', period: month, units: ['east', 'south'] }],
  };
}

/** The plan as a person would lay it out: a line for each key, and for each entry of a list. */
export function planText(plan) {
  const lines = Object.entries(plan).map(([key, value]) => {
    const rows = Array.isArray(value) ? `[\n${value.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n ]` : JSON.stringify(value);
    return ` ${JSON.stringify(key)}: ${rows}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}
