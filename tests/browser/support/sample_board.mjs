// A board to play the feed with where a real server cannot do what a test needs (fall silent, tell nonsense,
// count to 10^12). Figures are plausible, not exact: what they must be is the business of the C++ tests.

const dayMs = 86_400_000;
const regions = [['huadong', '华东大区'], ['huanan', '华南大区'], ['huabei', '华北大区']];
const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const givenNames = ['芳', '伟', '娜', '秀英', '敏', '静', '磊', '洋', '艳', '勇', '杰', '娟', '涛', '明', '超', '欣怡', '子涵', '浩然', '思远', '雨桐'];
const customers = ['星河科技', '远航物流', '青禾农业', '恒通电子', '蓝海医疗', '金石建材', '云帆软件', '东岭食品', '明德教育', '瑞安能源'];

export const shanghai = (text) => Date.parse(`${text}+08:00`);
export const sampleNowMs = shanghai('2026-11-20T15:42:10');

export function sampleUnits() {
  const units = [{ id: 'beichen', name: '北辰科技', kind: 'company' }];
  for (const [id, name] of regions) units.push({ id, name, kind: 'region', parent: 'beichen' });
  for (let index = 0; index < 40; index += 1) {
    const name = surnames[index % 20] + givenNames[(index * 7 + Math.floor(index / 20)) % 20];
    units.push({ id: `rep${index + 1}`, name, kind: 'rep', parent: regions[index % 3][0] });
  }
  return units;
}

/** A small repeatable chance, so that two runs look alike. */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

export class SampleBoard {
  constructor({ units = sampleUnits(), target = 70_000_000, attained = 0.66, nowMs = sampleNowMs, epoch = 'sample', contest = true } = {}) {
    Object.assign(this, { units, epoch, offset: 1000, news: [], contest, people: new Map() });
    this.setClock(nowMs);
    this.random = chance(42);
    this.leaves = units.filter((unit) => !units.some((other) => other.parent === unit.id));
    this.actuals = new Map();
    this.targets = new Map();
    const shares = this.leaves.map(() => 0.6 + this.random() * 0.8);
    const whole = shares.reduce((sum, share) => sum + share, 0);
    this.leaves.forEach((unit, index) => {
      const own = target === null ? null : Math.round((target * shares[index]) / whole);
      const region = regions.findIndex(([id]) => id === unit.parent);
      this.targets.set(unit.id, own);
      this.actuals.set(unit.id, Math.round((own ?? 1e6) * attained * ([1.17, 1.0, 0.78][region] ?? 1) * (0.55 + this.random() * 0.9) * 100) / 100);
    });
    // Rounding must not cost the whole its round number.
    if (target !== null) this.targets.set(this.leaves[0].id, this.targets.get(this.leaves[0].id) + target - this.sum(this.targets, units[0].id));
    for (let index = 0; index < 8; index += 1) this.tell(this.leaves[(index * 11) % this.leaves.length].id, Math.round(3000 + this.random() * 180_000), -index * 420_000 - 60_000);
    this.news.reverse();
  }

  /** @param rate how many times as fast as real time it goes on; 0: only by setClock */
  setClock(nowMs, rate = 1) {
    this.nowMs = nowMs;
    this.rate = rate;
    this.started = Date.now();
  }

  now() {
    return this.nowMs + (Date.now() - this.started) * this.rate;
  }

  /** Of the day that runs. */
  today() {
    const day = new Date(this.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const startMs = shanghai(`${day}T00:00`);
    return { id: day, kind: 'day', start_ms: startMs, end_ms: startMs + dayMs, elapsed: 0.74 };
  }

  position() {
    return `${this.epoch}:${this.offset}`;
  }

  /** The people below a unit; the organisation does not change while a test runs. */
  below(unit) {
    let known = this.people.get(unit);
    if (known === undefined) {
      const children = this.units.filter((other) => other.parent === unit);
      known = children.length === 0 ? [unit] : children.flatMap((child) => this.below(child.id));
      this.people.set(unit, known);
    }
    return known;
  }

  sum(figures, unit) {
    const parts = this.below(unit).map((leaf) => figures.get(leaf) ?? null);
    return parts.includes(null) ? null : parts.reduce((sum, part) => sum + part, 0);
  }

  cell(n, unit) {
    const elapsed = 0.707143;
    const actual = this.sum(this.actuals, unit) ?? 0;
    const target = this.sum(this.targets, unit);
    const per = (value) => (value === null ? null : Math.round(value * 100) / 100);
    const pace = target ? actual / (target * elapsed) : null;
    return {
      n, actual, unit, metric: 'revenue', slice: '', period: '2026-11', target, expected: target === null ? null : per(target * elapsed),
      attainment: target ? Math.round((actual / target) * 1e6) / 1e6 : null, pace, gap: target === null ? null : per(target - actual),
      needed_today: target === null ? null : per(Math.max(0, target - actual) / 7), forecast: per(actual / elapsed),
      forecast_low: per((actual / elapsed) * 0.97), forecast_high: per((actual / elapsed) * 1.04), unallocated: null,
      light: target === null ? 'grey' : target === 0 || pace >= 1 ? 'green' : pace >= 0.85 ? 'yellow' : 'red',
      as_of: new Date(this.now()).toISOString(), source_age_s: 8,
    };
  }

  cells(scope) {
    return this.units.filter((unit) => unit.id === scope || unit.parent === scope).map((unit, n) => this.cell(n, unit.id));
  }

  plan(scope) {
    const inside = new Set([scope]);
    for (const unit of this.units) if (inside.has(unit.parent)) inside.add(unit.id);
    return {
      organisation: '北辰科技', version: 1, timezone: 'Asia/Shanghai', currency: 'CNY', minor_digits: 2, locale: 'zh-CN', north_star: 'revenue',
      units: this.units.filter((unit) => inside.has(unit.id)),
      metrics: [{ id: 'revenue', name: '销售额', kind: 'sum', money: true, digits: 2 }],
      periods: [
        { id: '2026', kind: 'year', start_ms: shanghai('2026-01-01T00:00'), end_ms: shanghai('2027-01-01T00:00'), elapsed: 0.8875 },
        { id: '2026-Q4', kind: 'quarter', start_ms: shanghai('2026-10-01T00:00'), end_ms: shanghai('2027-01-01T00:00'), elapsed: 0.555 },
        { id: '2026-11', kind: 'month', start_ms: shanghai('2026-11-01T00:00'), end_ms: shanghai('2026-12-01T00:00'), elapsed: 0.707143 },
        { id: '2026-W47', kind: 'week', start_ms: shanghai('2026-11-16T00:00'), end_ms: shanghai('2026-11-23T00:00'), elapsed: 0.95 },
        this.today(),
      ],
    };
  }

  contests() {
    if (!this.contest) return [];
    const standings = ['huadong', 'huanan'].filter((id) => this.units.some((unit) => unit.id === id)).map((unit) => ({ unit, actual: this.sum(this.actuals, unit) }));
    return standings.length < 2 ? [] : [{ id: 'pk', name: '双雄会', metric: 'revenue', period: '2026-11', standings }];
  }

  snapshot(scope) {
    return { type: 'snapshot', scope, position: this.position(), at_ms: this.now(), plan: this.plan(scope), cells: this.cells(scope), news: this.news.slice(-50), milestones: this.milestones ?? [], contests: this.contests() };
  }

  delta(scope, news = []) {
    const cells = this.cells(scope).map(({ n, actual, attainment, pace, gap, forecast, forecast_low, forecast_high, light }) => ({ n, actual, attainment, pace, gap, forecast, forecast_low, forecast_high, light }));
    return { type: 'delta', scope, position: this.position(), at_ms: this.now(), cells, news, contests: this.contests() };
  }

  beat() {
    return { type: 'beat', at_ms: this.now(), position: this.position(), sources: [{ id: 'crm', age_s: 8 }] };
  }

  tell(unit, amount, shiftMs = 0, changes = {}) {
    const item = {
      id: `crm:D-${7000 + this.news.length}`, offset: this.offset, type: 'deal.won', unit, owner: unit, amount, currency: 'CNY',
      customer: customers[this.news.length % customers.length], product: '', occurred_at_ms: this.now() + shiftMs, at_ms: this.now() + shiftMs, edit: false, ...changes,
    };
    this.news.push(item);
    return item;
  }

  /** A deal: counted, told, one offset on. */
  deal(unit, amount, changes = {}) {
    this.offset += 1;
    this.actuals.set(unit, (this.actuals.get(unit) ?? 0) + amount);
    return this.tell(unit, amount, 0, { offset: this.offset, ...changes });
  }

  daily(unit) {
    const target = this.sum(this.targets, unit);
    const actual = this.sum(this.actuals, unit) ?? 0;
    const rows = [];
    const weights = Array.from({ length: 30 }, (_, index) => ([0, 6].includes(new Date(Date.UTC(2026, 10, index + 1)).getUTCDay()) ? 0 : 1));
    weights[10] = 3;
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const random = chance(7);
    const parts = weights.slice(0, 20).map((weight) => weight * (0.5 + random()) + 0.05);
    const partsWhole = parts.reduce((sum, part) => sum + part, 0);
    let [done, due] = [0, 0];
    weights.forEach((weight, index) => {
      done += ((parts[index] ?? 0) / partsWhole) * actual;
      due += weight / whole;
      rows.push({
        unit, metric: 'revenue', slice: '', day: new Date(Date.UTC(2026, 10, 1) + index * dayMs).toISOString().slice(0, 10), actual: 0,
        cumulative: index < 20 ? done : null, target: null, expected: target === null ? null : due * target, weight,
      });
    });
    return rows;
  }
}
