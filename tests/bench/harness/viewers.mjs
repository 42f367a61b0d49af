// One broadcast by the load client: server on the first core, client on the second.

import { json_of, load_client } from './server.mjs';

export const server_core = 0;
export const client_core = 1;

export async function broadcast(bench, server, options) {
  const args = Object.entries(options).flatMap(([name, value]) => (value === true ? [`--${name}`] : value === false ? [] : [`--${name}`, String(value)]));
  return json_of([load_client, 'broadcast', '--server', `127.0.0.1:${server.port}`, '--pid', String(server.pid), '--seed', String(bench.seed), ...args], { core: client_core });
}

// Starts, measures and stops; `start` gives a server.
export async function with_server(start, measure) {
  const server = await start();
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
}
