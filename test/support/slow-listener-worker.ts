import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

// While this thread stands still nobody accepts, and with its queue full the kernel drops each further SYN.
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', () =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nslow'),
  );
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  const address = server.address();
  parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined);
  Atomics.wait(workerData, 0, 0);
});
