// The packages of web/package.json, found from here: the repository has one lockfile for all its JavaScript.
import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';

const require = createRequire(new URL('../../../web/package.json', import.meta.url));

export const { chromium } = require('playwright-core');
export const { WebSocketServer } = require('ws');
export const axeSource = () => readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const chromiumPaths = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where the browser is; an error that names what to install when it is nowhere. */
export function chromiumPath() {
  const found = chromiumPaths.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error('no Chromium found: install the package chromium, or name one in CHROMIUM');
  return found;
}

export function launchBrowser() {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}
