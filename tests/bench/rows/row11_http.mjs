// Row 11: pages and tables by wrk, beside nginx serving the same bytes. One server core, wrk on the other.

import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median } from '../harness/numbers.mjs';
import { start_nginx } from '../harness/peers.mjs';
import { new_folder, pinned, root, start_northstar } from '../harness/server.mjs';
import { client_core, server_core, with_server } from '../harness/viewers.mjs';

const run_program = promisify(execFile);

async function requests_per_s(bench, port, path) {
  const command = pinned(client_core, ['wrk', '-t1', '-c64', bench.quick ? '-d1s' : '-d3s', `http://127.0.0.1:${port}${path}`]);
  const { stdout } = await run_program(command[0], command.slice(1));
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk ${path}: ${stdout}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]);
}

const paths = { 'GET /cells of 1,057 cells': '/api/v1/cells?metric=deals&period=month&descend=1', 'static page (wall)': '/wall' };

export async function run(bench) {
  const ours = {}, theirs = {};
  for (let i = 0; i < bench.repeats; ++i) {
    await with_server(() => start_northstar({ plan: bench.plan, core: server_core, args: ['--web', join(root, 'web')] }), async (server) => {
      const pages = await new_folder();
      for (const [name, path] of Object.entries(paths)) {
        const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { 'accept-encoding': 'identity' } });
        await writeFile(join(pages, path === '/wall' ? 'wall.html' : 'cells.json'), Buffer.from(await answer.arrayBuffer()));
        (ours[name] ??= []).push(await requests_per_s(bench, server.port, path));
      }
      await with_server(() => start_nginx({ core: server_core, pages }), async (nginx) => {
        for (const [name, path] of Object.entries(paths)) (theirs[name] ??= []).push(await requests_per_s(bench, nginx.port, path === '/wall' ? '/wall.html' : '/cells.json'));
      });
      await rm(pages, { recursive: true, force: true });
    });
  }
  for (const name of Object.keys(paths))
    bench.report.add({ row: 11, name, value: median(ours[name]), unit: 'requests/s', runs: ours[name], peer: { name: 'nginx, the same bytes', value: median(theirs[name]) }, ratio_bound: ['>=', 0.8] });
}
