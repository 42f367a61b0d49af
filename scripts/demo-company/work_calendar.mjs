// Which days the demo company works: mainland China's public holidays and make-up days, and its own two promotion days.
// 2025 and 2026 follow the State Council's yearly notices. The notice for 2027 was not known when this was written, so for 2027
// only the days the law itself names are free, without the swapped weekends. For other years the same holds for
// the holidays of the solar calendar; the lunar ones are left out.

import { addDays, daysBetween, weekdayOf } from './china_time.mjs';

const notices = {
  2025: {
    off: [['元旦', '01-01', 1], ['春节', '01-28', 8], ['清明节', '04-04', 3], ['劳动节', '05-01', 5], ['端午节', '05-31', 3],
      ['国庆节、中秋节', '10-01', 8]],
    worked: ['01-26', '02-08', '04-27', '09-28', '10-11'],
  },
  2026: {
    off: [['元旦', '01-01', 3], ['春节', '02-15', 9], ['清明节', '04-04', 3], ['劳动节', '05-01', 5], ['端午节', '06-19', 3],
      ['中秋节', '09-25', 3], ['国庆节', '10-01', 7]],
    worked: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'],
  },
  2027: {
    off: [['元旦', '01-01', 1], ['春节', '02-05', 4], ['清明节', '04-05', 1], ['劳动节', '05-01', 2], ['端午节', '06-09', 1],
      ['中秋节', '09-15', 1], ['国庆节', '10-01', 3]],
    worked: [],
  },
};
const by_law = { off: [['元旦', '01-01', 1], ['清明节', '04-04', 1], ['劳动节', '05-01', 2], ['国庆节', '10-01', 3]], worked: [] };

/** The company's own promotion days: they bring, and are planned with, several days' business. */
const promotions = [{ date: '06-18', weight: 2 }, { date: '11-11', weight: 4 }];

function daysOfYear(year) {
  const { off, worked } = notices[year] ?? by_law;
  const free = off.flatMap(([name, first, count]) =>
    daysBetween(`${year}-${first}`, addDays(`${year}-${first}`, count - 1)).map((date) => ({ date, off: true, name })));
  const made_up = worked.map((date) => ({ date: `${year}-${date}`, off: false, name: '调休' }));
  const heavy = promotions.map(({ date, weight }) => ({ date: `${year}-${date}`, weight }));
  return [...free, ...made_up, ...heavy];
}

/** The `calendar.days` of a plan: the year's days, and those of the weeks that hang over its two ends. */
export function planDays(year) {
  return [...daysOfYear(year - 1), ...daysOfYear(year), ...daysOfYear(year + 1)]
    .filter(({ date }) => date >= `${year - 1}-12-25` && date <= `${year + 1}-01-10`)
    // A promotion that falls on a holiday stays heavy: weight beats off, so the two become one entry.
    .reduce((days, day) => {
      const same = days.find(({ date }) => date === day.date);
      return same ? (Object.assign(same, day), days) : [...days, { ...day }];
    }, [])
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** Tells each day's weight by the plan's rules: 0 free, 1 a workday, more on a promotion day. */
export function weightsOf(years) {
  const special = new Map(years.flatMap(daysOfYear).map((day) => [day.date, day]));
  for (const { date, weight } of years.flatMap(daysOfYear)) if (weight) special.set(date, { weight });
  return (day) => {
    const entry = special.get(day);
    if (entry?.weight !== undefined) return entry.weight;
    if (entry?.off !== undefined) return entry.off ? 0 : 1;
    return [0, 6].includes(weekdayOf(day)) ? 0 : 1;
  };
}
