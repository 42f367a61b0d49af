// Copies the libraries that pages load out of node_modules into vendor/, where the server finds them.
// What a page needs at run time is listed here and nowhere else.
import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const libraries = [
  ['echarts/dist/echarts.esm.min.js', 'echarts.esm.min.js'],
  ['echarts/LICENSE', 'echarts.LICENSE'],
];

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
mkdirSync(here('vendor'), { recursive: true });
for (const [from, to] of libraries) copyFileSync(here(`node_modules/${from}`), here(`vendor/${to}`));
