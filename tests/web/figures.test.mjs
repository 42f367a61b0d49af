import assert from 'node:assert/strict';
import test from 'node:test';
import { cut, FigureStyle, percent } from '../../web/js/view/figures.js';

const money = { money: true, digits: 2 };
const zh = new FigureStyle('zh', 'zh-CN', money, 'CNY');
const en = new FigureStyle('en', 'en', money, 'CNY');

test('a share is never rounded up to one that has not been reached', () => {
  const rows = [[0.996, '99.6%'], [0.9996, '99.9%'], [0.999999, '99.9%'], [1, '100.0%'], [1.234567, '123.4%'], [0.57, '57.0%'], [0.29, '29.0%'], [0, '0.0%'], [-0.0004, '0.0%'], [-0.0925, '-9.2%']];
  for (const [share, text] of rows) assert.equal(percent(share, 'en'), text);
});

test('an amount stays below the next 万 or 亿 until it is there', () => {
  const rows = [[9_999.99, '¥9999'], [10_000, '¥1.0000万'], [99_999_999.99, '¥9999.9万'], [100_000_000, '¥1.0000亿'], [48_126_000.5, '¥4812.6万'], [123_456_789, '¥1.2345亿'], [1e12, '¥1.0000万亿'], [0, '¥0'], [-48_126_000.5, '-¥4812.6万']];
  for (const [value, text] of rows) assert.equal(zh.text(value, 5), text);
});

test('English counts in thousands, millions, billions', () => {
  const rows = [[999.99, '¥999'], [12_800.5, '¥12.800K'], [48_126_000.5, '¥48.126M'], [1.5e12, '¥1.5000T']];
  for (const [value, text] of rows) assert.equal(en.text(value, 5), text);
});

test('what is still needed is rounded up, so that little never reads as nothing', () => {
  const rows = [[0.01, '¥1'], [12_800.5, '¥1.281万'], [99_999_999, '¥1.000亿'], [0, '¥0']];
  for (const [value, text] of rows) assert.equal(zh.text(value, 4, 'up'), text);
});

test('the exact figure has every digit', () => {
  assert.equal(zh.exact(48_126_000.5), '¥48,126,000.50');
  assert.equal(zh.show(48_126_000.5, 5).exact, '¥48,126,000.50');
  assert.equal(new FigureStyle('zh', 'zh-CN', { money: false, digits: 0 }, 'CNY').exact(1234), '1,234');
});

test('a count has no currency and no half', () => {
  const count = new FigureStyle('zh', 'zh-CN', { money: false, digits: 0 }, 'CNY');
  assert.equal(count.text(48, 5), '48');
  assert.equal(count.text(123_456, 5), '12.345万');
});

test('a range says its unit once where both ends share it', () => {
  assert.equal(zh.range(69_800_000, 72_100_000, 3), '¥6980–7210万');
  assert.equal(zh.range(98_000_000, 103_000_000, 3), '¥9800万–¥1.03亿');
  assert.equal(zh.range(-9_560_000, -8_910_000, 3), '-¥956万 ~ -¥891万');
});

test('cutting is not fooled by the way doubles are stored', () => {
  assert.equal(cut(1.15, 2, 'down'), 1.15);
  assert.equal(cut(0.29 * 100, 0, 'down'), 29);
  assert.equal(cut(-1.239, 2, 'down'), -1.23);
  assert.ok(Object.is(cut(-0.001, 2, 'down'), 0), 'there is no minus nothing');
});
