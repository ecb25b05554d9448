import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { StatusReport } from '../report/status-report.ts';

export interface EndpointOptions {
  readonly port: number;
  /** undefined: all interfaces. */
  readonly host: string | undefined;
  report(): StatusReport;
  isAlive(): boolean;
  /** Told when it listens, and once when it cannot. */
  onListening(port: number): void;
  onError(error: Error): void;
}

export interface Endpoint {
  close(): void;
}

const retryListening = 30_000;

/** Serves `/healthz`, `/livez` and `/`. A port that is taken is tried again; the records matter more. */
export function startEndpoint(options: EndpointOptions): Endpoint {
  let retry: NodeJS.Timeout | undefined;
  let told = false;
  const server = createServer(
    {
      maxHeaderSize: 8192,
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 5_000,
    },
    (request, response) => answer(request, response, options),
  );
  server.maxConnections = 64;
  const listen = () =>
    server.listen({ port: options.port, ...(options.host !== undefined && { host: options.host }) });
  server.on('listening', () => {
    told = false;
    const address = server.address();
    options.onListening(address !== null && typeof address === 'object' ? address.port : options.port);
  });
  server.on('error', (error) => {
    if (!told) options.onError(error);
    told = true;
    retry = setTimeout(listen, retryListening);
  });
  listen();
  return {
    close() {
      clearTimeout(retry);
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly type?: 'application/json';
}

function answer(request: IncomingMessage, response: ServerResponse, options: EndpointOptions): void {
  const { status, body, type = 'text/plain' } = replyTo(request, options);
  // A body sent to us is of no use; it is thrown away as it comes and the connection is not used again.
  if (request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined) {
    response.setHeader('connection', 'close');
    request.resume();
  }
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 && { allow: 'GET, HEAD' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function replyTo({ method, url }: IncomingMessage, { report, isAlive }: EndpointOptions): Reply {
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, body: 'Only GET and HEAD are answered.\n' };
  switch (url?.split('?', 1)[0]) {
    case '/healthz': {
      const status = report();
      const body = `${JSON.stringify(status)}\n`;
      return { status: status.status === 'ok' ? 200 : 503, body, type: 'application/json' };
    }
    case '/livez':
      return isAlive() ? { status: 200, body: 'alive\n' } : { status: 503, body: 'the loop stands still\n' };
    case '/':
      return { status: 200, body: plainPage(report()) };
    default:
      return { status: 404, body: 'There is /healthz, /livez and /.\n' };
  }
}

/** The status for people, as text. */
export function plainPage(status: StatusReport): string {
  const found = Object.entries(status.addresses).flatMap(([family, address]) =>
    address ? [`${family} ${address}`] : [],
  );
  const lines = [
    `homemade-ddns ${status.version}: ${status.status}`,
    `address: ${found.join(', ') || 'not known yet'}`,
    ...Object.entries(status.addressErrors).flatMap(([family, error]) =>
      error ? [`  ${family}: ${error}`] : [],
    ),
    ...(status.nat ? [`  ${status.nat.message}`] : []),
    `last successful sync: ${status.lastSuccessfulSync ?? 'none yet'}`,
    `last attempt: ${status.lastAttempt ?? 'none yet'}`,
  ];
  for (const { provider, domain, error, retryAt, records } of status.targets) {
    lines.push('', `${domain} at ${provider}`);
    if (error) lines.push(`  ${error}${retryAt ? ` (next try ${retryAt})` : ''}`);
    for (const { name, type, value, ttl, state, changedAt, error: reason } of records) {
      const held = value === null ? '' : ` ${value}${ttl === null ? '' : ` TTL ${ttl}`}`;
      lines.push(`  ${name} ${type}${held}: ${state}${changedAt ? `, changed ${changedAt}` : ''}`);
      if (reason && reason !== error) lines.push(`    ${reason}`);
    }
  }
  const troubled = status.sources.filter(({ state }) => state === 'resting');
  if (troubled.length > 0) lines.push('', 'sources without a usable answer');
  for (const { name, family, reason, alwaysWrong } of troubled) {
    lines.push(`  ${name} (${family})${alwaysWrong ? ', always wrong' : ''}: ${reason ?? ''}`);
  }
  return `${lines.join('\n')}\n`;
}
