import { once } from 'node:events';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';

/** A web server at 127.0.0.1 that answers no SYN until it is told to, and then with the text `slow`. */
export interface SlowListener {
  readonly port: number;
  answer(): void;
  close(): Promise<void>;
}

export async function slowListener(): Promise<SlowListener> {
  const go = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./slow-listener-worker.ts', import.meta.url), {
    workerData: go,
    execArgv: [],
  });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const queue = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  await Promise.all(queue.map((socket) => once(socket, 'connect')));
  const answer = () => {
    Atomics.store(go, 0, 1);
    Atomics.notify(go, 0);
  };
  return {
    port,
    answer,
    async close() {
      answer();
      for (const socket of queue) socket.destroy();
      await worker.terminate();
    },
  };
}
