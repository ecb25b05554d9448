import type { Family } from '../../ip/address.ts';
import { type HttpSourceSpec, httpText, unusable } from './http-text.ts';

// The addresses of its resolver, which its certificate holds.
const addresses: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['1.1.1.1', '1.0.0.1'],
  ipv6: ['[2606:4700:4700::1111]', '[2606:4700:4700::1001]'],
};

/** Cloudflare's trace page over HTTPS: lines of `key=value`, the address as `ip`. */
export function cloudflare(): HttpSourceSpec {
  const url = new URL('https://api.cloudflare.com/cdn-cgi/trace');
  const apart = (family: Family) => addresses[family].map((host) => new URL(`https://${host}/cdn-cgi/trace`));
  return httpText({ name: 'cloudflare', url, apart, read: addressInTrace });
}

function addressInTrace(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const fields = new Map(lines.map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]));
  // Through WARP or Zero Trust the address is the way out of a VPN, not this home's.
  for (const field of ['warp', 'gateway']) {
    const value = fields.get(field);
    if (value !== undefined && value !== 'off')
      throw unusable(
        `answered through Cloudflare's VPN (${field}=${value}), so it does not see this home's address`,
      );
  }
  const ip = fields.get('ip');
  if (ip === undefined) throw unusable('answered a trace without an address');
  return ip;
}
