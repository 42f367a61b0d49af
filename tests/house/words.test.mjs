import assert from 'node:assert/strict';
import { test } from 'node:test';
import { word_faults } from './words.mjs';

// The forbidden words are put together here, so that this file may stand in the repository it is about.
const host = (...parts) => `https://${parts.join('.')}/echarts`;
const folder = (...parts) => ['', ...parts].join('/');

const faults = (text, path = 'docs/operations.md') => word_faults([{ path, text }]);

test('the host of a package registry is a fault with file and line', () => {
  const hosts = [host('registry', 'npmjs', 'org'), host('deb', 'debian', 'org'), host('ghcr', 'io'), host('index', 'docker', 'io'), host('pypi', 'org'), host('mirrors', 'aliyun', 'com')];
  for (const name of hosts) assert.match(faults(`one\n"resolved": "${name}"`)[0], /^docs\/operations\.md:2: names a package registry/, name);
});

test('a folder of one machine is a fault', () => {
  for (const name of [folder('work', 'main'), folder('home', 'anna', 'src'), folder('root', '.npmrc'), folder('Users', 'anna', 'src')])
    assert.match(faults(`data in ${name}`)[0], /folder of one machine/, name);
});

test('the folder beside a checkout may be read by tests only', () => {
  const beside = ['..', 'shared', 'data'].join('/');
  assert.equal(faults(`reads ${beside}`, 'server/main.cpp').length, 1);
  assert.deepEqual(faults(`reads ${beside}`, 'tests/integration/import.test.mjs'), []);
});

test('images by name, addresses of the product and folders of a system are fine', () => {
  const text = 'FROM debian:bookworm-slim\nhttp://127.0.0.1:8080/wall\n/usr/share/northstar /data $root/scripts "network/work/x" https://hooks.slack.com/services/T0';
  assert.deepEqual(faults(text), []);
});
