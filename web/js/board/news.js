// What the ticker may tell. One item a record: an edit changes the item told before, a void takes it back but
// leaves it standing as taken back, so that nobody in the room wonders where a deal has gone.

/** @typedef {import('../feed/protocol.js').NewsItem} NewsItem */
/** @typedef {NewsItem & {state: 'told' | 'corrected' | 'withdrawn'}} ToldItem */

const itemsMax = 50;

/**
 * @param {readonly ToldItem[]} told oldest first
 * @param {readonly NewsItem[]} fresh oldest first
 * @returns {ToldItem[]}
 */
export function mergeNews(told, fresh) {
  const items = [...told];
  for (const item of fresh) {
    const index = items.findIndex((former) => former.id === item.id);
    if (index >= 0) items[index] = correct(items[index], item);
    else if (item.type !== 'void') items.push({ ...item, state: item.edit ? 'corrected' : 'told' });
    // A record that was never told here is taken back in silence.
  }
  return items.slice(-itemsMax);
}

/** @param {ToldItem} former @param {NewsItem} item @returns {ToldItem} */
function correct(former, item) {
  if (item.type === 'void') return { ...former, state: 'withdrawn' };
  // The same item again, after a resume, is no correction.
  if (!item.edit && item.offset === former.offset) return former;
  return { ...item, state: 'corrected' };
}
