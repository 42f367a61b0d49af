// What a file may draw in from outside the house: the slow headers in .cpp files only, and nothing impure in core.

import { code_only, includes, line_of } from './source.mjs';

const slow = [
  [/^boost\/beast(\/|\.hpp$)/, 'Beast'],
  [/^nlohmann\//, 'nlohmann/json'],
  [/^hiredis(\/|\.h$)/, 'hiredis'],
  [/^sqlite3(ext)?\.h$/, 'SQLite'],
  [/^simdjson(\/|\.h$)/, 'simdjson'],
];

const impure = [
  ...slow,
  [/^boost\/(asio|json|url)(\/|\.hpp$)/, 'Boost I/O and text'],
  [/^(fstream|iostream|filesystem|random|thread|mutex|atomic|future|ctime)$/, 'the machine'],
  [/^(spdlog|curl|openssl|sys|unistd\.h|fcntl\.h)(\/|$)/, 'the machine'],
];

const impure_calls = /\b(?:\w*_clock::now|absl::Now|std::time|clock_gettime|gettimeofday|getenv)\s*\(/g;

const named = (list, path) => list.find(([pattern]) => pattern.test(path))?.[1];

// files: [{ path, text }]: all but .cpp count as headers.
export function slow_header_faults(files) {
  return files.filter(({ path }) => !path.endsWith('.cpp')).flatMap(({ path, text }) =>
    includes(text).filter((include) => named(slow, include.path)).map((include) =>
      `${path}:${include.line}: ${named(slow, include.path)} belongs into a .cpp file (${include.path})`));
}

// Core asks no clock, reads no file, knows no socket, no JSON and no log; paths are relative to server/.
export function purity_faults(files) {
  return files.filter(({ path }) => path.startsWith('core/')).flatMap(({ path, text }) => [
    ...includes(text).filter((include) => named(impure, include.path)).map((include) =>
      `${path}:${include.line}: core is pure, and <${include.path}> is ${named(impure, include.path)}`),
    ...[...code_only(text).matchAll(impure_calls)].map((call) =>
      `${path}:${line_of(text, call.index)}: core is pure: no ${call[0].replace(/\s*\($/, '()')}`),
  ]);
}
