import { shownUrl } from '../../base/url-text.ts';
import { familyOf, parseAddress } from '../../ip/address.ts';

/** Where the router is: at the default route, at an address, or described by a UPnP document. */
export type GatewayPlace =
  | { readonly kind: 'default' }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'description'; readonly url: URL };

const accepted =
  'accepted is gateway, gateway:ADDRESS (the router on the home network) or gateway:http://…/rootDesc.xml';

/** Reads a source entry `gateway…`. Throws an Error that says what is accepted when it is none. */
export function parseGateway(entry: string): GatewayPlace {
  const [, where] = /^gateway(?::(.+))?$/i.exec(entry) ?? [undefined, ''];
  if (where === undefined) return { kind: 'default' };
  if (/^http:\/\//i.test(where)) {
    const url = URL.parse(where);
    if (url && url.username === '' && url.password === '') return { kind: 'description', url };
    throw new Error(`"gateway:${url ? `http://…@${url.host}` : where}" has no usable URL; ${accepted}`);
  }
  const text = where.replace(/^\[(.*)\]$/, '$1');
  const family = familyOf(text);
  const address = family && parseAddress(text, family);
  if (address === undefined) throw new Error(`"${entry}" is no gateway source; ${accepted}`);
  return { kind: 'address', address };
}

/** The entry as it may be shown: without a query string. */
export function gatewayName(place: GatewayPlace): string {
  if (place.kind === 'default') return 'gateway';
  if (place.kind === 'address') return `gateway:${place.address}`;
  return `gateway:${shownUrl(place.url.href)}`;
}
