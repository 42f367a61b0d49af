import assert from 'node:assert/strict';
import { test } from 'node:test';
import { place_faults } from './places.mjs';

const there = new Set(['scripts/test', 'server/core/', 'docs/plan.md']);
const faults = (text) => place_faults({ path: 'README.md', text }, (place) => there.has(place));

test('a backticked file that is gone is a fault with its line', () => {
  assert.deepEqual(faults('See\n`server/core/gone.hpp`.'), ['README.md:2: there is no server/core/gone.hpp']);
});

test('a relative link that leads nowhere is a fault', () => {
  assert.deepEqual(faults('[the plan](docs/gone.md)'), ['README.md:1: there is no docs/gone.md']);
});

test('files that are there, commands, addresses and words in backticks are fine', () => {
  assert.deepEqual(faults('`scripts/test --asan` `server/core/` [plan](docs/plan.md#units) [x](https://example.com) `co_await` `web/vendor/a.js`'), []);
});
