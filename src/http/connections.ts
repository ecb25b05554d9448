import { Agent, type RequestOptions } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { Family } from '../dns/address.ts';

export interface ConnectionOptions {
  /** Proxies as `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` give them; absent: always direct. */
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly none?: string };
}

/** Where requests travel: which agent of Node.js holds their connections, forced to a family or not. */
export interface Connections {
  to(url: URL, family: Family | undefined): RequestOptions;
  /** Ends all connections, those in use as well. */
  close(): void;
}

// Long enough for the requests of one round, short enough that nothing idles between two.
const keptFor = 4_000;

export function createConnections({ proxy }: ConnectionOptions): Connections {
  const agents = new Map<string, Agent>();
  const shared = {
    keepAlive: true,
    timeout: keptFor,
    // Proxies are HTTP's own business; one that is given for HTTP serves HTTPS too, if that has none.
    ...(proxy && {
      proxyEnv: {
        HTTP_PROXY: proxy.http,
        HTTPS_PROXY: proxy.https ?? proxy.http,
        NO_PROXY: proxy.none,
      },
    }),
  };

  function agentFor(protocol: string, family: Family | undefined): Agent {
    const kind = `${protocol} ${family ?? 'any'}`;
    const forced = family && { family: family === 'ipv4' ? 4 : 6, autoSelectFamily: false };
    const options = { ...shared, ...forced };
    const agent = agents.get(kind) ?? (protocol === 'https:' ? new SecureAgent(options) : new Agent(options));
    agents.set(kind, agent);
    return agent;
  }

  return {
    to: (url, family) => ({
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      ...(url.port && { port: url.port }),
      path: url.pathname + url.search,
      joinDuplicateHeaders: true,
      agent: agentFor(url.protocol, family),
    }),
    close() {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}
