// Who may include whom under server/. A room may use itself and the rooms named here, nothing else.

import { includes } from './source.mjs';

const below_engine = ['core', 'wire', 'ledger', 'intake', 'feed', 'redis', 'cache', 'cluster', 'log'];

export const may_use = {
  core: [],
  wire: ['core'],
  ledger: ['core', 'wire'],
  intake: ['core', 'wire'],
  feed: [],
  redis: ['log'],
  cache: ['redis', 'log'],
  cluster: ['ledger', 'redis', 'log'],
  log: [],
  engine: below_engine,
  net: [...below_engine, 'engine'],
  notify: [...below_engine, 'engine'],
  server: [...below_engine, 'engine', 'net', 'notify'],  // the files that lie at server/ itself
  commands: [...below_engine, 'engine', 'net', 'notify', 'server'],  // what the command line offers
  main: [...below_engine, 'engine', 'net', 'notify', 'server', 'commands'],
};

// "core/board.hpp" → core; "config.hpp" → server; main.cpp alone is main.
function room_of(path) {
  if (path === 'main.cpp') return 'main';
  return path.includes('/') ? path.split('/')[0] : 'server';
}

function is_ours(include) {
  return include.quoted || (include.path.endsWith('.hpp') && Object.hasOwn(may_use, include.path.split('/')[0]));
}

function fault_of(path, include) {
  const from = room_of(path);
  const to = room_of(include.path);
  if (!include.quoted) return `<${include.path}> is ours: include it in quotes`;
  if (!/^([a-z_]+\/)?[a-z0-9_]+\.hpp$/.test(include.path))
    return `"${include.path}" is not "room/file.hpp"`;
  if (!Object.hasOwn(may_use, to)) return `"${include.path}" lies in no room of the house`;
  if (to !== from && !may_use[from].includes(to)) return `${from} must not use ${to} ("${include.path}")`;
  return undefined;
}

// files: [{ path, text }], paths relative to server/. Gives the faults, a text each.
export function arrow_faults(files) {
  const faults = [];
  for (const { path, text } of files) {
    if (!Object.hasOwn(may_use, room_of(path))) {
      faults.push(`${path}: "${room_of(path)}" is no room of the house`);
      continue;
    }
    for (const include of includes(text).filter(is_ours)) {
      const fault = fault_of(path, include);
      if (fault) faults.push(`${path}:${include.line}: ${fault}`);
    }
  }
  return faults;
}
