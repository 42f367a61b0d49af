// The data folder with 10^7 past events: made once by make_ledger (minutes), kept under build/bench, copied for each measurement that
// writes to it.

import { execFile } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { built, new_folder, scratch } from './server.mjs';

const run = promisify(execFile);
export const past_events = 10_000_000;

// → a function that gives { folder, plan, copy() } or, in a quick run, nothing.
export function past_folder(bench, given) {
  const folder = given ?? join(scratch, 'past');
  const made = join(folder, 'ledger.db');
  return async () => {
    if (bench.quick && !existsSync(made)) return undefined;
    if (!existsSync(made)) {
      console.error('bench: making a ledger of 10^7 events (some minutes, once)');
      await rm(`${folder}.part`, { recursive: true, force: true });
      await run(join(built, 'make_ledger'), [`${folder}.part`, String(past_events)], { timeout: 1_200_000, maxBuffer: 1 << 24 });
      await cp(`${folder}.part.plan.json`, `${folder}.plan.json`);
      await run('mv', [`${folder}.part`, folder]);
    }
    const plan = `${folder}.plan.json`;
    const copy = async () => {
      const to = await new_folder();
      await run('cp', ['-a', '--reflink=auto', `${folder}/.`, to]);
      await run('sync', ['-f', to]);
      return { folder: to, plan };
    };
    return { folder, plan, copy };
  };
}
