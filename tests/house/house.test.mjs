// The rules, held against the repository as it stands. Each rule's own test shows that it can fail.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrow_faults } from './arrows.mjs';
import { coroutine_faults } from './coroutines.mjs';
import { purity_faults, slow_header_faults } from './headers.mjs';
import { place_faults, places } from './places.mjs';
import { exists, files_of } from './repository.mjs';
import { word_faults } from './words.mjs';

const is_cpp = ({ path }) => /\.(cpp|hpp|ipp|h)$/.test(path);
const server = files_of('server').filter(is_cpp);

const holds = (faults) => assert.equal(faults.length, 0, `\n${faults.join('\n')}`);

test('there are source files to look at', () => assert.ok(server.length > 0));
test('includes point one way through the house', () => holds(arrow_faults(server)));
test('Beast, JSON, hiredis, SQLite and simdjson stay out of headers', () => holds(slow_header_faults(server)));
test('core stays pure', () => holds(purity_faults(server)));
test('statements with co_await hold names, calls and literals only', () =>
  holds(coroutine_faults([...server, ...files_of('tests').filter(is_cpp)])));
test('no file names a registry or a folder of one machine', () => holds(word_faults(files_of('.'))));

for (const file of files_of('.').filter(({ path }) => /^[A-Z]+\.md$/.test(path)))
  test(`${file.path} names only files that are there`, () => holds(place_faults(file, exists)));

test('ARCHITECTURE.md names files', () => {
  const file = files_of('.').find(({ path }) => path === 'ARCHITECTURE.md');
  assert.ok(file && places(file.text).length > 0);
});
