import assert from 'node:assert/strict';
import { test } from 'node:test';
import { purity_faults, slow_header_faults } from './headers.mjs';

const slow = ['boost/beast.hpp', 'boost/beast/core.hpp', 'nlohmann/json.hpp', 'nlohmann/json_fwd.hpp', 'hiredis/hiredis.h', 'sqlite3.h', 'simdjson.h'];

test('a slow header inside a header is a fault', () => {
  for (const path of slow)
    assert.equal(slow_header_faults([{ path: 'net/session.hpp', text: `#pragma once\n#include <${path}>\n` }]).length, 1, path);
});

test('a slow header in quotes, or in a file of another ending, is a fault too', () => {
  assert.equal(slow_header_faults([{ path: 'net/session.hpp', text: '# include "sqlite3.h"' }]).length, 1);
  assert.equal(slow_header_faults([{ path: 'net/session.ipp', text: '#include <sqlite3.h>' }]).length, 1);
});

test('a slow header inside a source file is fine', () => {
  for (const path of slow)
    assert.deepEqual(slow_header_faults([{ path: 'net/session.cpp', text: `#include <${path}>\n` }]), []);
});

test('core must not include JSON, sockets, files, threads or a log, not even in a source file', () => {
  for (const path of ['nlohmann/json.hpp', 'boost/asio.hpp', 'boost/asio/awaitable.hpp', 'fstream', 'mutex', 'spdlog/spdlog.h', 'sqlite3.h'])
    assert.equal(purity_faults([{ path: 'core/board.cpp', text: `#include <${path}>\n` }]).length, 1, path);
  assert.deepEqual(purity_faults([{ path: 'wire/plan.cpp', text: '#include <nlohmann/json.hpp>\n' }]), []);
});

test('core must not ask the clock or the environment', () => {
  const faults = (text) => purity_faults([{ path: 'core/light.cpp', text }]);
  assert.deepEqual(faults('auto t = 1;\nauto n = std::chrono::system_clock::now();'), ['core/light.cpp:2: core is pure: no system_clock::now()']);
  assert.equal(faults('auto n = absl::Now();').length, 1);
  assert.equal(faults('auto n = std::getenv("TZ");').length, 1);
  assert.deepEqual(faults('// system_clock::now() is not asked here.\n#include <chrono>\n'), []);
});
