// The files of this repository as [{ path, text }]; what is built, installed or written by running is left out.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const not_ours = new Set(['.git', 'build', 'node_modules', 'vendor', 'northstar-data', 'northstar-demo']);

function paths_below(folder) {
  return readdirSync(folder, { withFileTypes: true }).filter((entry) => !not_ours.has(entry.name)).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return paths_below(path);
    return entry.isFile() ? [path] : [];
  });
}

// Text files under a folder of the repository; their paths are relative to that folder.
export function files_of(folder) {
  const top = join(root, folder);
  return paths_below(top).map((path) => ({ path: relative(top, path), text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => !text.includes('\0'));
}

export function exists(place) {
  return existsSync(join(root, place));
}
