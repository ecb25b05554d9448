import { oneLine } from '../../base/visible-text.ts';
import { isLocalAddress } from '../../ip/address.ts';
import { hostOf } from '../../net/server.ts';

/**
 * Why a URL that a device on the network gave must not be followed, or undefined when it leads to that device:
 * anything else could make this program call services that only it can reach.
 */
export function notOnRouter(url: URL, router: string): string | undefined {
  if (url.protocol !== 'http:') return `${oneLine(url.protocol.slice(0, -1), 60)} is not what routers speak`;
  if (url.username !== '' || url.password !== '') return 'it carries credentials';
  if (hostOf(url) !== router) return `it leads to ${oneLine(hostOf(url), 60)}, not to the router ${router}`;
  return isLocalAddress(router) ? undefined : `${router} is not an address on the local network`;
}
