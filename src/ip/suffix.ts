import { parseAddress } from './address.ts';
import { addressOf, bytesOf } from './address-bytes.ts';

const prefixBytes = 8;

/**
 * Reads `IPV6_SUFFIX`, the host part behind a /64 prefix, and returns it in canonical form.
 * Throws an Error whose message says what is accepted.
 */
export function parseSuffix(text: string): string {
  const suffix = parseAddress(text, 'ipv6');
  if (suffix === undefined)
    throw new Error('is no host part; accepted is the lower half of an IPv6 address, such as ::1234');
  const bytes = bytesOf(suffix);
  if (bytes.subarray(0, prefixBytes).some((byte) => byte !== 0))
    throw new Error(
      'sets bits of the prefix; accepted is a host part whose upper 64 bits are zero, such as ::1234',
    );
  if (bytes.subarray(prefixBytes).every((byte) => byte === 0))
    throw new Error('is zero, which names no host; accepted is a host part such as ::1234');
  return suffix;
}

/** The address of another host behind the same /64 prefix: the prefix of `address` with the host part `suffix`. */
export function withSuffix(address: string, suffix: string): string {
  const prefix = bytesOf(address).subarray(0, prefixBytes);
  return addressOf(Buffer.concat([prefix, bytesOf(suffix).subarray(prefixBytes)]));
}
