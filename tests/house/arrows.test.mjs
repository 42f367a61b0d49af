import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrow_faults } from './arrows.mjs';

const faults = (path, text) => arrow_faults([{ path, text }]);

test('a room may include itself and the rooms below it', () => {
  const fine = [
    ['core/board.cpp', '#include "core/board.hpp"\n#include <vector>\n'],
    ['wire/events.cpp', '#include "core/event.hpp"\n'],
    ['ledger/sqlite_ledger.cpp', '#include "wire/events.hpp"\n#include "core/ids.hpp"\n'],
    ['engine/engine.cpp', '#include "feed/hub.hpp"\n#include "log/log.hpp"\n#include "cache/cache.hpp"\n'],
    ['net/listener.cpp', '#include <net/if.h>\n#include "engine/engine.hpp"\n#include "core/board.hpp"\n'],
    ['server.cpp', '#include "server.hpp"\n#include "net/listener.hpp"\n#include "notify/slack.hpp"\n'],
    ['commands/token.cpp', '#include "config.hpp"\n#include "net/token_file.hpp"\n'],
    ['main.cpp', '#include "commands/commands.hpp"\n#include "config.hpp"\n#include "wire/plan.hpp"\n'],
  ];
  for (const [path, text] of fine) assert.deepEqual(faults(path, text), [], path);
});

test('an arrow that points up or sideways is a fault with file and line', () => {
  const wrong = [
    ['core/board.cpp', 'wire/json.hpp', 'core must not use wire'],
    ['core/board.cpp', 'log/log.hpp', 'core must not use log'],
    ['wire/events.cpp', 'ledger/ledger.hpp', 'wire must not use ledger'],
    ['ledger/ledger.hpp', 'intake/mapping.hpp', 'ledger must not use intake'],
    ['intake/mapping.cpp', 'ledger/ledger.hpp', 'intake must not use ledger'],
    ['feed/hub.hpp', 'core/ids.hpp', 'feed must not use core'],
    ['cache/cache.cpp', 'core/ids.hpp', 'cache must not use core'],
    ['log/log.cpp', 'core/ids.hpp', 'log must not use core'],
    ['engine/engine.cpp', 'net/session.hpp', 'engine must not use net'],
    ['net/session.cpp', 'notify/slack.hpp', 'net must not use notify'],
    ['notify/slack.cpp', 'net/session.hpp', 'notify must not use net'],
    ['net/session.cpp', 'commands/commands.hpp', 'net must not use commands'],
    ['server.cpp', 'commands/commands.hpp', 'server must not use commands'],
    ['net/session.cpp', 'config.hpp', 'net must not use server'],
  ];
  for (const [path, include, fault] of wrong)
    assert.deepEqual(faults(path, `// A file.\n#include "${include}"\n`), [`${path}:2: ${fault} ("${include}")`]);
});

test('an include that is not "room/file.hpp" is a fault', () => {
  assert.match(faults('core/board.cpp', '#include "../core/ids.hpp"')[0], /is not "room\/file\.hpp"/);
  assert.match(faults('core/board.cpp', '#include "core/ids.cpp"')[0], /is not "room\/file\.hpp"/);
  assert.match(faults('core/board.cpp', '#include "ids.hpp"')[0], /core must not use server/);
  assert.match(faults('wire/plan.cpp', '#include <core/plan.hpp>')[0], /include it in quotes/);
});

test('a room the design does not know is a fault, on both ends of an arrow', () => {
  assert.match(faults('util/strings.cpp', '')[0], /"util" is no room/);
  assert.match(faults('core/board.cpp', '#include "util/strings.hpp"')[0], /lies in no room/);
});

test('an include inside a comment counts for nothing', () => {
  assert.deepEqual(faults('core/board.cpp', '/*\n#include "net/session.hpp"\n*/\n// #include "net/session.hpp"\n'), []);
});
