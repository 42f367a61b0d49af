// The golden messages of tests/data/feed, which the C++ tests read too.
import { readFileSync } from 'node:fs';

export const goldenText = (name) => readFileSync(new URL(`../data/feed/${name}.json`, import.meta.url), 'utf8');
export const golden = (name) => JSON.parse(goldenText(name));
