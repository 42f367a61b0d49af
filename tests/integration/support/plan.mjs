// The plan most tests use: small enough to work out by hand. Dates of 2026 stand for a past that does not move; the running
// year is planned too, for the feed shows running periods only.

const years = [...new Set([2026, new Date(Date.now() + 8 * 3600_000).getUTCFullYear()])];

export const testPlan = (changes = {}) => ({
  organisation: 'Acme', timezone: 'Asia/Shanghai', currency: 'CNY', locale: 'zh-CN',
  calendar: { days: [{ date: '2026-10-01', off: true, name: '国庆节' }, { date: '2026-10-10', off: false }] },
  rates: [{ currency: 'USD', from: '2026-02-01', rate: '7.10' }],
  units: [
    { id: 'acme', name: '公司', kind: 'company' },
    { id: 'east', name: '华东', kind: 'region', parent: 'acme' },
    { id: 'west', name: '华西', kind: 'region', parent: 'acme' },
    { id: 'anna', name: 'Anna', kind: 'rep', parent: 'east', aliases: ['Anna Snelling', '005000000000007'] },
    { id: 'ben', name: 'Ben', kind: 'rep', parent: 'east' },
    { id: 'cai', name: 'Cai', kind: 'rep', parent: 'west' },
    { id: 'dan', name: 'Dan', kind: 'rep', memberships: [{ parent: 'east', to: '2026-06-30' }, { parent: 'west', from: '2026-07-01' }] },
  ],
  slices: { segment: ['new', 'existing'], product: ['GTX Basic', 'GTX Pro'] },
  metrics: [
    { id: 'revenue', name: '销售额', kind: 'sum', of: 'amount', money: true, types: ['deal.won', 'order.paid'], minus: ['refund.issued'] },
    { id: 'deals', name: '成交单数', kind: 'count', types: ['deal.won'] },
    { id: 'closed', name: '结单数', kind: 'count', types: ['deal.won', 'deal.lost'] },
    { id: 'win_rate', name: '赢单率', kind: 'ratio', numerator: 'deals', denominator: 'closed' },
  ],
  north_star: 'revenue',
  targets: years.flatMap((year) => [
    { unit: 'acme', metric: 'revenue', period: String(year), value: '12000000', split: { periods: 'workdays', units: { east: '0.6', west: '0.4' } } },
    { unit: 'acme', metric: 'win_rate', period: String(year), value: '0.5' },
  ]),
  lights: { green: '1.0', yellow: '0.85', grace: '0.05' },
  ...changes,
});

export const test_units = ['acme', 'east', 'west', 'anna', 'ben', 'cai', 'dan', 'unassigned'];
