import type { Readable } from 'node:stream';
import {
  type BoundPorts,
  type ExecOptions,
  GenericContainer,
  getContainerRuntimeClient,
  type StartedNetwork,
  type WaitStrategy,
} from 'testcontainers';
import { inject, onTestFailed, onTestFinished } from 'vitest';

/** How the product is run in a test; everything else is as the docs say. */
export interface ProductRun {
  /** `container:ID`: that of another container. */
  readonly network: StartedNetwork | 'none' | `container:${string}`;
  readonly environment: Readonly<Record<string, string>>;
  /** Files of this machine by their path in the container, mounted read-only. */
  readonly files: Readonly<Record<string, string>>;
  readonly publishPort?: boolean;
  /** The limit in MB. */
  readonly memory?: number;
}

/** What `/healthz` says, as far as these tests look at it. */
export interface Health {
  readonly status: 'starting' | 'ok' | 'degraded' | 'failing';
  readonly lastAttempt: string | null;
  readonly lastSuccessfulSync: string | null;
  readonly targets: readonly { readonly error: string | null }[];
}

// The image has nothing else that could ask.
const askHealth =
  "fetch('http://127.0.0.1:8080/healthz').then((answer) => answer.text()).then(console.log, () => {})";

const second = 1_000_000_000;
const megabyte = 1024 * 1024;

/** The container with every lock that the docs recommend, looked after by its own HEALTHCHECK. */
class Product extends GenericContainer {
  constructor(image: string, { network, environment, files, publishPort, memory = 128 }: ProductRun) {
    super(image);
    if (typeof network === 'string') this.withNetworkMode(network);
    else this.withNetwork(network);
    this.withEnvironment({ ...environment })
      .withUser('12345:12345')
      .withDroppedCapabilities('ALL')
      .withSecurityOpt('no-new-privileges')
      .withBindMounts(Object.entries(files).map(([target, source]) => ({ source, target, mode: 'ro' })))
      .withWaitStrategy(notWaiting);
    if (publishPort) this.withExposedPorts(8080);
    this.hostConfig.ReadonlyRootfs = true;
    this.hostConfig.Memory = memory * megabyte;
    // The command is the image's own; it is only asked more often, to keep the tests short.
    this.createOpts.Healthcheck = { Interval: second, StartPeriod: second, Retries: 1 };
  }
}

/** The tests wait for what they need themselves. */
export const notWaiting: WaitStrategy = {
  waitUntilReady: (_container: unknown, _ports: BoundPorts) => Promise.resolve(),
  withStartupTimeout: () => notWaiting,
  isStartupTimeoutSet: () => false,
  getStartupTimeout: () => 60_000,
};

export type RunningProduct = Awaited<ReturnType<typeof follow>>;

/** Starts the image. */
export async function runProduct(run: ProductRun) {
  const image = inject('image');
  if (image === undefined) throw new Error('there is no image to run');
  return follow(new Product(image, run));
}

/** Starts a container of ours; it is removed when the test ends, and its log is shown when the test fails. */
export async function follow(container: GenericContainer) {
  const output: string[] = [];
  const product = await container
    .withLogConsumer((stream) => (stream as Readable).on('data', (chunk) => output.push(String(chunk))))
    .start();
  const engine = await getContainerRuntimeClient();
  const started = engine.container.getById(product.getId());
  onTestFinished(async () => {
    await started.remove({ force: true, v: true });
  });
  onTestFailed(() => {
    process.stderr.write(`Log of the product:\n${output.join('')}\n`);
  });

  return {
    id: product.getId(),
    log: () => output.join(''),
    inspect: () => started.inspect(),
    exec: (command: string[], options: Partial<ExecOptions> = {}) => product.exec(command, options),
    /** What Docker makes of the health checks. */
    async dockerHealth(): Promise<string | undefined> {
      return (await started.inspect()).State.Health?.Status;
    },
    /** What the last health check said. */
    async lastCheck(): Promise<string> {
      return (await started.inspect()).State.Health?.Log.at(-1)?.Output ?? '';
    },
    /** What `/healthz` says, asked from inside; undefined while nobody answers. */
    async health(): Promise<Health | undefined> {
      const { output: said } = await product.exec(['/nodejs/bin/node', '--eval', askHealth]);
      return said.startsWith('{') ? JSON.parse(said) : undefined;
    },
    publishedAt: () => `http://${product.getHost()}:${product.getMappedPort(8080)}`,
    /** `docker kill --signal`, to the first process of the container. */
    async signal(name: NodeJS.Signals): Promise<void> {
      await started.kill({ signal: name });
    },
    /** `docker stop`: SIGTERM, and SIGKILL after 10 s, which would show as exit code 137. */
    async stop(): Promise<number> {
      await started.stop({ t: 10 });
      return (await started.inspect()).State.ExitCode;
    },
    async exitCode(): Promise<number> {
      const { StatusCode } = await started.wait();
      return StatusCode;
    },
  };
}
