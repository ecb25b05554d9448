import { createServer } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { createConnections } from './connections.ts';
import { createGate, type GateOptions } from './gate.ts';
import type { PageView } from './page/page.ts';
import { createRoutes, type RouteOptions, respond } from './routes.ts';
import { createSnapshots } from './snapshot.ts';

export interface EndpointOptions extends GateOptions {
  readonly port: number;
  /** undefined: all interfaces. */
  readonly host: string | undefined;
  readonly clock: Clock;
  /** What this container has and no other; undefined where the system does not tell. */
  readonly mark: string | undefined;
  view(): PageView;
  isAlive(): boolean;
  readonly lookNow?: RouteOptions['lookNow'];
  readonly metrics?: RouteOptions['metrics'];
  readonly push?: RouteOptions['push'];
  /** Told when it listens, and once when it cannot. */
  onListening(port: number): void;
  onError(error: Error): void;
}

export interface Endpoint {
  close(): void;
}

const retryListening = 30_000;

/** Serves the routes. A port that is taken is tried again; the records matter more. */
export function startEndpoint(options: EndpointOptions): Endpoint {
  const { port, host, clock, mark, view, isAlive, lookNow, metrics, push, ingress } = options;
  let cancelRetry = () => {};
  let told = false;
  const snapshot = createSnapshots(clock, view);
  const routes = createRoutes({ snapshot, isAlive, lookNow, metrics, push, mark, ingress });
  const refuse = createGate(options);
  const connections = createConnections({
    clock,
    respond: (request) => respond(request, { routes, refuse }),
  });
  const server = createServer({ allowHalfOpen: true }, (socket) => connections.take(socket));
  const listen = () => {
    // An accept that failed is told as an error too, and it listens still.
    if (!server.listening) server.listen({ port, ...(host !== undefined && { host }) });
  };
  server.on('listening', () => {
    told = false;
    const address = server.address();
    options.onListening(address !== null && typeof address === 'object' ? address.port : port);
  });
  server.on('error', (error) => {
    if (!told) options.onError(error);
    told = true;
    cancelRetry = clock.after(retryListening, listen);
  });
  listen();
  return {
    close() {
      cancelRetry();
      server.close();
      connections.close();
    },
  };
}
