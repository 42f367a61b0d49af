// Exact sums of decimal texts: a target is never added up in binary fractions.

/** @typedef {{units: bigint, scale: number}} Decimal `units` ÷ 10^`scale` */

const form = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** @param {string} text digits, with thousands separated if you like @returns {Decimal | null} */
export function decimalFrom(text) {
  const match = form.exec(text.trim().replace(/[,，\s_]/g, ''));
  if (match === null || (match[2] === '' && (match[3] ?? '') === '')) return null;
  const digits = match[3] ?? '';
  const units = BigInt(`${match[2]}${digits}` || '0');
  return { units: match[1] === '-' ? -units : units, scale: digits.length };
}

/** @param {Decimal} value @param {number} scale */
const at = ({ units, scale: from }, scale) => units * 10n ** BigInt(scale - from);

/** @param {Decimal} first @param {readonly Decimal[]} others @returns {Decimal} */
export function minus(first, others) {
  const scale = Math.max(first.scale, ...others.map((one) => one.scale));
  return { units: others.reduce((rest, one) => rest - at(one, scale), at(first, scale)), scale };
}

/** @param {Decimal} value shortest form @returns {string} */
export function decimalText({ units, scale }) {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const fraction = scale === 0 ? '' : digits.slice(-scale).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Thousands apart, nothing rounded. @param {string} text */
export function grouped(text) {
  if (decimalFrom(text) === null) return text;
  const [whole, fraction] = text.split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
}
