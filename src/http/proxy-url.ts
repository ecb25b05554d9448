import { credentialsIn } from '../base/url-text.ts';
import { hostOf, type Server, serverText } from '../net/server.ts';

/** A proxy as its URL gives it. */
export interface ProxyServer extends Server {
  readonly protocol: 'http' | 'https' | 'socks5';
  /** `user:password`, not encoded. */
  readonly credentials: string | undefined;
}

/** What `parseProxy` accepts, for whoever tells the owner. */
export const acceptedProxies =
  'http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT, with USER:PASSWORD@ before the host where it is needed';

const protocols = new Map<string, { readonly protocol: ProxyServer['protocol']; readonly port: number }>([
  ['http:', { protocol: 'http', port: 80 }],
  ['https:', { protocol: 'https', port: 443 }],
  ['socks:', { protocol: 'socks5', port: 1080 }],
  ['socks5:', { protocol: 'socks5', port: 1080 }],
  ['socks5h:', { protocol: 'socks5', port: 1080 }],
]);

/**
 * Reads the value of `HTTPS_PROXY` or `HTTP_PROXY`. Throws an Error whose message continues the name of the
 * setting with what is wrong ("has no scheme …"), and shows nothing of the value.
 */
export function parseProxy(text: string): ProxyServer {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    throw new Error('does not begin with http:// or another scheme');
  const url = URL.parse(text);
  if (!url) throw new Error('is no URL');
  const known = protocols.get(url.protocol);
  if (!known) throw new Error(`has the scheme ${url.protocol.slice(0, -1)}, which no proxy here speaks`);
  if (url.hostname === '') throw new Error('names no host');
  if (url.port === '0') throw new Error('has the port 0');
  if (!/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '')
    throw new Error('has more behind its host and port');
  const port = url.port === '' ? known.port : Number(url.port);
  return { protocol: known.protocol, host: hostOf(url), port, credentials: credentialsIn(url) };
}

/** How a proxy is called where it is at fault. */
export function proxyText({ host, port }: ProxyServer): string {
  return `the proxy ${serverText(host, port)}`;
}
