import { workerData } from 'node:worker_threads';

const { module, port, done } = workerData;
const { default: run } = await import(module);

port.on('message', (argument: unknown) => {
  void run(argument)
    .then(
      (returned: unknown) => ({ returned }),
      (error: unknown) => ({ failed: error instanceof Error ? error.stack : String(error) }),
    )
    .then((result: unknown) => {
      port.postMessage(result);
      Atomics.store(done, 0, 1);
      Atomics.notify(done, 0);
    });
});
