import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Fault, type Faults, isWrite as isWriteByMethod, pretendFaults } from './faults.ts';
import { originInMemory } from './in-memory.ts';

export interface PretendRequest {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  /** The path's segments, decoded; an empty last one stands for a trailing slash. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface PretendAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface LoggedRequest extends PretendRequest {
  /** What was answered, or would have been; null when it was not carried out and not answered. */
  readonly status: number | null;
  /** The body of that answer, empty where there is none. */
  readonly answered?: string;
}

/** A server with a log of every request, and faults on demand. */
export interface LoggedServer {
  readonly url: string;
  readonly port: number;
  readonly log: readonly LoggedRequest[];
  readonly faults: Faults;
  /** Whether a request is no mere read. */
  isWrite(request: PretendRequest): boolean;
  /** Requests in the log that are not reads. */
  writes(): readonly LoggedRequest[];
  clearLog(): void;
  /** Refuses connections until `up`, which takes the same port again. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** A service of the pretend internet over HTTP. */
export interface PretendServer extends LoggedServer {
  /** What comes of a request that has arrived: it is carried out and logged, unless a fault is in the way. */
  meet(request: PretendRequest): Promise<Met>;
  isUp(): boolean;
}

/** The fault that a request met, and the answer if there is one; whether it arrives depends on the fault. */
export interface Met {
  readonly fault: Fault | undefined;
  readonly answer: PretendAnswer | undefined;
}

export interface Listening {
  /** Default 127.0.0.1; 0.0.0.0 to be reached from containers. */
  readonly host?: string;
  readonly port?: number;
}

export interface PretendServerOptions extends Listening {
  /** Default: by the method. For services that read with POST. */
  isWrite?(request: PretendRequest): boolean;
  /** The headers that the service sends with every answer, an injected one included, unless it has its own. */
  standing?(): Readonly<Record<string, string>>;
}

export async function pretendServer(
  handle: (request: PretendRequest) => PretendAnswer | Promise<PretendAnswer>,
  {
    host = '127.0.0.1',
    port = 0,
    isWrite = isWriteByMethod,
    standing = () => ({}),
  }: PretendServerOptions = {},
): Promise<PretendServer> {
  const log: LoggedRequest[] = [];
  const faults = pretendFaults();
  const sockets = new Set<Socket>();
  let bound = port;

  async function meet(request: PretendRequest): Promise<Met> {
    const fault = faults.meet(request);
    const carriedOut = !fault || isCarriedOut(fault);
    const own = fault?.kind === 'answer' ? fault : carriedOut ? await handle(request) : undefined;
    const altered = fault?.kind === 'altered' && own?.body ? { ...own, body: fault.alter(own.body) } : own;
    const besides = fault?.kind === 'headers' ? fault.headers : {};
    const answer = altered && { ...altered, headers: { ...standing(), ...altered.headers, ...besides } };
    log.push({ ...request, status: answer?.status ?? null, answered: answer?.body ?? '' });
    return { fault, answer };
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse) {
    const { fault, answer } = await meet(await received(incoming));
    if (!answer || fault?.kind === 'hang' || fault?.kind === 'drop') {
      if (fault?.kind === 'drop') incoming.socket.destroy();
      return;
    }
    if (fault?.kind === 'cut') return cutOff(response, answer);
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    response.writeHead(answer.status, { 'content-length': size(answer), ...answer.headers });
    response.end(answer.body);
  }

  let server: Server;
  async function listen() {
    server = createServer((incoming, response) => {
      serve(incoming, response).catch((error) => response.writeHead(500).end(String(error)));
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    for (let left = 100; !(await isListening(server, bound, host)); left--) {
      if (left === 0) throw new Error(`port ${bound} stays taken`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    bound = portOf(server);
  }
  async function close() {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  const origin = originInMemory();
  if (origin === undefined) await listen();
  return {
    url: origin ?? `http://127.0.0.1:${bound}`,
    port: bound,
    log,
    faults,
    isWrite,
    writes: () => log.filter(isWrite),
    clearLog: () => log.splice(0),
    meet,
    isUp: () => origin !== undefined || server.listening,
    down: close,
    up: listen,
    stop: async () => (origin === undefined ? close() : undefined),
  };
}

/** False where its port, which it had before it went down, is somebody else's for a moment. */
function isListening(server: Server, port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) =>
      port !== 0 && error.code === 'EADDRINUSE' ? resolve(false) : reject(error);
    server.once('error', onError);
    server.listen(port, host, () => {
      server.off('error', onError);
      resolve(true);
    });
  });
}

/** An answer in JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): PretendAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** The body of a request as JSON, or undefined when it is none. */
export function bodyOf(request: PretendRequest): unknown {
  try {
    return JSON.parse(request.body);
  } catch {
    return undefined;
  }
}

async function received(incoming: IncomingMessage): Promise<PretendRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const url = new URL(incoming.url ?? '/', 'http://pretend');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    segments: url.pathname.slice(1).split('/').map(decodeURIComponent),
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function isCarriedOut(fault: Fault): boolean {
  if (fault.kind === 'hang' || fault.kind === 'drop') return fault.carriedOut;
  return fault.kind !== 'answer';
}

function cutOff(response: ServerResponse, answer: PretendAnswer) {
  const body = answer.body ?? '';
  response.writeHead(answer.status, { ...answer.headers, 'content-length': size(answer) + 10 });
  response.write(body.slice(0, Math.ceil(body.length / 2)) || ' ', () => response.destroy());
}

function size(answer: PretendAnswer): number {
  return Buffer.byteLength(answer.body ?? '');
}

/** When the rate limit starts anew, as a Unix time in seconds, and the time that it is told at. */
export function resetIn(seconds: number): { readonly date: string; readonly reset: string } {
  const now = Math.floor(Date.now() / 1000);
  return { date: new Date(now * 1000).toUTCString(), reset: String(now + seconds) };
}

export function portOf(server: Pick<Server, 'address'>): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}
