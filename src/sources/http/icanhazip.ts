import type { Family } from '../../ip/address.ts';
import { type HttpSourceSpec, httpText } from './http-text.ts';

/** icanhazip.com: the address and a newline. Cloudflare has run it since 2021. */
export function icanhazip(family: Family): HttpSourceSpec {
  return httpText({ name: 'icanhazip', url: new URL(`https://${family}.icanhazip.com/`) });
}
