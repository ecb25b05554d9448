import type { Environment } from '../settings/secrets.ts';
import type { Report } from './provider-values.ts';

/** Those in small letters go before the others. */
const variables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/** Reports each proxy that no request could go through: `proxy:3128` is a URL of the scheme `proxy`. */
export function checkProxies(env: Environment, report: Report): void {
  for (const variable of variables) {
    const found = env[variable];
    if (found === undefined) continue;
    const wrong = troubleOf(found);
    const accepted =
      'http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT, with USER:PASSWORD@ before the host if it asks for them';
    if (wrong !== undefined) report({ variable, found, wrong, accepted });
  }
}

function troubleOf(text: string): string | undefined {
  if (!text.includes('//')) return 'does not say how the proxy is spoken to, such as by http:// in front';
  const url = URL.parse(text);
  if (!url) return 'is no URL';
  if (!/^(https?|socks5?):$/.test(url.protocol))
    return `is a kind of proxy that is not known (${url.protocol})`;
  if (url.hostname === '') return 'names no host';
  if (url.port === '0') return 'names a port that cannot be reached';
  return isDecodable(url.username + url.password) ? undefined : 'has a % in user or password that is not %25';
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}
