// Peer: Node with the package `ws`, as its documentation shows a broadcast. usage: node node_ws.mjs PORT

import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const { WebSocketServer, WebSocket } = createRequire(new URL('../../../web/package.json', import.meta.url))('ws');

const viewers = new WebSocketServer({ noServer: true, perMessageDeflate: false });

const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const body = Buffer.concat(parts);
    for (const viewer of viewers.clients) if (viewer.readyState === WebSocket.OPEN) viewer.send(body, { binary: false });
    response.end('ok');
  });
});
server.on('upgrade', (request, socket, head) => viewers.handleUpgrade(request, socket, head, () => {}));
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 });
