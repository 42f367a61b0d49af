// JSON with every number kept as the text it was written in: the board's figures are exact decimals, and a double would
// hide a wrong last digit.

/** Puts quotes around numbers that stand outside strings. */
function quoteNumbers(text) {
  let out = '';
  for (let i = 0; i < text.length;) {
    if (text[i] === '"') {
      let end = i + 1;
      while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
      out += text.slice(i, end + 1);
      i = end + 1;
    } else if (/[-\d]/.test(text[i])) {
      const [number] = /^-?\d+(\.\d+)?([eE][-+]?\d+)?/.exec(text.slice(i, i + 64));
      out += `"${number}"`;
      i += number.length;
    } else {
      out += text[i++];
    }
  }
  return out;
}

export function parseExact(text) {
  JSON.parse(text);  // refuses what is not JSON before any digit is touched
  return JSON.parse(quoteNumbers(text));
}

/** "12.5" with 2 digits → 1250n; refuses digits that would be lost. */
export function toMinor(text, digits = 2) {
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || /[^0]/.test(part.slice(digits))) throw new Error(`"${text}" is no decimal with ${digits} digits`);
  const value = BigInt(whole + part.slice(0, digits).padEnd(digits, '0'));
  return sign ? -value : value;
}

/** 1250n with 2 digits → "12.50". */
export function fromMinor(value, digits = 2) {
  const text = String(value < 0n ? -value : value).padStart(digits + 1, '0');
  const sign = value < 0n ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** numerator ÷ denominator, rounded once, half away from zero. */
export function divideRounded(numerator, denominator, digits) {
  const scaled = numerator * 10n ** BigInt(digits);
  const negative = scaled < 0n !== denominator < 0n;
  const [a, b] = [scaled < 0n ? -scaled : scaled, denominator < 0n ? -denominator : denominator];
  const rounded = (2n * a + b) / (2n * b);
  return negative ? -rounded : rounded;
}

/** Whether two decimal texts (or nulls) mean the same value: "1.50" and "1.5" do. */
export function sameDecimal(a, b) {
  if (a === null || b === null || a === undefined || b === undefined) return a === b;
  return toMinor(String(a), 12) === toMinor(String(b), 12);
}
