import type { Family } from '../../ip/address.ts';
import { type HttpSourceSpec, httpText } from './http-text.ts';

const urls: Readonly<Record<Family, string>> = {
  ipv4: 'https://api.ipify.org/',
  // api6 has IPv6 only; api64 would fall back to IPv4.
  ipv6: 'https://api6.ipify.org/',
};

/** ipify.org: the bare address as text. */
export function ipify(family: Family): HttpSourceSpec {
  return httpText({ name: 'ipify', url: new URL(urls[family]) });
}
