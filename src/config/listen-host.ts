import { isIP } from 'node:net';
import { withoutBrackets } from '../settings/endpoint.ts';

/** An address or a name of this machine. Throws an Error that says what is wrong with it. */
export function listenHost(text: string): string {
  const host = withoutBrackets(text);
  if (isIP(host) !== 0) return host;
  if (text.includes('://')) throw new Error('is a URL; the address alone is wanted');
  if (/^(\*|any|all)$/i.test(text))
    throw new Error('is no address; leave it out to listen on all interfaces');
  if (/^(\[.*\]|[^:]*):\d+$/.test(text)) throw new Error('has a port, which is what HTTP_PORT tells');
  if (!/^[a-z\d_]([a-z\d_.-]*[a-z\d_])?$/i.test(host)) throw new Error('is neither an address nor a name');
  return host;
}
