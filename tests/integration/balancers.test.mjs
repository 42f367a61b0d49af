// The balancers of docs/operations.md, with the settings as they stand there: a screen that loses its node goes on at another one.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inStep, metric, startNodes } from './support/cluster.mjs';
import { boardOf, openFeed } from './support/feed.mjs';
import { repository, temporaryFolder, writeJson } from './support/process.mjs';
import { freePort, startRedis } from './support/redis.mjs';
import { clientOf, until } from './support/server.mjs';

/** The example of a language in the page, its addresses replaced by the test's. */
function example(language, port, nodes) {
  const page = readFileSync(join(repository, 'docs/operations.md'), 'utf8');
  const [, text] = new RegExp('```' + language + '\\n([^`]+)```').exec(page);
  const ports = nodes.map((node) => new URL(node.url).port);
  const local = text.replace('10.0.0.11:8080', `127.0.0.1:${ports[0]}`).replace('10.0.0.12:8080', `127.0.0.1:${ports[1]}`)
    .replace('listen 80;', `listen 127.0.0.1:${port};`).replace('bind :80', `bind 127.0.0.1:${port}`);
  assert.ok(!local.includes('10.0.0.'), local);
  return local;
}

const programs = {
  nginx: {
    path: '/usr/sbin/nginx',
    start(folder, text) {
      const file = writeJson(folder, 'nginx.conf', `daemon off; master_process off; error_log stderr; pid ${folder}/pid;
events { worker_connections 256; }
http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
${text}}
`);
      return ['-c', file, '-p', folder];
    },
  },
  haproxy: {
    path: '/usr/sbin/haproxy',
    start: (folder, text) => ['-db', '-f', writeJson(folder, 'haproxy.cfg', `global\n  maxconn 256\n${text}`)],
  },
};

const deal = (id, amount) => ({ id, source: 'crm', type: 'deal.won', occurred_at: new Date().toISOString(), owner: 'anna', amount, version: 1 });

for (const [name, program] of Object.entries(programs)) {
  test(`behind ${name} a screen whose node dies goes on at the other one, from its position`, { skip: !existsSync(program.path) && `no ${name} here` }, async (t) => {
    const redis = await startRedis(t);
    const nodes = await startNodes(t, redis.url, 2);
    const port = await freePort();
    const folder = temporaryFolder();
    const balancer = spawn(program.path, program.start(folder, example(name, port, nodes)), { stdio: 'ignore' });
    const ended = once(balancer, 'exit');
    t.after(async () => { balancer.kill('SIGKILL'); await ended; });
    const client = clientOf(`http://127.0.0.1:${port}`);
    const answers = () => client.get('/readyz').then(({ status }) => status === 200, () => false);
    await until(`${name} answers`, answers, 10_000);
    const posted = async (id, amount) => (await client.send(JSON.stringify(deal(id, amount)))).status === 200;
    assert.ok(await posted('D1', '100'));

    // Somebody watches on each node.
    const watch = async (who, position) => {
      const feed = await openFeed(t, who);
      if (!feed.refused) feed.send({ type: 'subscribe', scopes: ['acme'], position });
      return feed;
    };
    const near = await Promise.all(nodes.map((node) => watch(node)));
    for (const feed of near) await feed.next('snapshot');
    const feed = await watch(client);
    const first = await feed.next('snapshot');
    const board = boardOf(first);
    const month = first.plan.periods.find(({ kind }) => kind === 'month').id;
    assert.equal(board.find('acme', 'revenue', month).actual, '100.00');
    assert.ok(await posted('D2', '10'));
    board.apply(await feed.next('delta', ({ cells }) => cells.length > 0));
    await inStep(nodes);

    // The node that the screen is on dies: of the two, the one whose death closes it.
    const sessions = await Promise.all(nodes.map((node) => metric(node, 'northstar_feed_sessions')));
    const dead = nodes[sessions[0] > sessions[1] ? 0 : 1];
    const alive = nodes.find((node) => node !== dead);
    await dead.kill();
    await feed.closed;
    await until('sales go on', () => posted('D3', '20').catch(() => false), 10_000);
    let screen;
    await until('the screen is back', async () => {
      screen = await watch(client, board.position).catch(() => ({ refused: true }));
      return !screen.refused;
    }, 10_000);
    const delta = await screen.next(['delta', 'snapshot'], (message) => message.cells.some(({ actual }) => actual === '130.00'));
    assert.equal(delta.type, 'delta', 'positions are the same on every node');
    assert.equal(await alive.client.actual('acme', 'revenue', month), '130.00');
  });
}
