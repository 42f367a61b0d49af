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
  logAway: ['共享日志不可达，其他服务器的成交暂未计入', 'The shared log is out of reach: sales taken in elsewhere are missing'],
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
  rankingByImproved: ['比上期进步', 'most improved'],
  points: ['{points} 点', '{points} pts'],
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
  celebratedDeal: ['签下 {value}', 'closed {value}'],
  celebratedMilestone: ['{period} {metric}达成 {share} · {reward}', 'reached {share} of {metric} {period} · {reward}'],
  correction: ['更正', 'Correction'],
  correctedGone: ['{deal} 已撤回', '{deal} was taken back'],
  correctedRefund: ['{deal}：退款 {value}', '{deal}: {value} refunded'],
  correctedAmount: ['{deal}：现为 {value}', '{deal}: now {value}'],
  correctedOwner: ['{deal}：现归 {who}', '{deal}: now with {who}'],
  correctedBoth: ['{deal}：现为 {value}，归 {who}', '{deal}: now {value}, with {who}'],
  correctedMilestone: ['{period} {metric}已不足 {share}', 'no longer at {share} of {metric} {period}'],
  wallSettings: ['战报墙设置', 'Wall settings'],
  settings: ['设置', 'Settings'],
  close: ['关闭', 'Close'],
  gong: ['喜报时敲锣', 'Strike a gong with good news'],
  gongTest: ['试敲一下', 'Try the gong'],
  gongHeard: ['已敲响', 'Struck'],
  gongBlocked: ['浏览器拦截了声音：请在本页点一下，或在浏览器设置中允许本站播放声音', 'The browser blocks sound: touch the page once, or allow sound for this site in the browser'],
  soundBlocked: ['声音被浏览器拦截', 'Sound is blocked'],
  wallKeys: ['→ 下一场景 · ← 上一场景 · 空格或确认键 暂停 · S 设置', '→ next scene · ← previous · space or OK to pause · S settings'],
  pairingTitle: ['这块屏幕还没有配对', 'This screen is not paired yet'],
  pairingCode: ['配对码 {code}', 'Pairing code {code}'],
  pairingHint: ['请管理员打开 {address}，在「显示屏」中输入此码', 'An admin opens {address} and types this code under “Displays”'],
  pairingAsking: ['正在取得配对码…', 'Getting a code…'],
  pairingLeft: ['{minutes}:{seconds} 后自动换新码', 'A new code in {minutes}:{seconds}'],
  pairingFull: ['等待配对的屏幕太多，稍后自动重试', 'Too many screens wait to be paired; trying again by itself'],
  pairingDone: ['已配对，正在打开战报墙…', 'Paired, opening the wall…'],
  serverAway: ['服务器没有应答，正在重试', 'The server does not answer; trying again'],
  signIn: ['登录', 'Sign in'],
  signInTitle: ['登录北极星看板', 'Sign in to Northstar'],
  signOut: ['退出', 'Sign out'],
  signedInAs: ['已登录：{name}', 'Signed in: {name}'],
  token: ['访问令牌', 'Access token'],
  showToken: ['显示令牌', 'Show the token'],
  signInHint: ['令牌由管理员在管理页发放，以 nst_ 开头。登录后只保存在本浏览器的安全 Cookie 中。', 'An admin makes tokens on the admin page; they begin with nst_. It is kept in a protected cookie of this browser only.'],
  tokenNeeded: ['请输入令牌', 'Type in a token'],
  tokenWrong: ['令牌无效、已撤销或已过期', 'No such token: wrong, revoked or expired'],
  tooManyTries: ['尝试太频繁，请一分钟后再试', 'Too many tries: wait a minute'],
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
