import { createServer } from 'node:http';
import type { Socket } from 'node:net';

// The least that event streams cost in one process of Node: a bare server without accounts, database and event log. It
// writes a frame as long as the app's to every open connection, one after another, when it is asked for a new task.

const frameOf = (at: string) =>
  `id: 0123456789abcdef-1000\nevent: task.created\ndata: ${JSON.stringify({ at, filler: 'x'.repeat(330) })}\n\n`;

const open = new Set<Socket>();

createServer((request, response) => {
  if (request.url?.endsWith('/events')) {
    const { socket } = request;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
    response.write('event: ready\ndata: {}\n\n');
    return;
  }
  if (request.url?.endsWith('/tasks')) {
    const bytes = Buffer.from(frameOf(new Date().toISOString()));
    for (const socket of open) socket.write(bytes);
  }
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ accessToken: 'none' }));
}).listen(Number(process.env['PORT']), '127.0.0.1');
