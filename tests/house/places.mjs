// A text that describes the repository must not name files that are gone.

import { line_of } from './source.mjs';

const link = /\]\((?!https?:|#|mailto:)([^)\s#]+)/g;
const span = /`([^`\n]+)`/g;
const place = /^(?:\.ci|docs|scripts|server|tests|web)\/[\w./-]*$/;
const made_later = /^web\/(vendor|node_modules)\b/;

// What a Markdown text names: its relative links, and the backticked places (the first word: `scripts/test --asan`).
export function places(text) {
  const spans = [...text.matchAll(span)].map((m) => ({ line: line_of(text, m.index), place: m[1].split(' ')[0] }));
  const links = [...text.matchAll(link)].map((m) => ({ line: line_of(text, m.index), place: m[1] }));
  return [...spans.filter((named) => place.test(named.place) && !made_later.test(named.place)), ...links];
}

// file: { path, text }; exists(place) tells whether it is there, seen from the repository's root.
export function place_faults({ path, text }, exists) {
  return places(text).filter((named) => !exists(named.place)).map(({ line, place }) => `${path}:${line}: there is no ${place}`);
}
