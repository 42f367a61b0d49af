// Nodes of one cluster: the real program, on folders and ports of their own, on one Redis.

import { join } from 'node:path';
import { testPlan } from './plan.mjs';
import { patience, said, start, temporaryFolder, writeJson } from './process.mjs';
import { clientOf, until } from './server.mjs';

export const settled_ms = 30_000 * patience;

/** A node that is started again and again on one folder, or on a new one. Without a Redis: a server alone. */
export function createNode(t, redis_url, { plan = testPlan(), args = [], folder = temporaryFolder(), host = '127.0.0.1', within, token } = {}) {
  const node = {
    up: false, run: undefined, folder,
    /** A node that starts anew within its process may listen on another port: the one it named last. */
    get url() { return node.up ? `http://${host}:${[...node.run.errors.matchAll(/listening address=\S+ port=(\d+)/g)].at(-1)[1]}` : null; },
    get client() { return clientOf(node.url, token); },
  };
  node.data = join(node.folder, 'data');
  const file = writeJson(node.folder, 'plan.json', plan);
  node.start = async () => {
    node.run = start(['serve', '--plan', file, '--data', node.data, '--listen', `${host}:0`, ...(redis_url ? ['--redis', redis_url] : []), ...args], { cwd: node.folder, within });
    await said(node.run, /listening address=\S+ port=(\d+)/);
    node.up = true;
  };
  node.kill = async (signal = 'SIGKILL') => {
    node.up = false;
    node.run.child.kill('SIGCONT');
    node.run.child.kill(signal);
    return node.run.ended;
  };
  t.after(() => node.run && node.kill());
  return node;
}

export async function startNodes(t, redis_url, count, options) {
  const nodes = Array.from({ length: count }, () => createNode(t, redis_url, options));
  await Promise.all(nodes.map((node) => node.start()));
  return nodes;
}

export const metric = async (node, name) => {
  const { text } = await node.client.get('/metrics');
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
};
export const positionOf = async (node) => (await node.client.post([])).position;

/** All nodes hold all of the log and have nothing on their way. */
export async function inStep(nodes) {
  await until('all nodes in step', async () => {
    // One that starts anew does not answer for a moment.
    const each = await Promise.all(nodes.map(async (node) => [
      await metric(node, 'northstar_shared_log_in_step'), await metric(node, 'northstar_shared_log_waiting'), await metric(node, 'northstar_shared_log_applied')])).catch(() => []);
    return each.length > 0 && each.every(([in_step, waiting, applied]) => in_step === 1 && waiting === 0 && applied === each[0][2]);
  }, settled_ms);
}
