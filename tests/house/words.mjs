// What no file may name: the hosts of package registries (clients know their own), and folders of one machine.

import { line_of } from './source.mjs';

const hosts =
  /\b(?:registry\.(?:npmjs\.org|yarnpkg\.com|npmmirror\.com)|deb\.debian\.org|security\.debian\.org|archive\.ubuntu\.com|snapshot\.debian\.org|(?:[a-z0-9-]+\.)?docker\.(?:io|com)|ghcr\.io|quay\.io|gcr\.io|pypi\.org|files\.pythonhosted\.org|(?:static\.)?crates\.io|proxy\.golang\.org|rubygems\.org|repo1?\.maven\.(?:apache\.)?org|mirrors?\.[a-z0-9-]+\.(?:com|cn|edu\.cn|org)|cdn\.jsdelivr\.net|unpkg\.com)\b/gi;

const folders = /(?<![\w.}-])\/(?:work|root|Users|home\/[a-z_][\w-]*)\/[\w.-]+|\b[A-Z]:\\Users\\/g;

// The one outside folder there is: tests may read sample files that lie beside a checkout, where they are.
const beside = /\.\.\/shared\b/g;

const is_test = (path) => path.startsWith('tests/');

function found(path, text, pattern, what) {
  return [...text.matchAll(pattern)].map((m) => `${path}:${line_of(text, m.index)}: ${what}: ${m[0]}`);
}

// files: [{ path, text }], paths relative to the repository.
export function word_faults(files) {
  return files.flatMap(({ path, text }) => [
    ...found(path, text, hosts, 'names a package registry'),
    ...found(path, text, folders, 'names a folder of one machine'),
    ...(is_test(path) ? [] : found(path, text, beside, 'reads beside the repository')),
  ]);
}
