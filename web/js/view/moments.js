// Times, days and spans as text, always in the organisation's time zone, never in the screen's.

/** @typedef {import('./dictionary.js').Translate} Translate */
/** @typedef {import('./dictionary.js').Phrase} Phrase */
/** @typedef {import('../feed/protocol.js').Period} Period */

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string} locale @param {Intl.DateTimeFormatOptions} options */
function format(locale, options) {
  const key = locale + JSON.stringify(options);
  let known = formats.get(key);
  if (known === undefined) {
    known = new Intl.DateTimeFormat(locale, options);
    formats.set(key, known);
  }
  return known;
}

/** @param {number} atMs @param {string} timeZone @param {boolean} [seconds] */
export function clock(atMs, timeZone, seconds = false) {
  return format('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', ...(seconds ? { second: /** @type {const} */ ('2-digit') } : {}) }).format(atMs);
}

/** The clock, with the day before it when that is another day than `nowMs`. @param {number} atMs @param {number} nowMs @param {string} timeZone @param {string} locale */
export function clockAndDay(atMs, nowMs, timeZone, locale) {
  const day = format(locale, { timeZone, month: 'short', day: 'numeric' });
  const time = clock(atMs, timeZone);
  return day.format(atMs) === day.format(nowMs) ? time : `${day.format(atMs)} ${time}`;
}

/** The clock, or the day alone when it was another day than `nowMs`. @param {number} atMs @param {number} nowMs @param {string} timeZone */
export function clockOrDay(atMs, nowMs, timeZone) {
  const day = format('en', { timeZone, month: 'numeric', day: 'numeric' });
  return day.format(atMs) === day.format(nowMs) ? clock(atMs, timeZone) : day.format(atMs);
}

/** RFC 3339 with that zone's offset at the instant; milliseconds only where there are some. @param {number} atMs @param {string} timeZone */
export function isoIn(atMs, timeZone) {
  const fields = { timeZone, hourCycle: /** @type {const} */ ('h23'), year: /** @type {const} */ ('numeric'), month: /** @type {const} */ ('2-digit'), day: /** @type {const} */ ('2-digit'), hour: /** @type {const} */ ('2-digit'), minute: /** @type {const} */ ('2-digit'), second: /** @type {const} */ ('2-digit') };
  const { year, month, day, hour, minute, second } = Object.fromEntries(format('en', fields).formatToParts(atMs).map(({ type, value }) => [type, value]));
  const local = `${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}`;
  const offset = Math.round((Date.parse(`${local}Z`) - Math.floor(atMs / 1000) * 1000) / 60_000);
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const part = atMs - Math.floor(atMs / 1000) * 1000;
  return `${local}${part === 0 ? '' : `.${String(part).padStart(3, '0')}`}${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
}

/** @param {number} spanMs @param {Translate} t */
export function age(spanMs, t) {
  const seconds = Math.max(0, Math.floor(spanMs / 1000));
  if (seconds < 60) return t('ageSeconds', { n: seconds });
  if (seconds < 3600) return t('ageMinutes', { n: Math.floor(seconds / 60) });
  if (seconds < 48 * 3600) return t('ageHours', { n: Math.floor(seconds / 3600) });
  return t('ageDays', { n: Math.floor(seconds / 86400) });
}

/** @param {number} leftMs @param {Translate} t */
export function countdown(leftMs, t) {
  if (leftMs <= 0) return t('ended');
  const seconds = Math.floor(leftMs / 1000);
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600), Math.floor(seconds / 60)];
  if (days > 0) return t('daysHours', { days, hours: hours % 24 });
  if (hours > 0) return t('hoursMinutes', { hours, minutes: minutes % 60 });
  return t('minutesSeconds', { minutes, seconds: String(seconds % 60).padStart(2, '0') });
}

/** @type {Record<string, Phrase>} */
const leftOf = { year: 'leftYear', quarter: 'leftQuarter', month: 'leftMonth', week: 'leftWeek', day: 'leftDay' };

/** @param {Period} period @param {Translate} t */
export const countdownLabel = (period, t) => t(leftOf[period.kind] ?? 'leftMonth');

/**
 * A period's id as people say it; the id itself where it has no such form.
 * @param {{id: string, kind: string}} period
 * @param {'zh' | 'en'} language
 */
export function periodName(period, language) {
  const zh = language === 'zh';
  const [year, part, day] = period.id.split('-');
  const date = new Date(Date.UTC(Number(year), Number(part) - 1, Number(day ?? 1)));
  switch (period.kind) {
    case 'year': return zh ? `${year}年` : year;
    case 'quarter': return zh ? `${year}年第${part.slice(1)}季度` : `${part} ${year}`;
    case 'week': return zh ? `${year}年第${Number(part.slice(1))}周` : `Week ${Number(part.slice(1))}, ${year}`;
    case 'month': return format(zh ? 'zh-CN' : 'en', { timeZone: 'UTC', year: 'numeric', month: 'long' }).format(date);
    case 'day': return format(zh ? 'zh-CN' : 'en', { timeZone: 'UTC', month: 'long', day: 'numeric' }).format(date);
    default: return period.id;
  }
}

/**
 * The period before, where its id tells which that is; weeks and days are not drawn against the former.
 * @param {{id: string, kind: string}} period
 * @returns {string | null}
 */
export function previousPeriod({ id, kind }) {
  const [year, part] = id.split('-');
  if (kind === 'year') return String(Number(year) - 1);
  if (kind === 'quarter') return part === 'Q1' ? `${Number(year) - 1}-Q4` : `${year}-Q${Number(part.slice(1)) - 1}`;
  if (kind === 'month') return part === '01' ? `${Number(year) - 1}-12` : `${year}-${String(Number(part) - 1).padStart(2, '0')}`;
  return null;
}
