import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** An asynchronous function that is called without a promise: the caller stands still until it is done. */
export interface Blocking {
  call(argument: unknown): unknown;
  end(): Promise<void>;
}

const longest = 20_000;

/**
 * Runs the default export of a module in a thread of its own, so that what is checked between two steps of a
 * test can live in a real server.
 */
export function blocking(module: URL): Blocking {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const { port1: port, port2 } = new MessageChannel();
  const workerData = { module: module.href, port: port2, done };
  const worker = new Worker(new URL('./blocking-worker.ts', import.meta.url), {
    workerData,
    transferList: [port2],
    execArgv: [],
  });
  worker.unref();
  return {
    call(argument) {
      Atomics.store(done, 0, 0);
      port.postMessage(argument);
      const result =
        Atomics.wait(done, 0, 0, longest) === 'timed-out' ? undefined : receiveMessageOnPort(port);
      if (!result) throw new Error(`${module.pathname} did not answer within ${longest / 1000} s`);
      if ('failed' in result.message) throw new Error(`${module.pathname}: ${result.message.failed}`);
      return result.message.returned;
    },
    async end() {
      port.close();
      await worker.terminate();
    },
  };
}
