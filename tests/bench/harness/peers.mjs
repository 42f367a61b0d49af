// The others at the push job, each with the same two doors: WebSocket at /sub, POST /pub goes to everybody.

import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { built, free_port, new_folder, pinned, root, start } from './server.mjs';

const nchan_module = '/usr/lib/nginx/modules/ngx_nchan_module.so';

async function program(command, core) {
  const port = await free_port();
  return start(pinned(core, [...command, String(port)]), { port });
}

// One worker, messages not stored, pages from `pages`.
export async function start_nginx({ core, pages, with_nchan = false }) {
  const folder = await new_folder();
  const port = await free_port();
  await mkdir(join(folder, 'tmp'));
  const nchan = `
    location = /sub { nchan_subscriber websocket; nchan_channel_id all; nchan_websocket_ping_interval 0; }
    location = /pub { nchan_publisher; nchan_channel_id all; nchan_store_messages off; }`;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/tmp/${kind};`).join(' ');
  const file = join(folder, 'nginx.conf');
  await writeFile(file, `${with_nchan ? `load_module ${nchan_module};` : ''} ${process.getuid() === 0 ? 'user root;' : ''}
daemon off; worker_processes 1; worker_rlimit_nofile 60000; pid ${folder}/pid; error_log ${folder}/error.log crit;
events { worker_connections 30000; }
http { access_log off; keepalive_requests 100000000; tcp_nodelay on; ${temporary} types { text/html html; application/json json; text/css css; }
  server { listen 127.0.0.1:${port} backlog=4096; root ${pages ?? folder}; ${with_nchan ? nchan : ''} }
}
`);
  const server = await start(pinned(core, ['/usr/sbin/nginx', '-p', folder, '-c', file]), { port });
  return { ...server, stop: async () => { await server.stop(); await rm(folder, { recursive: true, force: true }); } };
}

// name → how it is started on a core; those that cannot be had here are left out.
export function push_peers(bench) {
  const peers = {
    'plain Beast': (core) => program([join(built, 'plain_beast')], core),
    'raw send()': (core) => program([join(built, 'raw_send')], core),
    'Node ws': (core) => program([process.execPath, join(root, 'tests/bench/peers/node_ws.mjs')], core),
  };
  if (existsSync(nchan_module)) peers.nchan = (core) => start_nginx({ core, with_nchan: true });
  if (bench.uws) peers.uWebSockets = (core) => program([bench.uws], core);
  return peers;
}
