import { createServer, type IncomingMessage } from 'node:http';
import { description, soapAnswer, soapFault } from './router-xml.ts';

export interface UpnpCall {
  readonly method: string;
  readonly path: string;
  readonly action: string | undefined;
  readonly body: string;
}

export interface HttpReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the router does on a call; nothing said: its usual answer. */
export type Answering = (call: UpnpCall, port: number) => HttpReply | undefined;

export interface UpnpRouter {
  readonly port: number;
  readonly url: string;
  readonly calls: readonly UpnpCall[];
  /** Changes the outer address. */
  move(address: string): void;
  close(): Promise<void>;
}

/** The HTTP side of a router's UPnP on loopback, real sockets: one WANIPConnection:1 that holds the address. */
export async function upnpRouter(
  address: string,
  answering: Answering = () => undefined,
  { host = '127.0.0.1', port = 0 } = {},
): Promise<UpnpRouter> {
  const calls: UpnpCall[] = [];
  let held = address;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const action = request.headers.soapaction;
      const call = {
        method: request.method ?? '',
        path: request.url ?? '',
        action: typeof action === 'string' ? action : undefined,
        body,
      };
      calls.push(call);
      const reply = answering(call, portOf()) ?? usual(call);
      response.writeHead(reply.status ?? 200, { 'content-type': 'text/xml', ...reply.headers });
      response.end(reply.body ?? '');
    });
  });
  const portOf = () => {
    const at = server.address();
    return typeof at === 'object' && at ? at.port : 0;
  };
  const usual = ({ path, action }: UpnpCall): HttpReply => {
    if (path.split('?')[0] === '/rootDesc.xml') return { body: description([{}]) };
    if (path !== '/ctl/IPConn') return { status: 404 };
    if (!action?.endsWith('#GetExternalIPAddress"'))
      return { status: 500, body: soapFault(401, 'Invalid Action') };
    return { body: soapAnswer('GetExternalIPAddress', { NewExternalIPAddress: held }) };
  };
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return {
    port: portOf(),
    url: `http://${host}:${portOf()}/rootDesc.xml`,
    calls,
    move(next) {
      held = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
