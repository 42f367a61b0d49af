import assert from 'node:assert/strict';
import test from 'node:test';
import { beatArrived, formatPosition, frameArrived, noProgress, parsePosition } from '../../web/js/feed/position.js';

test('a position is an epoch, which may hold colons, and an offset', () => {
  assert.deepEqual(parsePosition('e7:1041'), { epoch: 'e7', offset: 1041 });
  assert.deepEqual(parsePosition('a:b:0'), { epoch: 'a:b', offset: 0 });
  for (const text of ['', ':5', 'e7', 'e7:', 'e7:-1', 'e7:1.5', 'e7:x', 7, null]) assert.equal(parsePosition(text), null, String(text));
  assert.equal(formatPosition({ epoch: 'a:b', offset: 3 }), 'a:b:3');
});

/** @param {...string} arrivals frames as `f:e:1`, beats as `b:e:1` */
function play(...arrivals) {
  return arrivals.reduce((progress, arrival) => {
    const position = parsePosition(arrival.slice(2));
    return arrival.startsWith('f') ? frameArrived(progress, position) : beatArrived(progress, position);
  }, noProgress);
}

test('an offset counts as complete only when a later frame or a beat proves that no frame of it is missing', () => {
  const rows = [
    [['f:e:10'], 'e:10', null],
    [['f:e:10', 'f:e:10'], 'e:10', null],
    [['f:e:10', 'f:e:11'], 'e:11', 'e:10'],
    [['f:e:10', 'f:e:14', 'f:e:14'], 'e:14', 'e:10'],
    [['f:e:10', 'b:e:10'], 'e:10', 'e:10'],
    [['f:e:10', 'f:e:11', 'b:e:10'], 'e:11', 'e:10'],
    [['f:e:10', 'b:e:12'], 'e:12', 'e:12'],
    [['f:e:10', 'f:e:9'], 'e:10', null],
    [['f:e:10', 'f:e:11', 'f:new:3'], 'new:3', null],
    [['f:e:10', 'b:other:12'], 'e:10', null],
    [['b:e:4'], null, null],
  ];
  for (const [arrivals, seen, complete] of rows) {
    assert.deepEqual(play(...arrivals), { seen: parsePosition(seen), complete: parsePosition(complete) }, arrivals.join(' '));
  }
});
