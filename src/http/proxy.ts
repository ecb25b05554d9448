import { noProxy } from './no-proxy.ts';
import { type ProxyServer, parseProxy } from './proxy-url.ts';

/** Proxies as `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` give them. */
export interface ProxySettings {
  readonly http?: string;
  readonly https?: string;
  readonly none?: string;
}

/** Which proxy a URL is asked through, if any; one that has none of its own for https uses that for http. Throws an Error when the proxy's URL cannot be used. */
export function proxyChoice({
  http,
  https,
  none = '',
}: ProxySettings): (url: URL) => ProxyServer | undefined {
  const isDirect = noProxy(none);
  return (url) => {
    const text = url.protocol === 'https:' ? https || http : http;
    return text === undefined || text === '' || isDirect(url) ? undefined : parseProxy(text);
  };
}
