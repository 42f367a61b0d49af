// Figures as text. The rule of the house: a figure is never rounded up to something that has not happened, so
// 99.96 % stays 99.9 % and 9,999.99万 does not become 1亿. What is still needed is rounded up, never down.

/** @typedef {'down' | 'up'} Rounding */
/**
 * A figure ready to show: the short text in parts, so that a unit may stand smaller than its digits.
 * @typedef {{symbol: string, digits: string, suffix: string, exact: string}} Shown
 */

const scales = { zh: [1e12, 1e8, 1e4, 1], en: [1e12, 1e9, 1e6, 1e3, 1] };

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** @param {string} locale @param {Intl.NumberFormatOptions} options */
function format(locale, options) {
  const key = locale + JSON.stringify(options);
  let known = formats.get(key);
  if (known === undefined) {
    known = new Intl.NumberFormat(locale, options);
    formats.set(key, known);
  }
  return known;
}

/**
 * Cuts to a number of decimals, toward or away from zero. 15 digits are what a double holds for sure, so
 * 1.15 × 100 is taken as 115 and not as 114.99…
 * @param {number} value
 * @param {number} decimals
 * @param {Rounding} rounding
 */
export function cut(value, decimals, rounding) {
  const shifted = Number((value * 10 ** decimals).toPrecision(15));
  const whole = rounding === 'down' ? Math.trunc(shifted) : Math.sign(shifted) * Math.ceil(Math.abs(shifted));
  return whole / 10 ** decimals + 0;
}

/** @type {Map<string, FigureStyle>} */
const styles = new Map();

/** The style of a metric, made once: it remembers what stands around its digits. @param {'zh' | 'en'} language @param {string} locale @param {{money: boolean, digits: number}} metric @param {string} currency */
export function figureStyle(language, locale, metric, currency) {
  const key = `${language} ${locale} ${metric.money ? currency : ''} ${metric.digits}`;
  const known = styles.get(key) ?? new FigureStyle(language, locale, metric, currency);
  styles.set(key, known);
  return known;
}

/** How the figures of one metric are written. */
export class FigureStyle {
  #locale;
  #scales;
  #currency;
  #digits;
  /** What stands before and behind the digits of each scale, below zero and above. @type {Map<number, {symbol: string, suffix: string}>} */
  #around = new Map();
  /** @type {Intl.NumberFormat | null} */
  #whole = null;

  /**
   * @param {'zh' | 'en'} language
   * @param {string} locale
   * @param {{money: boolean, digits: number}} metric
   * @param {string} currency
   */
  constructor(language, locale, metric, currency) {
    this.#locale = locale;
    this.#scales = scales[language];
    this.#currency = metric.money ? currency : null;
    this.#digits = Math.min(6, Math.max(0, metric.digits));
  }

  /**
   * @param {number} value
   * @param {number} significant digits to keep
   * @param {Rounding} [rounding]
   * @returns {Shown}
   */
  show(value, significant, rounding = 'down') {
    const { scaled, scale, decimals } = this.#scale(value, significant, rounding);
    const { symbol, suffix } = this.#words(scaled < 0 ? -scale : scale);
    const style = this;
    // Of a thousand figures that change, most are never pointed at.
    return { symbol, suffix, digits: this.#digitsOf(Math.abs(scaled), decimals), get exact() { return style.exact(value); } };
  }

  /** @param {number} signed the scale, below zero for figures below zero */
  #words(signed) {
    const known = this.#around.get(signed);
    if (known !== undefined) return known;
    const parts = format(this.#locale, { notation: 'compact', ...this.#money(), maximumFractionDigits: 0 }).formatToParts(signed);
    const text = (/** @type {string[]} */ ...types) => parts.filter((part) => types.includes(part.type)).map((part) => part.value).join('');
    const words = { symbol: text('minusSign') + text('currency'), suffix: text('compact') };
    this.#around.set(signed, words);
    return words;
  }

  /** @param {number} figure not below zero, with no more than these decimals @param {number} decimals */
  #digitsOf(figure, decimals) {
    if (figure < 1e4) return figure.toFixed(decimals);
    return format(this.#locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(figure);
  }

  /** @param {number} value @param {number} significant @param {Rounding} [rounding] */
  text(value, significant, rounding = 'down') {
    const { symbol, digits, suffix } = this.show(value, significant, rounding);
    return symbol + digits + suffix;
  }

  /** @param {number} low @param {number} high @param {number} significant */
  range(low, high, significant) {
    const from = this.show(low, significant);
    const to = this.show(high, significant);
    if (low < 0) return `${from.symbol}${from.digits}${from.suffix} ~ ${to.symbol}${to.digits}${to.suffix}`;
    const same = from.suffix === to.suffix;
    return `${from.symbol}${from.digits}${same ? '' : from.suffix}–${same ? '' : to.symbol}${to.digits}${to.suffix}`;
  }

  /** @param {number} value */
  exact(value) {
    this.#whole ??= format(this.#locale, { ...this.#money(), minimumFractionDigits: this.#currency === null ? 0 : this.#digits, maximumFractionDigits: this.#digits });
    return this.#whole.format(value);
  }

  /** @param {number} value @param {number} significant @param {Rounding} rounding */
  #scale(value, significant, rounding) {
    let scale = this.#scales.find((limit) => Math.abs(value) >= limit) ?? 1;
    let decimals = this.#decimals(value / scale, significant, scale);
    let scaled = cut(value / scale, decimals, rounding);
    const above = this.#scales[this.#scales.indexOf(scale) - 1];
    if (above !== undefined && Math.abs(scaled) * scale >= above) {
      scale = above;
      decimals = this.#decimals(1, significant, scale);
      scaled = Math.sign(scaled);
    }
    return { scaled, scale, decimals };
  }

  /** @param {number} scaled @param {number} significant @param {number} scale */
  #decimals(scaled, significant, scale) {
    const whole = String(Math.trunc(Math.abs(scaled))).length;
    const wanted = Math.max(0, significant - whole);
    return scale === 1 ? Math.min(wanted, this.#digits, this.#currency === null ? 6 : 0) : Math.min(wanted, 4);
  }

  #money() {
    return this.#currency === null ? {} : { style: /** @type {const} */ ('currency'), currency: this.#currency, currencyDisplay: /** @type {const} */ ('narrowSymbol') };
  }
}

/** @type {Map<string, Intl.NumberFormat>} */
const percents = new Map();

/** @param {number} share @param {string} locale @returns {string} one decimal, never rounded up */
export function percent(share, locale) {
  const micro = Math.round(share * 1e6);
  const known = percents.get(locale) ?? format(locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
  percents.set(locale, known);
  return known.format(Math.trunc(micro / 1e3) / 1e3 + 0);
}
