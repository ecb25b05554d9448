import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { parseZone } from '../../../src/dns/name.ts';
import type { RecordKey } from '../../../src/dns/records.ts';
import type { Family } from '../../../src/ip/address.ts';
import { type Kept, nothingKnown, type State, stateAfter } from '../../../src/report/state.ts';
import { createConnections } from '../../../src/web/connections.ts';
import type { Credential } from '../../../src/web/push/login.ts';
import type { Claim } from '../../../src/web/push/looks.ts';
import { createPush } from '../../../src/web/push/push.ts';
import { createRoutes, respond } from '../../../src/web/routes.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const usual = { user: 'router', password: 'correct-horse-42' };
export const basic = `Basic ${Buffer.from(`${usual.user}:${usual.password}`).toString('base64')}`;

interface StageOptions {
  /** Of the zone example.com, on the line `default`. */
  readonly keys?: readonly RecordKey[];
  readonly credential?: Credential;
  /** Further targets. */
  readonly more?: readonly {
    readonly zone: string;
    readonly line: string;
    readonly keys: readonly RecordKey[];
  }[];
}

/** What a look comes to: an address of each family, or none. */
export type Truth = Readonly<Partial<Record<Family, string>>>;

export interface Stage {
  readonly clock: VirtualClock;
  /** The looks that were asked for, with what was said. */
  readonly looks: { readonly at: number; readonly line: string; readonly said: Claim }[];
  readonly logged: { readonly fields: object; readonly text: string }[];
  /** What the next looks come to; a look that must not end is undefined. */
  truth: Truth | undefined;
  /** A look ends with what is true now. */
  look(line?: string): void;
  /** Sends these bytes, and reads until the connection ends. */
  send(bytes: string): Promise<string>;
  /** A connection that was taken. */
  open(): Promise<Socket>;
  connections(): number;
  close(): void;
}

const home: readonly RecordKey[] = [
  { name: 'home', type: 'A' },
  { name: 'home', type: 'AAAA' },
  { name: 'nas', type: 'A' },
  { name: 'bücher', type: 'A' },
];

/** The endpoint with push switched on, before an engine whose looks come to what the test says. */
export async function stage(truth: Truth | undefined, options: StageOptions = {}): Promise<Stage> {
  const { keys = home, credential = usual, more = [] } = options;
  const clock = new VirtualClock();
  const kept = [{ zone: 'example.com', line: 'default', keys }, ...more].map(
    ({ zone, line, keys }, index): Kept => ({
      line,
      target: {
        ...{ id: `${index}`, host: 'memory', title: 'Memory', zone: parseZone(zone), ttl: 600 },
        keys: keys.map(({ name, type }) => ({ type, name: name === 'bücher' ? 'xn--bcher-kva' : name })),
      },
    }),
  );
  const sockets = new Set<Socket>();
  let accepted = 0;
  const looks: Stage['looks'] = [];
  const logged: Stage['logged'] = [];
  let state: State = nothingKnown;
  const log = (fields: object, text: string) => {
    logged.push({ fields, text });
  };
  const push = createPush({
    ...{ credential, clock, kept },
    log: { info: log, warn: log },
    look(line, said) {
      looks.push({ at: clock.monotonic(), line, said });
      // As an engine does it: never before the call returns.
      queueMicrotask(() => made.look(line));
    },
  });
  const routes = createRoutes({
    ...{ mark: undefined, isAlive: () => true, push },
    lookNow: () => ({ sources: 0, hosts: 0 }),
    snapshot: () => {
      throw new Error('nobody asked for the status');
    },
  });
  const connections = createConnections({
    clock,
    respond: (request) => respond(request, { routes, refuse: () => undefined }),
  });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    accepted += 1;
    socket.on('close', () => sockets.delete(socket));
    connections.take(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const callers = new Set<Socket>();

  const made: Stage = {
    ...{ clock, looks, logged, truth },
    look(line = 'default') {
      if (made.truth === undefined) return;
      for (const family of ['ipv4', 'ipv6'] as const) {
        const found = made.truth[family];
        const none = { kind: 'none', reason: 'nobody answers', split: false, troubles: [] } as const;
        const agreed = { kind: 'agreed', changed: false, witnesses: [], troubles: [] } as const;
        const detection = found === undefined ? none : { ...agreed, address: found };
        tell({ kind: 'detected', line, family, detection });
      }
      tell({ kind: 'looked', line, sources: [], nat: undefined, took: 0 });
    },
    async open() {
      const socket = connect(port, '127.0.0.1');
      callers.add(socket);
      socket.on('error', () => {});
      const before = accepted;
      await once(socket, 'connect');
      while (accepted === before) await new Promise((resolve) => setImmediate(resolve));
      return socket;
    },
    async send(bytes) {
      const socket = connect(port, '127.0.0.1');
      callers.add(socket);
      socket.on('error', () => {});
      let answer = '';
      socket.setEncoding('latin1').on('data', (chunk) => {
        answer += chunk;
      });
      socket.write(bytes, 'latin1');
      await once(socket, 'close');
      callers.delete(socket);
      return answer;
    },
    connections: () => sockets.size,
    close() {
      push.stop();
      for (const socket of callers) socket.destroy();
      connections.close();
      server.close();
    },
  };
  function tell(outcome: Parameters<typeof push.observe>[0]): void {
    state = stateAfter(state, outcome, kept, { wall: clock.now(), monotonic: clock.monotonic() });
    push.observe(outcome, state);
  }
  return made;
}

/** Status and body of an answer. */
export function told(answer: string): { readonly status: number; readonly body: string } {
  const [head = '', ...body] = answer.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d+) \S/.exec(head)?.[1]), body: body.join('\r\n\r\n') };
}
