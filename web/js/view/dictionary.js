// Every word of the pages, in each language; one entry a phrase. `{name}` takes a value.

import { deskPhrases } from './desk_dictionary.js';
import { officePhrases } from './office_dictionary.js';

/** @typedef {'zh' | 'en'} Language */

const phrases = {
  ...deskPhrases,
  ...officePhrases,

  attainment: ['达成率', 'Attainment'],
  elapsed: ['时间进度', 'Time elapsed'],
  neededToday: ['今日还需', 'Needed today'],
  forecast: ['预计达成', 'Forecast'],
  target: ['目标 {value}', 'Target {value}'],
  noTarget: ['未设目标', 'No target set'],
  expected: ['应达 {value}', 'Expected {value}'],
  exceeded: ['目标 {target} · 超 {value}', 'Target {target} · {value} above'],
  dayOff: ['休息日', 'Day off'],
  reached: ['已达成', 'Reached'],
  none: ['—', '—'],

  lightGreen: ['正常', 'On track'],
  lightYellow: ['预警', 'At risk'],
  lightRed: ['落后', 'Behind'],
  lightGrey: ['无数据', 'No data'],

  leftYear: ['本年剩余', 'Left this year'],
  leftQuarter: ['本季剩余', 'Left this quarter'],
  leftMonth: ['本月剩余', 'Left this month'],
  leftWeek: ['本周剩余', 'Left this week'],
  leftDay: ['今日剩余', 'Left today'],
  ended: ['已结束', 'Ended'],
  daysHours: ['{days}天 {hours}小时', '{days} d {hours} h'],
  hoursMinutes: ['{hours}小时 {minutes}分', '{hours} h {minutes} min'],
  minutesSeconds: ['{minutes}分 {seconds}秒', '{minutes} min {seconds} s'],

  live: ['实时 {time}', 'Live {time}'],
  connecting: ['正在连接…', 'Connecting…'],
  asOf: ['数据停在 {time}', 'As of {time}'],
  sourceAsOf: ['来源停在 {time}', 'Source as of {time}'],
  age: ['{age}前 · 重连中', '{age} ago · reconnecting'],
  ageSeconds: ['{n}秒', '{n} s'],
  ageMinutes: ['{n}分钟', '{n} min'],
  ageHours: ['{n}小时', '{n} h'],
  ageDays: ['{n}天', '{n} d'],
  refused: ['没有访问权限', 'Access refused'],
  refusedHint: ['请用有效的令牌重新打开', 'Open again with a valid token'],
  revoked: ['访问已被撤销', 'Access was revoked'],
  unknownScope: ['没有这个组织单元：{scope}', 'No such unit: {scope}'],
  serverSays: ['服务器：{error}', 'Server: {error}'],

  teams: ['团队', 'Teams'],
  ranking: ['排行榜', 'Leaderboard'],
  rankingByAttainment: ['按达成率', 'by attainment'],
  rankingByAmount: ['按完成额', 'by amount'],
  trend: ['走势', 'Trend'],
  trendActual: ['完成', 'Actual'],
  trendExpected: ['应达', 'Due'],
  trendPrevious: ['上期', 'Prev.'],
  trendForecast: ['预计', 'Forecast'],
  trendSummary: ['完成 {actual}，应达 {expected}', 'Actual {actual}, expected {expected}'],
  deals: ['最新成交', 'Latest deals'],
  noDeals: ['本次开屏后的成交会出现在这里', 'Deals appear here as they close'],
  unassigned: ['未分配', 'Unassigned'],
  refund: ['退款', 'refund'],
  corrected: ['更正', 'corrected'],
  withdrawn: ['已撤回', 'withdrawn'],
  milestone: ['里程碑：{reward}', 'Milestone: {reward}'],
  milestoneLost: ['里程碑已回退', 'milestone lost'],
  milestones: ['里程碑', 'Milestones'],
  milestoneNext: ['下一个', 'Next'],
  milestoneReached: ['已达成', 'Reached'],
  milestoneOpen: ['未达成', 'Open'],
  stillMissing: ['还差 {value}', '{value} to go'],
  contestLead: ['{name} 领先 {value}', '{name} leads by {value}'],
  contestEven: ['势均力敌', 'Level'],
  scenePaused: ['已暂停', 'Paused'],
  celebration: ['喜报', 'Great news'],
  wallSettings: ['战报墙设置', 'Wall settings'],
  settings: ['设置', 'Settings'],
  close: ['关闭', 'Close'],
  gong: ['喜报时敲锣', 'Strike a gong with good news'],
  gongTest: ['试敲一下', 'Try the gong'],
  gongHeard: ['已敲响', 'Struck'],
  gongBlocked: ['浏览器拦截了声音：请在本页点一下，或在浏览器设置中允许本站播放声音', 'The browser blocks sound: touch the page once, or allow sound for this site in the browser'],
  soundBlocked: ['声音被浏览器拦截', 'Sound is blocked'],
  wallKeys: ['→ 下一场景 · ← 上一场景 · 空格或确认键 暂停 · S 设置', '→ next scene · ← previous · space or OK to pause · S settings'],
  exactFigure: ['{label}：{value}', '{label}: {value}'],
  pageTitle: ['{scope} {metric} · 北极星看板', '{scope} {metric} · Northstar'],
};

/** @typedef {keyof typeof phrases} Phrase */
/** @typedef {(phrase: Phrase, values?: Record<string, string | number>) => string} Translate */

export const phraseNames = /** @type {Phrase[]} */ (Object.keys(phrases));

/** @param {Language} language @returns {Translate} */
export function translator(language) {
  const column = language === 'en' ? 1 : 0;
  return (phrase, values = {}) => phrases[phrase][column].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** The tag that `Intl` and `lang` want. @param {Language} language */
export const localeOf = (language) => (language === 'en' ? 'en' : 'zh-CN');
