import type { Family } from '../dns/address.ts';
import { type HttpSourceDependencies, httpText } from './http-text.ts';
import type { Source } from './source.ts';

/** icanhazip.com: the address and a newline. Cloudflare has run it since 2021. */
export function icanhazip(family: Family, dependencies: HttpSourceDependencies): Source {
  return httpText({ name: 'icanhazip', url: new URL(`https://${family}.icanhazip.com/`) }, dependencies);
}
