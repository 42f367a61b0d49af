// The demo company 北辰科技: three regions, eight teams, forty reps, four products and its customers. All names are invented.
// `quota` is a rep's part of the team's target; `skill` is what the rep really brings. That the two differ is what makes
// some lights green and others red.

import { randomOf } from './random.mjs';

export const root = { id: 'beichen', name: '北辰科技', kind: 'company' };

export const regions = [
  { id: 'east', name: '华东', share: '0.42' },
  { id: 'south', name: '华南', share: '0.34' },
  { id: 'north', name: '华北', share: '0.24' },
];

const team_table = [
  ['sh1', '上海一部', 'east', 36, 'wang-lei 王磊 li-na 李娜 zhang-min 张敏 chen-chen 陈晨 liu-yang 刘洋'],
  ['sh2', '上海二部', 'east', 34, 'zhao-jing 赵静 huang-tao 黄涛 zhou-ting 周婷 wu-hao 吴昊 xu-li 徐丽'],
  ['hz', '杭州部', 'east', 30, 'sun-peng 孙鹏 hu-die 胡蝶 zhu-lin 朱琳 gao-xiang 高翔 lin-xiao 林晓'],
  ['sz', '深圳部', 'south', 40, 'he-jun 何俊 guo-rong 郭蓉 ma-chao 马超 luo-xin 罗欣 liang-yu 梁宇'],
  ['gz', '广州部', 'south', 34, 'song-jia 宋佳 zheng-kai 郑凯 xie-fang 谢芳 han-bing 韩冰 tang-tang 唐棠'],
  ['xm', '厦门部', 'south', 26, 'feng-xue 冯雪 yu-yang 于洋 dong-jie 董洁 xiao-ran 萧然 cheng-gong 程功'],
  ['bj1', '北京一部', 'north', 54, 'cao-yang 曹阳 yuan-yuan 袁媛 deng-chaoran 邓超然 xu-nuo 许诺 fu-lei 傅蕾'],
  ['bj2', '北京二部', 'north', 46, 'shen-hao 沈浩 zeng-qi 曾琦 peng-fei 彭飞 lv-yan 吕燕 su-rui 苏睿'],
];

/** Leave, as month-day ranges of the running year. */
const leave_table = {
  'chen-chen': [['03-09', '03-13']], 'xu-li': [['07-20', '07-31']], 'gao-xiang': [['11-23', '11-25']], 'guo-rong': [['05-11', '05-15']],
  'han-bing': [['08-03', '08-14'], ['11-16', '11-18']], 'yu-yang': [['09-07', '09-11']], 'fu-lei': [['12-21', '12-31']],
  'zeng-qi': [['01-19', '01-23'], ['11-26', '11-27']],
};

/** Median price in yuan, spread of the logarithm, share of the deals, and the window of the shop's small orders. */
export const products = [
  { name: '北辰云', median: 480_000, sigma: 0.6, deals: 35, orders: 50 },
  { name: '北辰ERP', median: 1_300_000, sigma: 0.65, deals: 25, orders: 5 },
  { name: '智能网关', median: 230_000, sigma: 0.7, deals: 25, orders: 35 },
  { name: '实施服务', median: 140_000, sigma: 0.55, deals: 15, orders: 10 },
];

const towns = ['上海', '杭州', '苏州', '宁波', '深圳', '广州', '佛山', '厦门', '北京', '天津', '青岛', '合肥'];
const words = ['华信', '远图', '锦程', '瑞丰', '同创', '凌云', '海纳', '启明', '盛泰', '嘉禾', '中磊', '博远'];
const trades = ['机械', '物流', '食品', '医疗', '电子', '能源', '教育', '纺织'];

function customers(random) {
  const names = new Set();
  while (names.size < 180) names.add(`${random.pick(towns)}${random.pick(words)}${random.pick(trades)}`);
  return [...names].map((name) => ({ name, segment: random.chance(0.4) ? 'new' : 'existing' }));
}

function repsOf([team, , region, , text], team_index, random) {
  const parts = text.split(' ');
  return parts.filter((_, i) => i % 2 === 0).map((id, i) => {
    const quota = random.pick([14, 17, 20, 20, 23, 27]);
    const name = parts[2 * i + 1];
    return {
      id, name, team, region, quota, aliases: [name, `BC${1000 + team_index * 10 + i}`],
      skill: quota * random.lognormal(1, 0.22), win_rate: random.between(0.34, 0.52), leave: leave_table[id] ?? [],
    };
  });
}

/** The whole company of one year; the same seed gives the same people with the same skills. */
export function companyOf(year, seed) {
  const random = randomOf(`${seed}/company`);
  const teams = team_table.map(([id, name, region, quota]) => ({ id, name, region, quota }));
  const reps = team_table.flatMap((row, i) => {
    const team_skill = random.between(0.9, 1.1) * row[3] * Number(regions.find((r) => r.id === row[2]).share);
    const members = repsOf(row, i, random);
    const quotas = members.reduce((sum, rep) => sum + rep.quota, 0);
    return members.map((rep) => ({
      ...rep, skill: (rep.skill / quotas) * team_skill,
      leave: rep.leave.map(([from, to]) => ({ from: `${year}-${from}`, to: `${year}-${to}` })),
    }));
  });
  return { year, seed, root, regions, teams, reps, products, customers: customers(random) };
}

export const onLeave = (rep, day) => rep.leave.some(({ from, to }) => from <= day && day <= to);
